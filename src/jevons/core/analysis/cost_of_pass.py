"""Frontier cost-of-pass: the cheapest way to each question's right answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.bootstrap import DRAWS, percentile_interval, resampled_totals
from jevons.core.analysis.cost import Spent
from jevons.core.analysis.units import Clusters, totals_by_unit, unit_name, units_of
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate


@dataclass(frozen=True, slots=True)
class FrontierCost:
    """Mean cost of a right answer if each question goes to whatever solves it cheapest.

    `cost` is over the questions that have one: solved by some way, or given to the expert
    where there is one. `unsolved` of the `questions` no way ever got right.
    """

    cost: Estimate
    unsolved: int
    questions: int


def frontier_cost_of_pass(
    ways: Sequence[Sequence[Spent]],
    expert: float = math.inf,
    clusters: Clusters = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> FrontierCost:
    """The frontier cost-of-pass of several ways to answer the same questions.

    A way's cost-of-pass on a question is the cost of an attempt over the chance that it is
    right: what retrying until right costs someone who can tell. The frontier takes the
    cheapest way for each question, and the mean over questions (Erol et al., arXiv
    2504.13359). `ways` holds for each way what each question took; `expert` is
    what a person who is always right costs. The interval is the percentile bootstrap over
    questions: it knows nothing of how few samples stand behind each chance.

    Raises:
        ProblemError: BAD_INPUT: no way, no question, or not the same number for all ways.
    """
    questions = len(ways[0]) if ways else 0
    units = units_of(questions, clusters)
    if any(len(way) != questions for way in ways):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "the ways were not asked the same questions",
            remedy="compare them on the questions that all were asked",
        )
    by_ways = [min(map(cost_of_pass, tries)) for tries in zip(*ways, strict=True)]
    costs = [min(cost, expert) for cost in by_ways]
    has_one = [float(math.isfinite(cost)) for cost in costs]
    finite = [cost if math.isfinite(cost) else 0.0 for cost in costs]
    columns = [totals_by_unit(finite, units), totals_by_unit(has_one, units)]
    means = [_mean(*totals) for totals in resampled_totals(columns, draws, seed)]
    count = len(columns[0])
    cost = Estimate(
        _mean(math.fsum(finite), sum(has_one)),
        *percentile_interval(means, level),
        f"bootstrap of {unit_name(count, questions)}, percentile",
        count,
        level,
    )
    return FrontierCost(cost, sum(map(math.isinf, by_ways)), questions)


def cost_of_pass(spent: Spent) -> float:
    """Mean cost of an attempt over the share of attempts that were right; infinite at none."""
    return spent.cost / spent.right if spent.right else math.inf


def _mean(cost: float, questions: float) -> float:
    return cost / questions if questions else math.inf
