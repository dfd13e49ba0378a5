"""The Frontier screen: every key, and what goes wrong."""

import csv
import sys
from pathlib import Path

import pytest

from core.runs.frontier_runs import fill_run, fill_sweep
from core.runs.run_samples import PLAN, an_exam
from jevons.core.analysis.replay import Measure
from jevons.core.state.frontier import Page
from jevons.screens.frontier import FrontierScreen
from jevons.screens.run import RunScreen
from jevons.screens.runs import RunsScreen
from jevons.widgets.line_list import LineList
from jevons.widgets.row_list import RowList
from screens.app_driver import LARGE, driven, frame, notices, press, running, until, until_shown
from screens.frontier_driver import is_whole, show_frontier, sweep
from screens.run_libraries import open_run, runs_library, show_runs


async def typed(pilot, text):
    await press(pilot, *text, "enter")


@driven
async def test_an_empty_library_says_what_to_do():
    async with running(model=None) as pilot:
        await show_frontier(pilot)
        assert "jevons exam run arithmetic --level 1 -k 8" in frame(pilot)
        assert not pilot.app.screen.can("frontier_save")


@driven
async def test_a_run_without_a_verdict_is_no_run_yet():
    with runs_library() as store:
        store.create(an_exam(3), PLAN)
    async with running(model=None) as pilot:
        await show_frontier(pilot)
        assert "No samples yet" in frame(pilot)


@driven
async def test_it_shows_the_picture_and_at_a_large_size_the_table_too():
    sweep()
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        shown = frame(pilot)
        assert "sums · 12 questions · runs 1, 2, 3" in shown
        assert "dollars a question" in shown
        assert all(f"{each.letters}" in shown for each in screen.view.shown.best)
        assert "self-consistency ×8" in shown


@driven
async def test_tab_changes_between_picture_and_table_where_there_is_no_room():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        assert screen.plot.display
        await press(pilot, "tab")
        assert not screen.plot.display
        assert "accuracy, %" in frame(pilot)
        await press(pilot, "escape")
        assert screen.plot.display
        assert screen.view.page is Page.PICTURE


@driven
async def test_j_and_k_go_through_all_ways_and_h_and_l_along_the_frontier():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        keys = [each.key for each in screen.view.placed]
        best = [each.key for each in screen.view.shown.best]
        await press(pilot, "j", "j", "k")
        assert screen.view.cursor == keys[1]
        await press(pilot, "g", "l", "l", "h")
        assert screen.view.cursor == best[1]
        assert f" {screen.view.picked.letters} think " in frame(pilot)
        await press(pilot, "G")
        assert screen.view.cursor == keys[-1]
        assert screen.plot.chart.mark(screen.plot.picked).label == screen.view.picked.letters


@driven
async def test_a_click_picks_a_point_or_a_row():
    sweep()
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        (column, row), spot = max(screen.plot.picture.spots.items())
        await pilot.click("#plot", offset=(column, row))
        await until(pilot, lambda: screen.plot.picked == spot)
        assert screen.plot.chart.mark(spot).label == screen.view.picked.letters
        await pilot.click("#rows", offset=(5, 3))
        await until(pilot, lambda: screen.view.row == 3)
        assert screen.plot.picked == screen._spots[screen.view.placed[3].key]


@driven
async def test_a_changes_what_accuracy_is_against():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        for title in ("thinking tokens a question", "tokens a question", "half of the questions"):
            await press(pilot, "a")
            await until(pilot, lambda: is_whole(screen))
            assert title in frame(pilot)
        await press(pilot, "A", "A", "A")
        await until(pilot, lambda: is_whole(screen))
        assert screen.view.shown.wanted.cost is Measure.USD


