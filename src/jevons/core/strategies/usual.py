"""The strategies that are worth a look on a pool, by its size."""

from __future__ import annotations

from collections.abc import Collection

from jevons.core.strategies.adaptive import AdaptiveConsistency
from jevons.core.strategies.deepconf import DeepConf, DeepConfOnline
from jevons.core.strategies.short import Short
from jevons.core.strategies.stopping import Doubling, EarlyStopping
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.voting import Lossless, SelfConsistency, Single
from jevons.core.strategies.weighing import BestOfN, WeightedVote

LEAST_ADAPTIVE = 8
"""Samples below which a vote that stops early has nothing to stop."""

WINDOW = 5
RACERS = 8
WARM_UP = 16
"""The papers' windows of early stopping, thoughts that short-m@k begins at once, and samples by
which DeepConf sets its floor."""


def usual_strategies(size: int, measures: Collection[str] = ()) -> list[Strategy]:
    """A fair picture of what `size` samples of each question can tell.

    One sample; the majority at 2, 4, 8 and so on, and at all; what stops early, at most at all
    of them, and adaptive consistency at smaller caps too; the shortest thoughts. Those that
    weigh samples are there where all have the `measures` (fields of `Surety`) they weigh by.
    """
    sizes = [1 << power for power in range(1, size.bit_length()) if 1 << power < size]
    votes = [SelfConsistency(count) for count in [*sizes, size] if count > 1]
    found: list[Strategy] = [Single(), *votes]
    if size >= LEAST_ADAPTIVE:
        caps = [count for count in [*sizes, size] if count >= LEAST_ADAPTIVE]
        found += [AdaptiveConsistency(most=cap) for cap in caps]
        found += [Lossless(size), EarlyStopping(WINDOW, max(size, WINDOW))]
        found += [Doubling(most=size), Short(1, RACERS), Short(3, RACERS)]
    if size > 1:
        weighing = (
            WeightedVote(size),
            BestOfN(size),
            BestOfN(size, "self-certainty"),
            DeepConf(size),
            DeepConfOnline(warmup=min(WARM_UP, size // 2), most=size),
        )
        found += [each for each in weighing if each.measure in measures]
    return found
