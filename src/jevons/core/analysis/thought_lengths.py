"""How long right and wrong thoughts are, and by how much they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jevons.core.analysis.bootstrap import percentile_interval, resampled_totals
from jevons.core.analysis.run_pools import RunPools
from jevons.core.analysis.units import totals_by_unit, unit_name, units_of
from jevons.core.records import Estimate

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
BINS = 12
DRAWS = 400

Totals = Sequence[float]
"""Tokens of right thoughts, right thoughts, tokens of wrong ones, wrong ones; or differences."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Thinking tokens of some samples: their mean, and the quantiles at `SHARES`."""

    count: int
    mean: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Thoughts of `low` up to `high` tokens, the end not included."""

    low: int
    high: int
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class ThoughtLengths:
    """Lengths of right and wrong thoughts.

    `difference` is how many tokens longer the wrong ones are on average, over all samples:
    hard questions make both longer and wrong. `within` is the same within each question that
    has both. Either is `None` where there is nothing to compare.
    """

    right: Lengths | None
    wrong: Lengths | None
    difference: Estimate | None
    within: Estimate | None
    bins: tuple[Bin, ...]


def thought_lengths(pools: RunPools) -> ThoughtLengths:
    """The lengths of a run's thoughts; what is not right is wrong, cut-off ones included."""
    by_question = [
        [
            [d.thinking_tokens for d, s in zip(p.draws, p.scores, strict=True) if bool(s) is right]
            for right in (True, False)
        ]
        for p in pools.pools
    ]
    right = [length for rights, _ in by_question for length in rights]
    wrong = [length for _, wrongs in by_question for length in wrongs]
    totals = [
        (float(sum(rights)), float(len(rights)), float(sum(wrongs)), float(len(wrongs)))
        for rights, wrongs in by_question
    ]
    paired = [
        (sum(wrongs) / len(wrongs) - sum(rights) / len(rights), 1.0)
        for rights, wrongs in by_question
        if rights and wrongs
    ]
    names = [
        name
        for name, (rights, wrongs) in zip(pools.clusters, by_question, strict=True)
        if rights and wrongs
    ]
    return ThoughtLengths(
        _lengths(right),
        _lengths(wrong),
        _estimate(totals, pools.clusters, _difference),
        _estimate(paired, names, _mean),
        _bins(right, wrong),
    )


def _lengths(values: Sequence[int]) -> Lengths | None:
    if not values:
        return None
    ordered = sorted(values)
    places = [min(int(share * len(ordered)), len(ordered) - 1) for share in SHARES]
    mean = math.fsum(ordered) / len(ordered)
    return Lengths(len(ordered), mean, tuple(float(ordered[place]) for place in places))


def _difference(totals: Totals) -> float:
    right, rights, wrong, wrongs = totals
    return wrong / wrongs - right / rights if rights and wrongs else math.nan


def _mean(totals: Totals) -> float:
    difference, count = totals
    return difference / count if count else math.nan


def _estimate(
    rows: Sequence[Totals], clusters: Sequence[str], statistic: Callable[[Totals], float]
) -> Estimate | None:
    """A statistic of totals over questions, with the interval of the bootstrap over them."""
    if not rows:
        return None
    units = units_of(len(rows), clusters)
    columns = [totals_by_unit(column, units) for column in zip(*rows, strict=True)]
    value = statistic([math.fsum(column) for column in columns])
    drawn = [statistic(totals) for totals in resampled_totals(columns, DRAWS)]
    known = [each for each in drawn if not math.isnan(each)]
    if math.isnan(value) or not known:
        return None
    low, high = percentile_interval(known)
    count = len(columns[0])
    method = f"bootstrap of {unit_name(count, len(rows))}, percentile"
    return Estimate(value, min(low, value), max(high, value), method, count)


def _bins(right: Sequence[int], wrong: Sequence[int]) -> tuple[Bin, ...]:
    """Bins of equal ratio from the shortest to the longest thought; none without a thought."""
    known = [length for length in (*right, *wrong) if length > 0]
    if not known:
        return ()
    low, high = min(known), max(known) + 1
    ratio = (high / low) ** (1 / BINS)
    edges = sorted({round(low * ratio**n) for n in range(BINS)} | {low, high})
    return tuple(
        Bin(
            start,
            end,
            sum(start <= length < end for length in right),
            sum(start <= length < end for length in wrong),
        )
        for start, end in pairwise(edges)
    )
