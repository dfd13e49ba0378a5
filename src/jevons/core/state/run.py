"""What the screen of one run shows: its ledger, its figures, its questions.

Plain values and pure functions from one to the next. What is read of the library and what
is worked out meanwhile comes in pieces, in any order; each has its function here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jevons.core.records import DialMode, Estimate, Question
from jevons.core.runs.run import Run, RunPlan, RunState, Tally, Wish
from jevons.core.state.figures import Answers, Figures, Tallies
from jevons.core.state.ledger import MISSING
from jevons.core.state.pace import Pace, glanced
from jevons.core.state.sieve import Sieve, sift

if TYPE_CHECKING:
    from jevons.core.analysis.convergence import Progress
    from jevons.core.exams.exam import Exam
    from jevons.core.runs.sample_rows import SampleRow

GROWTH = 1.1
"""How far a run must have grown before what takes long is worked out again."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What takes long to work out: from how many graded samples, and what came out."""

    graded: int = 0
    usd_per_right: Estimate | None = None
    settled: tuple[Progress, ...] = ()


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as it is shown; `shown` are the positions of the questions that pass the sieve.

    `answers` are those of its strategy, `None` where it has none.
    """

    run: Run
    questions: tuple[Question, ...] = ()
    tallies: Tallies = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    measured: Measured = field(default_factory=Measured)
    pace: Pace = field(default_factory=Pace)
    sieve: Sieve = field(default_factory=Sieve)
    shown: tuple[int, ...] = ()
    answers: Answers | None = None

    @property
    def clusters(self) -> list[str]:
        """The name of each question's cluster."""
        return [question.cluster for question in self.questions]

    @property
    def measures_anew(self) -> bool:
        """Whether what takes long is out of date."""
        graded = self.figures.graded
        if not graded or graded == self.measured.graded:
            return False
        return not self.run.state.is_live or graded >= GROWTH * self.measured.graded

    def parts(self, question: int) -> Mapping[str, Tally]:
        """The sums of one question's samples, by outcome."""
        return self.tallies.get(question, {})


def opened(run: Run, exam: Exam, tallies: Tallies, answers: Answers | None, at: float) -> RunView:
    """A run that has just been read; `at` is the time on any clock, in seconds."""
    pace = glanced(Pace(), at, run)
    view = RunView(run, exam.questions, tallies, pace=pace, answers=answers)
    return sifted(view, view.sieve)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn and answered of a run, and what it comes to."""

    tallies: Tallies
    answers: Answers | None
    figures: Figures


def looked_again(view: RunView, run: Run, drawn: Drawn | None, at: float) -> RunView:
    """The run read once more; `None` where nothing was drawn since."""
    view = replace(view, run=run, pace=glanced(view.pace, at, run))
    if drawn is None:
        return view
    view = replace(view, tallies=drawn.tallies, answers=drawn.answers, figures=drawn.figures)
    return sifted(view, view.sieve)


def sifted(view: RunView, sieve: Sieve) -> RunView:
    """Another choice of questions."""
    asked = {question: answer.asked for question, answer in (view.answers or {}).items()}
    shown = sift(sieve, view.questions, view.tallies, view.run.plan.samples, asked)
    return replace(view, sieve=sieve, shown=shown)


def measured(view: RunView, found: Measured) -> RunView:
    """What took long has been worked out."""
    return replace(view, measured=found)


def outcomes_of(
    rows: Iterable[SampleRow], questions: Iterable[int], samples: int
) -> dict[int, tuple[str, ...]]:
    """What became of each sample of each question, `MISSING` where one is not drawn."""
    found = {question: [MISSING] * samples for question in questions}
    for row in rows:
        if row.question in found and row.sample < samples:
            found[row.question][row.sample] = row.outcome
    return {question: tuple(outcomes) for question, outcomes in found.items()}


def state_word(run: Run) -> str:
    """Where a run stands, and where it is going if something else was asked of it."""
    match run.state, run.wanted:
        case RunState.RUNNING, Wish.PAUSE:
            return "pausing"
        case RunState.RUNNING | RunState.PAUSED, Wish.STOP:
            return "stopping"
        case RunState.PAUSED, Wish.RUN:
            return "going on"
    return run.state.value


def what_happened(run: Run) -> str:
    """Why a run stands where it does, where that is not plain; else empty."""
    match run.state:
        case RunState.INTERRUPTED:
            return (
                "the worker of this run died; what was drawn is kept, resuming goes on from there"
            )
        case RunState.WAITING:
            return "no worker has begun this run yet"
    return run.problem


def allocation_note(plan: RunPlan) -> str:
    """What a reader should know of a sum that was shared out; empty where none was."""
    if not plan.strategy_name or plan.allocation is None:
        return ""
    return (
        "the dollars went by the votes: where an answer was not stable yet, right or wrong;"
        " what the pool had counts at its price"
    )


def can_resume(run: Run) -> bool:
    """Whether a worker would find something to do."""
    if run.state is RunState.FINISHED:
        return any(part in run.ledger.tallies for part in ("error", ""))
    return not run.state.is_live


def can_sweep(run: Run) -> bool:
    """Whether there are whole thoughts, of every sample, that can be cut at budgets."""
    thinks = run.plan.dial.mode is not DialMode.OFF
    whole = run.plan.cut_of is None and not run.decides
    return thinks and whole and not run.state.is_live and not run.ledger.missing


def progress(run: Run) -> float:
    """The share of the plan that is drawn, or of the questions that a strategy answered."""
    if run.decides:
        return run.answered / run.questions if run.questions else 0.0
    return run.ledger.total.samples / run.planned if run.planned else 0.0
