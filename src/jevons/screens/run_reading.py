"""What the screen of a run reads of the library, and works out, in threads.

First the run itself, then its accuracy, then what takes long; the samples only of the
questions in view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from time import monotonic

from textual.message import Message

from jevons.core.exams.exam import Exam
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run, Tally
from jevons.core.state import run as state
from jevons.core.state.figures import Answers, Tallies, measure, settled, usd_per_right
from jevons.core.state.run import Drawn, Measured, RunView
from jevons.core.state.sieve import read_sieve
from jevons.screens.filter_field import FilterField
from jevons.screens.run_steering import RunSteering
from jevons.widgets.signs import Signs

POINTS = 200
"""Points at which it is worked out how the accuracy settled."""

REST = 4
"""How much longer than it took to read a run it is left alone: of huge ones that is felt."""

STRIPS_KEPT = 4_000
"""Strips of samples that are remembered."""

Outcomes = tuple[str, ...]
"""What became of each sample of a question."""


class RunReading(RunSteering):
    """The part of `RunScreen` that reads; its handlers own the view."""

    class Opened(Message):
        """The run was read for the first time."""

        def __init__(self, run: Run, exam: Exam, tallies: Tallies, answers: Answers | None) -> None:
            super().__init__()
            self.run = run
            self.exam = exam
            self.tallies = tallies
            self.answers = answers

    class Looked(Message):
        """The run was read again, with what was drawn of it where that has changed."""

        def __init__(self, run: Run, drawn: Drawn | None = None) -> None:
            super().__init__()
            self.run = run
            self.drawn = drawn

    class TookLong(Message):
        """What takes long was worked out."""

        def __init__(self, measured: Measured) -> None:
            super().__init__()
            self.measured = measured

    class SamplesRead(Message):
        """The samples of some questions were read."""

        def __init__(self, strips: Mapping[int, tuple[Mapping[str, Tally], Outcomes]]) -> None:
            super().__init__()
            self.strips = strips

    def __init__(self, library: Library, signs: Signs, run: Run) -> None:
        super().__init__(library, signs)
        self.view = RunView(run)
        self.was_read = False
        self._strips: dict[int, tuple[Mapping[str, Tally], Outcomes]] = {}
        self._in_view: tuple[int, ...] = ()
        self._looked_at = self._rests_until = 0.0

    @property
    def question(self) -> int | None:
        """The position of the question that the cursor is on."""
        raise NotImplementedError

    def show_view(self, question: int | None = None) -> None:
        """Draw everything anew, the cursor on this question."""
        raise NotImplementedError

    def show_figures(self) -> None:
        """Draw what stands above the questions."""
        raise NotImplementedError

    def show_strips(self, questions: Sequence[int]) -> None:
        """Draw the rows of these questions."""
        raise NotImplementedError

    def go_further(self) -> None:
        """Open the sample that was open when jevons was left."""
        raise NotImplementedError

    # The run.

    def look(self) -> None:
        """Read the run, or what changed of it."""
        if self.is_at("read") or monotonic() < self._rests_until:
            return
        self._looked_at = monotonic()
        number = self.view.run.number
        if not self.was_read:
            self.in_thread(lambda: self._read(number), "read")
            return
        known = self.view.run if self.view.figures.graded else None
        clusters = self.view.clusters
        self.in_thread(lambda: self._read_again(number, known, clusters), "read")

    def _read(self, number: int) -> Message:
        store = self.library.runs
        run = store.run(number)
        answers = store.answers_if_any(run)
        return self.Opened(run, store.exam(number), store.tallies(number), answers)

    def _read_again(self, number: int, known: Run | None, clusters: Sequence[str]) -> Message:
        store = self.library.runs
        run = store.run(number)
        if known and (run.ledger, run.answered) == (known.ledger, known.answered):
            return self.Looked(run)
        tallies, answers = store.tallies(number), store.answers_if_any(run)
        return self.Looked(run, Drawn(tallies, answers, measure(tallies, clusters, answers)))

    def on_run_reading_opened(self, event: Opened) -> None:
        """Show the questions; their accuracy follows."""
        self.was_read = True
        sieve = self.view.sieve
        if "sieve" in self._resume:
            sieve = read_sieve(self._resume["sieve"])
            self.query_one(FilterField).fill(sieve.text)
        view = state.opened(event.run, event.exam, event.tallies, event.answers, monotonic())
        self.view = state.sifted(view, sieve)
        self.show_view(self._resume.get("question"))
        self.go_further()
        self.look()

    def on_run_reading_looked(self, event: Looked) -> None:
        """Show what changed."""
        self.forget_limits([event.run])
        now = monotonic()
        self._rests_until = now + REST * (now - self._looked_at)
        shown, question = self.view.shown, self.question
        self.view = state.looked_again(self.view, event.run, event.drawn, now)
        if self.view.shown == shown:
            self.show_figures()
            self.read_samples(self._in_view)
        else:
            self.show_view(question)
        self._work_out()
        self.watch_or_rest()

    def is_live(self) -> bool:
        """Whether a worker is at the run, or about to be."""
        return self.view.run.state.is_live or self.is_at("start")

    def _work_out(self) -> None:
        """Work out what takes long, where it is out of date."""
        view = self.view
        if view.measures_anew and not self.is_at("work out"):
            self.in_thread(lambda: self._take_long(view), "work out")

    def _take_long(self, view: RunView) -> Message:
        finished = self.library.runs.finished(view.run.number)
        points = settled(finished, view.clusters, POINTS, view.answers)
        usd = usd_per_right(view.tallies, view.clusters, view.answers)
        return self.TookLong(Measured(view.figures.graded, usd, tuple(points)))

    def on_run_reading_took_long(self, event: TookLong) -> None:
        """Show it."""
        self.view = state.measured(self.view, event.measured)
        self.show_figures()

    # The samples of the questions in view.

    def outcomes_of(self, question: int) -> Outcomes:
        """What became of a question's samples; empty until they were read."""
        return self._strips[question][1] if question in self._strips else ()

    def read_samples(self, questions: Sequence[int]) -> None:
        """Read the samples of these questions, unless they are known as they are now."""
        self._in_view = tuple(questions)
        wanted = [question for question in questions if not self._is_known(question)]
        if wanted and not self.is_at("samples"):
            view = self.view
            self.in_thread(lambda: self._read_samples(view, wanted), "samples")

    def _is_known(self, question: int) -> bool:
        known = self._strips.get(question)
        return known is not None and known[0] == self.view.parts(question)

    def _read_samples(self, view: RunView, questions: Sequence[int]) -> Message:
        strips = {}
        for first, last in _ranges(sorted(questions)):
            rows = self.library.runs.samples(view.run.number, first, last)
            found = state.outcomes_of(rows, range(first, last + 1), view.run.plan.samples)
            strips.update({n: (view.parts(n), outcomes) for n, outcomes in found.items()})
        return self.SamplesRead(strips)

    def on_run_reading_samples_read(self, event: SamplesRead) -> None:
        """Show them, and read those that came into view meanwhile."""
        if len(self._strips) > STRIPS_KEPT:
            self._strips.clear()
        self._strips.update(event.strips)
        self.show_strips(list(event.strips))
        self.read_samples(self._in_view)


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The numbers, which are in order, as ranges from first to last."""
    if not numbers:
        return []
    firsts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    lasts = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return list(zip(firsts, lasts, strict=True))
