"""How fast a run goes, and when it will be done."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.runs.run import Run, RunState

WINDOW_S = 60.0
"""Seconds that the pace is measured over."""

LEAST_S = 5.0
"""Seconds below which the pace of the whole run says more than that of the last moments."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A look at a run: when (seconds on any clock), and the samples it had drawn by then."""

    at: float
    drawn: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The samples and tokens a second that a run draws, and the seconds it still takes.

    `None` is unknown. What came from the pool was not drawn and does not count.
    """

    glances: tuple[Glance, ...] = ()
    samples_per_s: float | None = None
    tokens_per_s: float | None = None
    left_s: float | None = None


def glanced(pace: Pace, at: float, run: Run) -> Pace:
    """The pace after another look at the run."""
    total = run.ledger.total
    drawn = total.samples - total.pooled
    glances = (*pace.glances, Glance(at, drawn)) if run.state is RunState.RUNNING else ()
    first = next((n for n, glance in enumerate(glances) if at - glance.at <= WINDOW_S), 0)
    glances = glances[first:]
    per_s = _recent(glances)
    if per_s is None:
        per_s = drawn / run.busy_s if drawn and run.busy_s > 0 else None
    if not per_s:
        return Pace(glances)
    tokens = total.output_tokens / max(total.samples, 1)
    return Pace(glances, per_s, per_s * tokens, _left_s(run, per_s))


def _left_s(run: Run, per_s: float) -> float | None:
    """Seconds that a run still takes.

    What a strategy will ask for is not known: as long as it took for the questions that are
    answered, at least as long as for what it asked for already.
    """
    missing_s = run.ledger.missing / per_s
    if not run.decides:
        return missing_s
    left = run.questions - run.answered
    return max(missing_s, run.busy_s * left / run.answered) if run.answered else None


def _recent(glances: tuple[Glance, ...]) -> float | None:
    """Samples a second over the window, once it is long enough and something came in it."""
    if len(glances) < 2:
        return None
    seconds = glances[-1].at - glances[0].at
    drawn = glances[-1].drawn - glances[0].drawn
    return drawn / seconds if seconds >= LEAST_S and drawn > 0 else None
