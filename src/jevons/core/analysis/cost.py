"""What a right answer costs: dollars, tokens or seconds, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from jevons.core.analysis.accuracy import accuracy
from jevons.core.analysis.bootstrap import DRAWS, percentile_interval, resampled_totals
from jevons.core.analysis.intervals import Interval
from jevons.core.analysis.units import Clusters, totals_by_unit, unit_name, units_of
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate

FEW = 100
"""Units below which resampling them shows too little of what might have been."""


class Spent(NamedTuple):
    """What one question took, and what came of it.

    `cost` is all that was spent on it, in any one measure; `right` how many right answers
    that bought, of the `asked` that were asked for: of 1, where a strategy gave one answer.
    """

    cost: float
    right: float
    asked: int = 1


def cost_per_right(
    spent: Sequence[Spent],
    clusters: Clusters = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Estimate:
    """The cost of a right answer: all that was spent, over all that was right.

    The ratio of the sums, which is what the bill says; infinite if nothing was right. The
    interval is the percentile bootstrap of the pair over questions (clusters): its end is
    infinite where more draws than the level leaves have nothing right. With few questions,
    or all right, or none, the draws show too little: then the interval also holds what the
    interval of `accuracy` makes of the mean cost. (Simulated with 5 questions that alone
    raises how often the truth is held from 36..89 % to 85..99 %.)

    Raises:
        ProblemError: BAD_INPUT: no question, one never asked, or a cost below 0.
    """
    columns = _columns(spent, clusters)
    ratios = [_ratio(cost, right) for cost, right in resampled_totals(columns, draws, seed)]
    value, units = _value(spent), len(columns[0])
    ends = [value, *percentile_interval(ratios, level)]
    method = f"bootstrap of {unit_name(units, len(spent))}, percentile"
    if units < FEW or _all_or_none(spent):
        ends += _by_accuracy(spent, clusters, level)
        method += ", with Wilson"
    return Estimate(value, min(ends), max(ends), method, units, level)


def cost_ratio(
    first: Sequence[Spent],
    second: Sequence[Spent],
    clusters: Clusters = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Estimate:
    """How many times as much a right answer costs in the first as in the second.

    Both on the same questions, which are drawn anew for both at once; the interval is the
    percentile bootstrap of the log-ratio (its ends are those of the ratio itself). A draw in
    which neither had anything right speaks for no ratio and counts at both ends.

    Raises:
        ProblemError: BAD_INPUT: not the same number of questions, neither has a right
            answer or neither a cost, or as `cost_per_right` does.
    """
    if len(first) != len(second):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"costs of {len(first)} and {len(second)} questions cannot be compared",
            remedy="compare them on the questions that both were asked",
        )
    columns = [*_columns(first, clusters), *_columns(second, clusters)]
    value = _times(_value(first), _value(second))
    if math.isnan(value):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "neither of the two has a cost of a right answer to compare",
            remedy="compare their accuracy, or ask more questions",
        )
    ratios = [
        _times(_ratio(cost_a, right_a), _ratio(cost_b, right_b))
        for cost_a, right_a, cost_b, right_b in resampled_totals(columns, draws, seed)
    ]
    low = percentile_interval([0.0 if math.isnan(r) else r for r in ratios], level).low
    high = percentile_interval([math.inf if math.isnan(r) else r for r in ratios], level).high
    range_a, range_b = (_at_the_edge(spent, clusters, level) for spent in (first, second))
    lowest, highest = _times(range_a.low, range_b.high), _times(range_a.high, range_b.low)
    units = len(columns[0])
    if units == 1 or math.isnan(lowest + highest):
        low, high = 0.0, math.inf
    method = f"bootstrap of the log-ratio over {unit_name(units, len(first))}, percentile"
    return Estimate(value, min(low, lowest), max(high, highest), method, units, level)


def delta_standard_error(spent: Sequence[Spent], clusters: Clusters = None) -> float:
    """Standard error of `cost_per_right` by the delta method: a check of the bootstrap.

    Var(R) = R^2 (Var(c) / c^2 + Var(r) / r^2 - 2 Cov(c, r) / (c r)) / n, over questions or
    clusters. Not a number for a single one, or with nothing spent or nothing right.

    Raises:
        ProblemError: BAD_INPUT, as `cost_per_right` does.
    """
    costs, rights = _columns(spent, clusters)
    n = len(costs)
    cost, right = math.fsum(costs) / n, math.fsum(rights) / n
    if n < 2 or not cost or not right:
        return math.nan
    # One square holds all three terms: the relative residuals of the pair.
    relative = [c / cost - r / right for c, r in zip(costs, rights, strict=True)]
    return cost / right * math.sqrt(math.fsum(x * x for x in relative) / (n * (n - 1)))


def _columns(spent: Sequence[Spent], clusters: Clusters) -> list[list[float]]:
    """Costs and right answers of each unit."""
    for cost, right, asked in spent:
        if not (0 <= cost < math.inf and asked >= 1 and 0 <= right <= asked):
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{right:g} right of {asked:g} asked for {cost:g} makes no sense",
                remedy="leave out questions that were never asked or have no known cost",
            )
    units = units_of(len(spent), clusters)
    return [
        totals_by_unit([cost for cost, _, _ in spent], units),
        totals_by_unit([right for _, right, _ in spent], units),
    ]


def _value(spent: Sequence[Spent]) -> float:
    return _ratio(math.fsum(cost for cost, _, _ in spent), math.fsum(r for _, r, _ in spent))


def _ratio(cost: float, right: float) -> float:
    return cost / right if right else math.inf


def _times(first: float, second: float) -> float:
    """How many times the second the first is; not a number for 0 of 0, or inf of inf."""
    if second == 0:
        return math.inf if first > 0 else math.nan
    return first / second


def _at_the_edge(spent: Sequence[Spent], clusters: Clusters, level: float) -> Interval:
    """What a right answer may cost where all or none was right; else what it did cost."""
    value = _value(spent)
    return _by_accuracy(spent, clusters, level) if _all_or_none(spent) else Interval(value, value)


def _all_or_none(spent: Sequence[Spent]) -> bool:
    right = sum(right for _, right, _ in spent)
    return right in {0, sum(asked for _, _, asked in spent)}


def _by_accuracy(spent: Sequence[Spent], clusters: Clusters, level: float) -> Interval:
    """The mean cost of a sample, over the ends of the interval of the share right."""
    share = accuracy([(right, asked) for _, right, asked in spent], clusters, level)
    each = math.fsum(cost for cost, _, _ in spent) / sum(asked for _, _, asked in spent)
    return Interval(_ratio(each, share.high), _ratio(each, share.low))
