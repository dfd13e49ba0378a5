"""What the table of runs shows: plain values and pure functions from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from jevons.core.runs.run import Run, RunState
from jevons.core.state.figures import Figures
from jevons.core.state.run import state_word

GROWTH = 1.01
"""How far a live run must have grown before its figures are worked out again."""

BEGINS_WITHIN = timedelta(minutes=1)
"""How long a worker may take to begin a run."""


@dataclass(frozen=True, slots=True)
class RunsView:
    """The runs of the library.

    `runs` are all that were read, live ones first; `shown` those whose texts hold the words
    of `text`. `figures` are worked out one after another, by the run's number. `marked` is
    the number of the run that another is compared with.
    """

    runs: tuple[Run, ...] = ()
    shown: tuple[Run, ...] = ()
    figures: Mapping[int, Figures] = field(default_factory=dict)
    marked: int | None = None
    text: str = ""
    was_read: bool = False

    @property
    def live(self) -> tuple[Run, ...]:
        """The runs that a worker is at."""
        return tuple(run for run in self.runs if run.state.is_live)

    def run(self, number: int | None) -> Run | None:
        """The run of that number, if it is there."""
        return next((run for run in self.runs if run.number == number), None)


def listed(view: RunsView, runs: Sequence[Run]) -> RunsView:
    """The runs as they were read: live ones first, then the newest."""
    ordered = tuple(sorted(runs, key=lambda run: (not run.state.is_live, -run.number)))
    numbers = {run.number for run in ordered}
    marked = view.marked if view.marked in numbers else None
    return searched(replace(view, runs=ordered, marked=marked, was_read=True), view.text)


def looked_again(view: RunsView, runs: Sequence[Run]) -> RunsView:
    """Some runs read once more, new ones among them; the others stay as they are."""
    newer = {run.number: run for run in runs}
    known = {run.number: run for run in view.runs}
    return listed(view, list((known | newer).values()))


def without(view: RunsView, number: int) -> RunsView:
    """A run was deleted."""
    return listed(view, [run for run in view.runs if run.number != number])


def searched(view: RunsView, text: str) -> RunsView:
    """Only the runs whose number, exam, models or state have these words."""
    words = text.casefold().split()
    shown = tuple(run for run in view.runs if all(word in _text(run) for word in words))
    return replace(view, text=text, shown=shown)


def measured(view: RunsView, number: int, figures: Figures) -> RunsView:
    """The figures of a run were worked out."""
    return replace(view, figures={**view.figures, number: figures})


def marked(view: RunsView, number: int) -> RunsView:
    """Mark a run to compare another with, or take the mark away."""
    return replace(view, marked=None if view.marked == number else number)


def to_measure(view: RunsView, first: int, last: int) -> tuple[Run, ...]:
    """The runs from the `first` to the `last` shown whose figures are out of date."""
    return tuple(run for run in view.shown[first : last + 1] if _is_out_of_date(view, run))


def _is_out_of_date(view: RunsView, run: Run) -> bool:
    graded = graded_samples(run)
    known = view.figures.get(run.number)
    if not graded or known is None:
        return bool(graded)
    return graded >= GROWTH * known.graded if run.state.is_live else graded != known.graded


def graded_samples(run: Run) -> int:
    """How many samples and answers have a verdict."""
    return run.ledger.total.samples - run.ledger.count("") + run.answered


def right_and_graded(run: Run) -> tuple[float, int]:
    """How many are right, of how many: answers where a strategy decides, else samples."""
    if run.decides:
        return run.right, run.answered
    ledger = run.ledger
    return ledger.count("correct"), ledger.total.samples - ledger.count("")


def usd_a_right_answer(run: Run) -> float | None:
    """Dollars a right answer so far; `None` without one, or where a price is unknown."""
    right, _ = right_and_graded(run)
    if not right or run.ledger.total.unpriced:
        return None
    return run.usd / right


def overview(view: RunsView) -> tuple[int, int, float]:
    """How many runs there are, how many of them live, and the dollars of all."""
    return len(view.runs), len(view.live), sum(run.usd for run in view.runs)


def is_beginning(run: Run, now: datetime) -> bool:
    """Whether a run was just written down, so that a worker may begin it any moment."""
    return run.state is RunState.WAITING and now - run.created_at < BEGINS_WITHIN


def _text(run: Run) -> str:
    plan = run.plan
    parts = (f"#{run.number}", run.exam, *plan.models, plan.dial.label(), plan.strategy_name,
             state_word(run))  # fmt: skip
    return " ".join(parts).casefold()
