"""What the Frontier screen looks like, at the smallest size and at a large one."""

import pytest

from screens.app_driver import driven, frame, press, running, settled, until
from screens.frontier_driver import is_whole, show_frontier, sweep
from screens.test_frames import SIZES, check


def after(*keys, budgets=(0, 64, 256)):
    """The screen after some keys."""

    async def enter(pilot):
        screen = await show_frontier(pilot)
        for key in keys:
            await press(pilot, key)
            if pilot.app.screen is screen:
                await until(pilot, lambda: is_whole(screen) and screen.is_worked_out)

    return budgets, enter


STATES = {
    "empty": after(budgets=()),
    "picture": after("l", "l", "m", "l"),
    "one-run": after(budgets=(64,)),
    "tokens": after("a", "a"),
    "table": after("tab", "j", "j"),
    "longer": after("l", "l", "L"),
    "difficulty": after("l", "l", "d"),
    "thinking": after(*"lllll", "t"),
    "coverage": after("l", "l", "c"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
@driven
async def test_the_frame_is_as_it_was(state, size, request):
    budgets, enter = STATES[state]
    sweep(budgets)
    async with running(size=SIZES[size], model=None) as pilot:
        await enter(pilot)
        await settled(pilot)
        check(f"frontier-{state}-{size}", frame(pilot), request)
