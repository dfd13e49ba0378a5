"""Going to the Frontier screen in tests, with runs to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.pilot import Pilot

from core.runs.frontier_runs import CHANCES, fill_sweep
from jevons.screens.frontier import FrontierScreen
from screens.app_driver import press, until
from screens.run_libraries import runs_library


def sweep(budgets: Sequence[int] = tuple(CHANCES), **run: Any) -> None:
    """Runs of one exam in the library that the app will open."""
    with runs_library() as store:
        fill_sweep(store, budgets, **run)


async def show_frontier(pilot: Pilot[int]) -> FrontierScreen:
    """Go to the screen, and wait until it shows what there is."""
    await press(pilot, "alt+4")
    await until(pilot, lambda: isinstance(pilot.app.screen, FrontierScreen))
    screen = pilot.app.screen
    assert isinstance(screen, FrontierScreen)
    await until(pilot, lambda: is_whole(screen))
    return screen


def is_whole(screen: FrontierScreen) -> bool:
    """Whether what is wanted is shown."""
    view = screen.view
    return view.was_read and (view.is_new or view.problem is not None or not view.runs)
