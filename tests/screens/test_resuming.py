"""The next start goes on where the user was."""

import pytest

from jevons.core.runs.library import Library
from jevons.screens.places import ASK
from jevons.screens.resuming import PLACE_KEY, recall
from screens.app_driver import (
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    frame,
    press,
    running,
    settled,
    until,
    until_shown,
)
from screens.frontier_driver import show_frontier, sweep
from screens.plan_driver import claiming, claims_screen
from screens.run_libraries import fill, open_run, runs_library, show_runs
from servers.thinker import Thinker


async def leave(pilot):
    """End the app as a key does, or a terminal that goes away."""
    await pilot.app.do_quit()


@driven
async def test_the_sample_that_was_open_is_open_again():
    with runs_library() as store:
        fill(store, ["✓✗"] * 20)
        fill(store, ["✗"])
    async with running(model=None) as pilot:
        await show_runs(pilot)
        await press(pilot, "j", "enter")
        await until_shown(pilot, "of all asked")
        await press(pilot, *"jjj", "l", "enter")
        await until(pilot, lambda: pilot.app.screen.scope == "sample" and pilot.app.screen.was_read)
        before = frame(pilot)
        await leave(pilot)
    async with running(model=None, where_it_was=True) as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "was_read", False))
        await until(pilot, lambda: frame(pilot) == before)
        await press(pilot, "escape")
        await until_shown(pilot, "of all asked")
        assert pilot.app.screen.question == 3
        await press(pilot, "escape")
        await until_shown(pilot, "2 runs")
        assert pilot.app.screen.picked.number == 1


@driven
async def test_a_run_is_filtered_and_ordered_as_it_was():
    with runs_library() as store:
        fill(store, ["✓✗", "✗✗", "✓✓", "✓✗", "✓✗", "✗✓"])
    async with running(model=None) as pilot:
        await open_run(pilot)
        await press(pilot, "v", "O", "slash", *"3 + 3", "enter")
        await until(pilot, lambda: len(pilot.app.screen.view.shown) == 1)
        before = frame(pilot)
        await leave(pilot)
    async with running(model=None, where_it_was=True) as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "was_read", False))
        await until(pilot, lambda: frame(pilot) == before)
        await press(pilot, "escape")
        await until(pilot, lambda: len(pilot.app.screen.view.shown) == 6)


@driven
async def test_the_claims_are_where_they_were():
    async with claiming() as pilot:
        await press(pilot, "v", "slash", *"chips", "enter", "j")
        await settled(pilot)
        chosen, before = claims_screen(pilot).view.chosen, frame(pilot)
        await leave(pilot)
    async with running(model=None, where_it_was=True) as pilot:
        await until(pilot, lambda: claims_screen(pilot).view.chosen == chosen)
        await until(pilot, lambda: frame(pilot) == before)


@driven
async def test_the_picture_is_of_what_it_was():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "a", "j")
        await until(pilot, lambda: screen.view.is_new)
        wanted, cursor = screen.view.wanted, screen.view.cursor
        await leave(pilot)
    async with running(model=None, where_it_was=True) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.view.is_new)
        assert (screen.view.wanted, screen.view.cursor) == (wanted, cursor)


@driven
async def test_ask_is_one_key_away_with_its_draft():
    with runs_library() as store:
        fill(store, ["✓"])
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, *"half a question", "tab", "3")
        await until_shown(pilot, "1 run ")
        await leave(pilot)
    async with running(model=None, where_it_was=True) as pilot:
        await until_shown(pilot, "1 run ")
        await press(pilot, "1")
        await until(pilot, lambda: pilot.app.screen is ask_screen(pilot))
        await until(pilot, lambda: ask_screen(pilot).composer.text == "half a question")


@driven
async def test_a_model_that_is_named_is_asked_wherever_one_was():
    remember('{"place": "show_runs", "screens": []}')
    async with asking(Thinker()) as (pilot, _):
        await until(pilot, lambda: pilot.app.screen is ask_screen(pilot))


@driven
async def test_a_run_that_is_gone_leaves_one_in_the_table():
    with runs_library() as store:
        fill(store, ["✓"])
    remember('{"place": "show_runs", "screens": [{"scope": "runs", "run": 7}, {"scope": "run"}]}')
    async with running(model=None, where_it_was=True) as pilot:
        await until_shown(pilot, "1 run ")
        assert pilot.app.screen.scope == "runs"


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "no JSON",
        "[]",
        '{"place": "show_cellar", "screens": []}',
        '{"place": "show_runs", "screens": [1]}',
        '{"place": "show_runs", "screens": {"scope": "runs"}}',
    ],
)
def test_what_makes_no_sense_leads_to_ask(kept):
    remember(kept)
    library, _ = Library.open()
    assert recall(library) == (ASK, [])
    library.close()


def remember(text):
    library, _ = Library.open()
    library.remember(PLACE_KEY, text)
    library.close()


@driven
async def test_reading_goes_on_at_its_line():
    async with asking(Thinker(answer=600)) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        await press(pilot, "tab", "k", "k", "k")
        screen = ask_screen(pilot)
        await until(pilot, lambda: not screen.transcript.following)
        before = screen.transcript.scroll_offset.y
        assert before > 0
        await leave(pilot)
    async with running(model=None) as pilot:
        transcript = ask_screen(pilot).transcript
        await until(pilot, lambda: transcript.scroll_offset.y == before)
        assert not transcript.following


@driven
async def test_two_windows_see_the_same_conversation():
    async with asking(Thinker()) as (first, _):
        await ask_and_wait(first, "How many?")
        async with running() as second:
            await until(second, lambda: len(ask_screen(second).state.exchanges) == 1)
            await ask_and_wait(second, "And then?")
            await until(first, lambda: len(ask_screen(first).state.exchanges) == 2)
            last = ask_screen(second).state.exchanges[-1]
            await until(first, lambda: ask_screen(first).state.exchanges[-1].answer == last.answer)
