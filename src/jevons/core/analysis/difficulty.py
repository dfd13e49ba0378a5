"""The same strategies on easy and on hard questions: by fifths of how often they are right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.replay_orders import ORDERS, QuestionPool
from jevons.core.analysis.replay_rows import Rows, replay_rows
from jevons.core.analysis.run_pools import RunPools
from jevons.core.prices.pricing import AS_PAID, Pricing, Rates
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.usual import usual_strategies

GROUPS = 5

SPLIT = (
    "questions are ranked by how often one half of their samples is right, strategies are replayed"
    " on the other half, and both ways round are averaged: no luck is counted twice"
)
SAME = (
    "questions are ranked by the samples that are shown: the easiest look easier than they are,"
    " the hardest harder (draw at least 4 samples of each to split them)"
)

LEAST_TO_SPLIT = 4
"""Samples of a question below which there are no halves worth the name."""


@dataclass(frozen=True, slots=True)
class OnLevel:
    """What a strategy comes to on the questions of a level; `usd` is `None` where unknown."""

    strategy: Strategy
    accuracy: float
    thinking: float
    tokens: float
    usd: float | None


@dataclass(frozen=True, slots=True)
class Level:
    """One fifth of the questions, of the same difficulty: `pass_rate` of a single sample."""

    questions: float
    pass_rate: float
    ways: Sequence[OnLevel]


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Levels from the hardest to the easiest, and how the difficulty was estimated."""

    levels: Sequence[Level]
    how: str


def by_difficulty(
    pools: RunPools,
    strategies: Sequence[Strategy] = (),
    pricing: Pricing = AS_PAID,
    groups: int = GROUPS,
    orders: int = ORDERS,
) -> Difficulty:
    """Strategies on fifths of the questions, after the quintiles of Snell et al. (2408.03314).

    Each question's samples are split into two halves: one says how hard it is, the other what
    strategies come to. Strategies that draw more than a half are left out; without any given
    those that suit a half are taken.

    Raises:
        ProblemError: UNSUPPORTED: samples lack what a strategy weighs them by; BAD_PRICE: the
            model has no such price.
    """
    splits = pools.size >= LEAST_TO_SPLIT
    size = pools.size // 2 if splits else pools.size
    usual = strategies or usual_strategies(size, pools.measures())
    wanted = [strategy for strategy in usual if strategy.at_most <= size]
    rates = [pricing.rates(asked) for asked in pools.asked]
    halves = _halves(pools.pools) if splits else [(pools.pools, pools.pools)]
    folds = [
        _fold(ranked, replay_rows(wanted, shown, orders), shown, groups, rates)
        for ranked, shown in halves
    ]
    levels = [_together(wanted, [fold[place] for fold in folds]) for place in range(groups)]
    return Difficulty([level for level in levels if level.questions], SPLIT if splits else SAME)


Pools = Sequence[QuestionPool]


def _halves(pools: Pools) -> list[tuple[Pools, Pools]]:
    """Every second sample, and the others: both ways round."""
    even, odd = ([_part(pool, start) for pool in pools] for start in (0, 1))
    return [(even, odd), (odd, even)]


def _part(pool: QuestionPool, start: int) -> QuestionPool:
    return QuestionPool(pool.draws[start::2], pool.scores[start::2])


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over the questions of a level in one fold, for each strategy in turn."""

    questions: int
    right: float
    ways: Sequence[tuple[float, float, float, float | None]]


def _fold(
    ranked: Pools, rows: Sequence[Rows], shown: Pools, groups: int, rates: Sequence[Rates]
) -> list[_Sums]:
    rank = sorted(range(len(ranked)), key=lambda place: (_rate(ranked[place]), place))
    return [
        _sums(rank[n * len(rank) // groups : (n + 1) * len(rank) // groups], rows, shown, rates)
        for n in range(groups)
    ]


def _sums(
    places: Sequence[int], rows: Sequence[Rows], shown: Pools, rates: Sequence[Rates]
) -> _Sums:
    ways = []
    for each in rows:
        usd = [each.dollars(place, rates[place]) for place in places]
        known = [value for value in usd if value is not None]
        ways.append(
            (
                math.fsum(each.scores[place] for place in places),
                math.fsum(each.thinking[place] for place in places),
                math.fsum(each.tokens[place] for place in places),
                math.fsum(known) if len(known) == len(usd) else None,
            )
        )
    return _Sums(len(places), math.fsum(_rate(shown[place]) for place in places), ways)


def _rate(pool: QuestionPool) -> float:
    return math.fsum(pool.scores) / len(pool.scores)


def _together(strategies: Sequence[Strategy], folds: Sequence[_Sums]) -> Level:
    """The mean over the folds, each question of the same weight."""
    asked = sum(fold.questions for fold in folds)
    count = max(asked, 1)
    ways = []
    for place, strategy in enumerate(strategies):
        rights, thinking, tokens, usd = zip(*(fold.ways[place] for fold in folds), strict=True)
        ways.append(
            OnLevel(
                strategy,
                math.fsum(rights) / count,
                math.fsum(thinking) / count,
                math.fsum(tokens) / count,
                None if None in usd else math.fsum(usd) / count,
            )
        )
    rate = math.fsum(fold.right for fold in folds) / count
    return Level(asked / len(folds), rate, tuple(ways))
