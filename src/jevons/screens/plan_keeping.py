"""What of the Plan screen outlives it: the worksheets as they are filled in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.timer import Timer

from jevons.core import logs
from jevons.core.problems import ProblemError
from jevons.core.runs.library import Library
from jevons.core.state.plan import PlanView
from jevons.core.state.plan_keeping import kept_text, with_kept
from jevons.screens.place_screen import PlaceScreen

if TYPE_CHECKING:
    from jevons.screens.plan import PlanScreen

SHEETS_KEY = "plan.sheets"

KEEP_AFTER_S = 0.5
"""Seconds without a change after which the worksheets are written down."""


class PlanKeeping(PlaceScreen):
    """The part of `PlanScreen` that writes down what is in the cells."""

    library: Library
    _kept = ""
    _keeping: Timer | None = None

    def recalled(self, view: PlanView) -> PlanView:
        """The worksheets as they were at the last start."""
        try:
            view = with_kept(view, self.library.recall(SHEETS_KEY))
        except ProblemError as error:
            logs.log_problem(error.problem)
        self._kept = kept_text(view)
        return view

    def keep_sheets(self: PlanScreen) -> None:
        """Write the worksheets down, unless they change at once."""
        text = kept_text(self.view)
        if text != self._kept:
            self._kept = text
            if self._keeping is not None:
                self._keeping.stop()
            self._keeping = self.set_timer(KEEP_AFTER_S, self._write_down)

    def _write_down(self) -> None:
        self._keeping = None
        text = self._kept
        self.in_thread(lambda: self.library.remember(SHEETS_KEY, text), "keep")

    async def finish(self) -> str:
        """Write down what is not written yet, before the app ends; what cannot be is let go."""
        if self._keeping is not None:
            try:
                await asyncio.to_thread(self.library.remember, SHEETS_KEY, self._kept)
            except ProblemError as error:
                logs.log_problem(error.problem)
        return ""
