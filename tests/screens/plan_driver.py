"""Driving the screens Plan and Claims in tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from jevons.core.state.plan import Pane
from jevons.screens.claims import ClaimsScreen
from jevons.screens.plan import PlanScreen
from screens.app_driver import SMALL, Size, press, running, settled, until


@asynccontextmanager
async def planning(size: Size = SMALL) -> AsyncIterator[Pilot[int]]:
    """The app on its Plan screen."""
    async with running(size, None) as pilot:
        await press(pilot, "alt+6")
        await until(pilot, lambda: not plan_screen(pilot).is_at("list"))
        await settled(pilot)
        yield pilot


@asynccontextmanager
async def claiming(size: Size = SMALL) -> AsyncIterator[Pilot[int]]:
    """The app on its Claims screen, the claims read."""
    async with running(size, None) as pilot:
        await press(pilot, "alt+7")
        await until(pilot, lambda: claims_screen(pilot).view.findings)
        yield pilot


def plan_screen(pilot: Pilot[int]) -> PlanScreen:
    """The Plan screen."""
    stack = pilot.app._screen_stacks["show_plan"]
    return next(screen for screen in stack if isinstance(screen, PlanScreen))


def claims_screen(pilot: Pilot[int]) -> ClaimsScreen:
    """The Claims screen."""
    stack = pilot.app._screen_stacks["show_claims"]
    return next(screen for screen in stack if isinstance(screen, ClaimsScreen))


async def go_to(pilot: Pilot[int], cell: str) -> None:
    """Put the cursor on a cell, by keys."""
    view = plan_screen(pilot).view
    ids = [one.id for one in view.sheet.worksheet.cells]
    step = ids.index(cell) - view.at(Pane.CELLS)
    await press(pilot, *(("j",) * step if step > 0 else ("k",) * -step))


async def replace_with(pilot: Pilot[int], text: str) -> None:
    """Write a text in the cell that the cursor is on, in the place of what stands there."""
    await press(pilot, "enter", *text, "enter")