@driven
async def test_other_prices_reprice_the_picture_at_once():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        before = screen.view.picked.cost.value
        await press(pilot, "p", "down", "enter")
        await until(pilot, lambda: is_whole(screen))
        assert "at the price of deepseek-r1 on 2025-01-27" in frame(pilot)
        first = screen.view.picked.cost.value
        await press(pilot, "p")
        await typed(pilot, "o1@2025-01-27")
        await until(pilot, lambda: is_whole(screen))
        assert screen.view.picked.cost.value > 20 * first
        await press(pilot, "p")
        await typed(pilot, "2.50/h")
        await until(pilot, lambda: is_whole(screen))
        assert "a machine at 2.5 $/h" in frame(pilot)
        await press(pilot, "p")
        await typed(pilot, "as paid")
        await until(pilot, lambda: is_whole(screen))
        assert screen.view.picked.cost.value == before


@driven
async def test_a_price_that_there_is_none_of_is_not_taken():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "p")
        await typed(pilot, "r1@2031-01-01")
        assert "nothing matches" in frame(pilot)
        await press(pilot, "escape")
        assert screen.view.is_new


@driven
async def test_samples_without_a_price_say_so_and_have_tokens():
    sweep([64], usd_per_token=None)
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        assert "no price is known of these samples: p chooses one" in frame(pilot)
        await press(pilot, "p", "down", "enter")
        await until(pilot, lambda: screen.view.is_new and screen.view.placed)
        assert "at the price of deepseek-r1" in frame(pilot)


@driven
async def test_runs_are_chosen_and_a_wrong_choice_says_why():
    with runs_library() as store:
        fill_sweep(store)
        fill_run(store, 64, exam=an_exam(6, "other"), samples=20)
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        assert screen.view.wanted.numbers == (4,)
        await press(pilot, "o")
        await typed(pilot, "sums")  # the first of them
        await until(pilot, lambda: screen.view.wanted.numbers == (3,) and is_whole(screen))
        assert "runs" not in frame(pilot).splitlines()[1]
        await press(pilot, "o", "tab", "down", "tab", "enter")
        await until(pilot, lambda: len(screen.view.wanted.numbers) == 2 and is_whole(screen))
        assert screen.view.wanted.numbers == (2, 3)
        await press(pilot, "o", *["down"] * 3, "tab", "enter")
        await until(pilot, lambda: screen.view.problem is not None)
        await until_shown(pilot, "they have no frontier together")


@driven
async def test_strategies_are_switched_off_and_on():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "s", "tab", "enter")  # the first of them: single
        await until(pilot, lambda: is_whole(screen))
        assert "single" in screen.view.wanted.off
        assert "1 strategy off" in frame(pilot)
        assert all(each.way.strategy.name != "single" for each in screen.view.placed)


@driven
async def test_what_is_asked_can_be_changed():
    sweep()
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "%", *["backspace"] * 6)
        await typed(pilot, "42 %")
        assert "cheapest to 42 %" in frame(pilot)
        assert "wanted" in frame(pilot)
        await press(pilot, "$", *["backspace"] * 12)
        await typed(pilot, "$0.0003")
        assert "most for $0.000300" in frame(pilot)
        for key, wrong in (("%", "much"), ("%", "140"), ("$", "-1"), ("$", "nan")):
            await press(pilot, key, *["backspace"] * 12)
            await typed(pilot, wrong)
            await until(pilot, lambda wrong=wrong: f"“{wrong}” is not" in notices(pilot))
        assert screen.view.accuracy == 0.42


@driven
async def test_a_mark_says_what_a_right_answer_more_costs():
    sweep()
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "m", "l", "l")
        there = screen.view.picked.letters
        assert "* A is marked" in frame(pilot)
        assert f"from A to {there}" in frame(pilot)
        assert "a right answer more" in frame(pilot)
        await press(pilot, "h", "h", "m")
        assert "m marks a way" in frame(pilot)


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("d", "Accuracy by difficulty"),
        ("t", "Length of thoughts, tokens"),
        ("c", "Coverage"),
        ("L", "Thinking longer: single"),
    ],
)
@driven
async def test_pages_turn_follow_the_cursor_and_turn_back(key, title):
    sweep()
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, *"llllll")
        assert screen.view.picked.way.run.plan.dial.label() != "off"
        picture, cursor = screen.plot.chart, screen.view.cursor
        await press(pilot, key)
        await until_shown(pilot, title)
        assert screen.plot.chart not in {picture, None}
        await press(pilot, "j", "j")  # through the text
        assert screen.view.cursor == cursor
        before = screen.plot.chart
        await press(pilot, *"hhhhhh")  # to the run that does not think
        same = key == "L"  # one sample is drawn along all budgets
        await until(pilot, lambda: same or screen.plot.chart not in {before, None})
        await press(pilot, key)
        await until(pilot, lambda: screen.plot.chart == picture)
        await press(pilot, key, "escape")
        await until(pilot, lambda: screen.plot.chart == picture)


