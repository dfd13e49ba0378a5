"""The frontier: what accuracy can be had at what cost, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.bootstrap import percentile_interval
from jevons.core.analysis.replay import Measure, Replayed
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate
from jevons.core.strategies.registry import spelled

Place = tuple[float, float]
"""A cost and an accuracy."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that has an accuracy and a cost of whatever kind, for a question on average.

    `resampled` has (cost, accuracy) in every draw of a bootstrap; the draws have to be the
    same for all candidates that are compared.
    """

    name: str
    cost: Estimate
    accuracy: Estimate
    resampled: Sequence[Place]

    @property
    def place(self) -> Place:
        """Where it lies."""
        return self.cost.value, self.accuracy.value


@dataclass(frozen=True, slots=True)
class Point:
    """A candidate beside the others.

    `on_frontier` says that none of them dominates it; `chance` is the share of draws of the
    bootstrap in which none does.
    """

    candidate: Candidate
    on_frontier: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What a query found, and the share of draws in which it holds what was asked for."""

    candidate: Candidate
    chance: float


def candidates(replayed: Sequence[Replayed], cost: Measure) -> list[Candidate]:
    """Replayed strategies, by their spelling, on one axis of cost.

    Those whose cost is not known in that measure are left out.
    """
    return [
        Candidate(
            spelled(each.strategy),
            each.estimates[cost],
            each.estimates[Measure.ACCURACY],
            list(zip(each.resampled[cost], each.resampled[Measure.ACCURACY], strict=True)),
        )
        for each in replayed
        if cost in each.estimates
    ]


def dominates(first: Place, second: Place) -> bool:
    """Whether the first costs no more and is no less accurate, and one of both strictly."""
    return first[0] <= second[0] and first[1] >= second[1] and first != second


def staircase(places: Sequence[Place]) -> list[int]:
    """The places that none dominates, by their numbers: the cheapest first.

    Their accuracy rises with the cost. What lies between two of them can be had by no single
    one, but by chance: the steps are to be drawn, not lines. Equal places are there together.
    """
    found: list[int] = []
    for number in sorted(range(len(places)), key=lambda n: (places[n][0], -places[n][1])):
        if not found or not dominates(places[found[-1]], places[number]):
            found.append(number)
    return found


def frontier(found: Sequence[Candidate]) -> list[Point]:
    """Every candidate with its part in the frontier, in the order in which they came.

    Raises:
        ProblemError: BAD_INPUT: not the same number of draws for all.
    """
    here = set(staircase([each.place for each in found]))
    times = [0] * len(found)
    draws = 0
    for places in _jointly(found):
        draws += 1
        for number in staircase(places):
            times[number] += 1
    return [
        Point(each, number in here, times[number] / draws if draws else math.nan)
        for number, each in enumerate(found)
    ]


def cheapest(found: Sequence[Candidate], accuracy: float) -> Choice | None:
    """The cheapest way to an accuracy, `None` if none gets there.

    Of equally cheap ones the most accurate. The chance is how often it gets there.
    """
    reaching = [each for each in found if each.accuracy.value >= accuracy]
    if not reaching:
        return None
    best = min(reaching, key=lambda each: (each.cost.value, -each.accuracy.value))
    return Choice(best, _share([reached >= accuracy for _, reached in best.resampled]))


def most_accurate(found: Sequence[Candidate], cost: float) -> Choice | None:
    """The most accuracy for a cost per question, `None` if none is so cheap.

    Of equally accurate ones the cheapest. The chance is how often it stays within the cost.
    """
    within = [each for each in found if each.cost.value <= cost]
    if not within:
        return None
    best = max(within, key=lambda each: (each.accuracy.value, -each.cost.value))
    return Choice(best, _share([spent <= cost for spent, _ in best.resampled]))


def extra_cost(first: Candidate, second: Candidate, level: float = 0.95) -> Estimate:
    """The extra cost of an extra right answer, going from the first candidate to the second.

    The difference of the costs over that of the accuracies (the incremental ratio of
    cost-effectiveness analysis): infinite where the second is no more accurate, 0 where it is
    and costs no more, so that larger always is worse. The interval is of the percentile
    bootstrap, jointly.

    Raises:
        ProblemError: BAD_INPUT: not the same number of draws for both.
    """
    value = _extra(first.place, second.place)
    ratios = [_extra(before, after) for before, after in _jointly([first, second])]
    low, high = percentile_interval(ratios, level) if ratios else (0.0, math.inf)
    method = f"{first.cost.method}, of the ratio of differences"
    return Estimate(value, min(low, value), max(high, value), method, first.cost.n, level)


def _extra(before: Place, after: Place) -> float:
    if after[1] <= before[1]:
        return math.inf
    return max(after[0] - before[0], 0.0) / (after[1] - before[1])


def _jointly(found: Sequence[Candidate]) -> list[tuple[Place, ...]]:
    """The places of all candidates, draw by draw."""
    counts = {len(each.resampled) for each in found}
    if len(counts) > 1:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "candidates that were resampled apart cannot be compared",
            remedy="replay them on the same questions, with the same draws",
        )
    return list(zip(*(each.resampled for each in found), strict=True))


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else math.nan
