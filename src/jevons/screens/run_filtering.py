"""Commands that choose which questions of a run are listed, and which sample is picked."""

from __future__ import annotations

from collections.abc import Callable

from jevons.core.state import run as state
from jevons.core.state.ledger import ledger_parts, part_name
from jevons.core.state.sieve import TRUNCATED, WRONG, Sieve
from jevons.screens.filter_field import FilterField
from jevons.screens.moving import Moving
from jevons.screens.run_reading import RunReading
from jevons.widgets.line_list import Row
from jevons.widgets.outcome_signs import outcome_sign

UNGRADED_KEY = "ungraded"
"""Stands for the part of the ledger without a name, where a choice needs one."""


class RunFiltering(Moving, RunReading):
    """The part of `RunScreen` that chooses."""

    _sample: int | None = None

    def show_rows(self, question: int | None) -> None:
        """Draw the questions, the cursor on this one if it is listed, or on the first."""
        raise NotImplementedError

    def pick(self, sample: int | None) -> None:
        """Pick a sample of the question; without one it is the first that the filter is after."""
        self._sample = sample

    def sample_of(self, question: int) -> int:
        """The picked sample of a question."""
        if self._sample is not None:
            return self._sample
        fits = self.view.sieve.fits
        outcomes = enumerate(self.outcomes_of(question))
        return next((sample for sample, outcome in outcomes if fits(outcome)), 0)

    def do_filter_wrong(self) -> None:
        self._sift(lambda sieve: sieve.toggled(WRONG))

    def do_filter_truncated(self) -> None:
        self._sift(lambda sieve: sieve.toggled(TRUNCATED))

    def do_filter_split(self) -> None:
        self._sift(lambda sieve: sieve.split_toggled())

    def do_reorder(self) -> None:
        self._sift(lambda sieve: sieve.reordered())

    def do_filter_outcome(self) -> None:
        from jevons.screens.picker import Picker

        rows = [
            Row(
                part.part or UNGRADED_KEY,
                f"{outcome_sign(part.part, self.signs).text} {part_name(part.part)}",
                f"{part.count:,}",
            )
            for part in ledger_parts(self.view.run.ledger)
        ]

        def choose(part: str | None) -> None:
            if part is not None:
                self._sift(lambda sieve: sieve.toggled("" if part == UNGRADED_KEY else part))

        self.app.push_screen(Picker("Questions with a sample that is …", rows), choose)

    def on_filter_field_typed(self, event: FilterField.Typed) -> None:
        """List only the questions that have the words."""
        if event.text != self.view.sieve.text:
            self._sift(lambda sieve: sieve.with_text(event.text))

    def drop_filters(self) -> None:
        """List all questions again."""
        self._sift(lambda sieve: sieve.opened())
        self.filter.drop()

    def _sift(self, change: Callable[[Sieve], Sieve]) -> None:
        """List other questions; the cursor stays on its own where that passes, or goes first."""
        question = self.question
        self.view = state.sifted(self.view, change(self.view.sieve))
        self.pick(None)
        self.show_rows(question)
