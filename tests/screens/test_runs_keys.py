"""Every action on every screen of runs, keys at random, and the keys of one burst."""

import random

import pytest

from core.runs.run_samples import an_exam
from jevons.core import actions
from jevons.core.runs.run import RunState
from jevons.core.runs.worker import launch
from screens.app_driver import (
    act,
    burst,
    driven,
    frame,
    press,
    running,
    settled,
    until,
    until_shown,
)
from screens.run_libraries import fill, is_whole, runs_library, show_runs

STRIPS = ["✓✓✓", "✓✗✗", "✗✗✗", "…✓?", "!✗…", "✓o·"]
SCOPES = ("runs", "run", "sample", "flights", "comparison", "filter")


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """A worker that begins and never draws anything."""

    def begin(number):
        with runs_library() as store:
            store.begin(number)

    monkeypatch.setattr(launch, "start_worker", begin)


def library():
    with runs_library() as store:
        fill(store, STRIPS)
        fill(store, STRIPS[::-1])
        fill(store, ["✓·"], RunState.RUNNING, exam=an_exam(1, "live"))


async def table(pilot):
    """The table, with nothing above it and no filter."""
    app = pilot.app
    await app.switch_mode("show_ask")
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await settled(pilot)
    await app.switch_mode("show_runs")
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await settled(pilot)
    screen = await show_runs(pilot)
    screen.filter.drop()
    await until(pilot, lambda: not screen.view.text)
    await press(pilot, "g")


def on_run(*keys):
    """The screen of a finished run, after some keys."""

    async def enter(pilot):
        await table(pilot)
        await press(pilot, "slash", *"sums", "enter", "enter")
        await until(pilot, lambda: pilot.app.screen.scope == "run" and is_whole(pilot.app.screen))
        await press(pilot, *keys)

    return enter


async def in_flight(pilot):
    await table(pilot)
    await press(pilot, "f")


async def compared(pilot):
    await table(pilot)
    await press(pilot, "slash", *"sums", "enter", "m", "j", "equals_sign")


async def filtering(pilot):
    await table(pilot)
    await press(pilot, "slash", *"su")


STATES = {
    "table": table,
    "run": on_run(),
    "run, figures": on_run("tab"),
    "run, nothing passes": on_run("w", "t", "v", "slash", "z", "enter"),
    "sample": on_run("j", "enter"),
    "flights": in_flight,
    "comparison": compared,
    "filter": filtering,
}


def place_of(pilot):
    """Where the app is, as far as a state goes."""
    screen = pilot.app.screen
    shown = getattr(getattr(screen, "view", None), "shown", None)
    stack = tuple(type(below).__name__ for below in pilot.app.screen_stack)
    return stack, getattr(screen, "focus_scope", ""), shown


@pytest.mark.parametrize("name", STATES)
@driven
async def test_every_action_can_be_done_in_every_state(name):
    library()
    async with running(model=None) as pilot:
        await STATES[name](pilot)
        place = place_of(pilot)
        for action in actions.load_actions():
            if action in {"quit", "delete_run", "start_run", "start_and_stay"}:
                continue
            await act(pilot, action)
            frame(pilot)
            pilot.app._interrupted_at = 0.0
            if place_of(pilot) != place:
                await STATES[name](pilot)
                place = place_of(pilot)
        assert pilot.app.is_running


KEYS = sorted({key for scope in actions.PARENTS for key, _ in actions.bindings(scope)})
LEAVING = {"q", "ctrl+q", "ctrl+c", "ctrl+z", *"12467", *(f"alt+{place}" for place in "12467")}
OTHERS = ["a", "X", "5", "backspace", "left", "é", "y", "n"]


@pytest.mark.parametrize("seed", range(5))
@driven
async def test_keys_at_random_break_nothing(seed):
    rng = random.Random(seed)
    library()
    keys = sorted([*(set(KEYS) - LEAVING), *OTHERS, *["escape", "enter", "tab", "j", "l"] * 4])
    size = rng.choice([(80, 24), (60, 20), (160, 48)])
    async with running(model=None, size=size) as pilot:
        await show_runs(pilot)
        pilot.app.do_quit = lambda: None  # the palette offers it
        for _ in range(150):
            await press(pilot, rng.choice(keys))
            assert pilot.app.is_running
            frame(pilot)
        del pilot.app.do_quit


@driven
async def test_keys_of_one_burst_do_what_they_do_when_typed_slowly():
    library()
    async with running(model=None) as pilot:
        await burst(pilot, "alt+3", "slash", *"sums", "enter")
        await until(pilot, lambda: len(pilot.app.screen.view.shown) == 2)
        assert pilot.app.screen.view.marked is None, "the m was a letter"
        await burst(pilot, "j", "m", "k", "enter")
        await until(pilot, lambda: pilot.app.screen.scope == "run" and is_whole(pilot.app.screen))
        await burst(pilot, "j", "l", "enter")
        await until_shown(pilot, "run 2, question 2, sample 2 of 3")
        await burst(pilot, "escape", "w", "slash", *"wt", "escape", "v", "escape", "escape")
        await until_shown(pilot, "= Compare with 1")


@pytest.mark.parametrize("scope", SCOPES)
@driven
async def test_the_help_tells_every_key_of_the_scope(scope):
    library()
    name = scope if scope in STATES else {"runs": "table"}[scope]
    async with running(model=None, size=(100, 150)) as pilot:
        await STATES[name](pilot)
        await press(pilot, "f1")
        await until_shown(pilot, actions.SCOPE_TITLES[scope])
        shown = frame(pilot)
        for step in actions.lineage(scope):
            assert actions.SCOPE_TITLES[step] in shown
            for key, action in actions.bindings(step):
                assert action.title in shown
                assert actions.key_name(key) in shown


@pytest.mark.parametrize("name", STATES)
@driven
async def test_the_footer_shows_only_what_can_be_done(name):
    library()
    async with running(model=None, size=(200, 30)) as pilot:
        await STATES[name](pilot)
        screen = pilot.app.screen
        for action in actions.footer(screen.focus_scope):
            hint = f" {actions.key_of(action, screen.focus_scope)} {screen.title_of(action)} "
            shown = hint in f" {frame(pilot).splitlines()[-1]} "
            possible = screen.can(action.id) and action.id != screen.place
            assert shown == possible, (hint, frame(pilot).splitlines()[-1])