@driven
async def test_a_page_that_cannot_be_worked_out_says_why():
    sweep([64])
    async with running(LARGE, model=None) as pilot:
        screen = await show_frontier(pilot)
        with runs_library() as store:
            store.delete(1)
        await press(pilot, "t")
        await until_shown(pilot, "there is no run 1")
        assert screen.view.placed
        await press(pilot, "r")
        await until_shown(pilot, "No samples yet")


@driven
async def test_a_page_stands_below_its_chart_where_there_is_no_room():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "l", "l", "l", "c")
        await until_shown(pilot, "never drawn")
        page = screen.query_one("#page", RowList)
        assert page.region.y >= screen.plot.region.bottom
        assert screen.plot.size.width == 80


@driven
async def test_enter_opens_the_run_and_f_comes_back():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
        assert pilot.app.screen.picked.number == screen.view.picked.way.run.number
        await until(pilot, lambda: pilot.app.screen.was_read)
        await press(pilot, "F")
        await until(pilot, lambda: pilot.app.screen is screen)


@driven
async def test_a_run_opens_its_frontier():
    sweep()
    async with running(model=None) as pilot:
        await show_runs(pilot)
        await press(pilot, "j", "F")
        await until(pilot, lambda: isinstance(pilot.app.screen, FrontierScreen))
        screen = pilot.app.screen
        await until(pilot, lambda: is_whole(screen) and screen.view.placed)
        assert screen.view.wanted.numbers == (2,)
        await press(pilot, "3")
        assert isinstance(pilot.app.screen, RunsScreen)
        await press(pilot, "g")
        await open_run(pilot)
        await press(pilot, "F")
        await until(pilot, lambda: screen.view.wanted.numbers == (3,) and is_whole(screen))


@driven
async def test_read_again_new_runs_show_up():
    sweep([0])
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        before = screen.view.placed
        with runs_library() as store:
            fill_run(store, 64)
        await press(pilot, "r")
        await until(pilot, lambda: len(screen.view.runs) == 2 and is_whole(screen))
        assert screen.view.placed == before or len(screen.view.placed) == len(before)
        assert screen.view.wanted.numbers == (1,)


@pytest.mark.parametrize("form", ["svg", "png", "csv", "md"])
@driven
async def test_it_is_saved(form):
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "x")
        await until(pilot, lambda: pilot.app.screen.query(LineList))
        await typed(pilot, f".{form}" if form != "md" else "markdown")
        path = Path(f"frontier-1-2-3-usd.{form}")
        await until(pilot, lambda: "Written to" in notices(pilot))
        written = path.read_bytes()
        if form == "csv":
            rows = list(csv.DictReader(written.decode().splitlines()))
            assert len(rows) == len(screen.view.placed)
        start = {"svg": b"<svg ", "png": b"\x89PNG", "csv": b"run,model", "md": b"# What accuracy"}
        assert written.startswith(start[form])


@driven
async def test_without_the_extra_a_png_says_what_to_install(monkeypatch):
    sweep()
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    async with running(model=None) as pilot:
        await show_frontier(pilot)
        await press(pilot, "x", "down", "enter")
        await until(pilot, lambda: "jevons[png]" in notices(pilot))
        assert not list(Path().glob("frontier-*"))


@driven
async def test_the_figures_are_copied():
    sweep()
    async with running(model=None) as pilot:
        screen = await show_frontier(pilot)
        await press(pilot, "y")
        copied = pilot.app._clipboard
        assert "cheapest to" in copied
        assert len(copied.splitlines()) >= len(screen.view.placed)
