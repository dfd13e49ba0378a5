"""How many samples of a question a run's strategy will ask for, before it starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from jevons.core.analysis.replay_rows import replay_rows
from jevons.core.analysis.run_pools import read_pools
from jevons.core.problems import ProblemError
from jevons.core.runs.run import Run, RunPlan
from jevons.core.runs.run_store import RunStore
from jevons.core.strategies.play import Play
from jevons.core.strategies.strategy import Strategy

LOOKED_AT = 5
"""Earlier runs that are looked at, the likest first."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Samples of a question: the fewest, the likely number, the most; and how that is known."""

    least: float
    likely: float
    most: float
    basis: str = ""


def samples_needed(plan: RunPlan, like: Iterable[Run], store: RunStore) -> Needed:
    """What a plan's strategy takes of each question.

    By replay on the samples of an earlier run, or as an earlier run of the same strategy
    took; without either the middle between its first wave and its most. `like` are the runs
    that may tell, the likest first.

    Raises:
        ProblemError: the library cannot be read.
    """
    strategy = plan.decider
    if strategy is None:
        return Needed(plan.samples, plan.samples, plan.samples)
    if (allocation := plan.allocation) is not None:
        return Needed(allocation.first, allocation.most, allocation.most, "as the sum reaches")
    least, most = len(Play(strategy).wave), strategy.at_most
    if least == most:
        return Needed(most, most, most)
    for run in list(like)[:LOOKED_AT]:
        likely = _took(run, plan) or _replayed(run, strategy, store)
        if likely is not None:
            return Needed(least, likely[0], most, likely[1])
    return Needed(least, (least + most) / 2, most, "a guess of how many samples it takes")


def _took(run: Run, plan: RunPlan) -> tuple[float, str] | None:
    """What the same strategy asked for in an earlier run."""
    if run.plan.strategy != plan.strategy or not run.answered:
        return None
    return run.planned / run.questions, f"as run {run.number} took"


def _replayed(run: Run, strategy: Strategy, store: RunStore) -> tuple[float, str] | None:
    """What it would have drawn from an earlier run's samples, where there are enough."""
    if run.decides or run.plan.samples < strategy.at_most:
        return None
    try:
        rows = replay_rows([strategy], read_pools(store, run.number).pools)[0]
    except ProblemError:  # questions of it lack samples
        return None
    return fmean(rows.samples), f"by replay on run {run.number}"
