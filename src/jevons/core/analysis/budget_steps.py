"""Thinking longer, step by step: what each larger budget brings, where it stops paying."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from jevons.core.analysis.bootstrap import percentile_interval
from jevons.core.analysis.frontier import Candidate, extra_cost
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Way, Ways
from jevons.core.records import Dial, DialMode, Estimate
from jevons.core.strategies.registry import spelled


class Effect(StrEnum):
    """What thinking longer did, as far as the interval of the gain tells."""

    PAYS = "pays"
    UNCLEAR = "unclear"
    HURTS = "hurts"


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """From one budget to the next, by the same model and strategy.

    `gain` is the difference in accuracy, on the same questions; `extra` the cost of a right
    answer more, infinite where there are none; `chance` the share of draws in which the longer
    budget is more accurate.
    """

    before: Way
    after: Way
    gain: Estimate
    extra: Estimate
    chance: float

    @property
    def effect(self) -> Effect:
        """Whether more thinking is more accurate for sure, less for sure, or neither."""
        if self.gain.low > 0:
            return Effect.PAYS
        return Effect.HURTS if self.gain.high < 0 else Effect.UNCLEAR


def budget_steps(ways: Ways, cost: Measure, level: float = 0.95) -> list[list[BudgetStep]]:
    """The steps along the budgets, for each model and strategy that has several.

    No thinking is the least budget, thinking without a limit the largest.
    """
    lines: defaultdict[tuple[str, str], list[tuple[Way, Candidate]]] = defaultdict(list)
    for way, candidate in zip(ways.known(cost), ways.candidates(cost), strict=True):
        lines[way.run.plan.model, spelled(way.strategy)].append((way, candidate))
    found = []
    for line in lines.values():
        ordered = sorted(line, key=lambda each: tokens_of(each[0].run.plan.dial))
        steps = [
            _step(before, after, level)
            for before, after in pairwise(ordered)
            if tokens_of(before[0].run.plan.dial) < tokens_of(after[0].run.plan.dial)
        ]
        found += [steps] if steps else []
    return found


def last_that_pays(steps: Sequence[BudgetStep]) -> Way:
    """The way up to which every step surely paid: where thinking longer stops paying."""
    reached = steps[0].before
    for step in steps:
        if step.effect is not Effect.PAYS:
            break
        reached = step.after
    return reached


def tokens_of(dial: Dial) -> float:
    """The tokens of a dial: none where thinking is off, infinite without a limit."""
    if dial.mode is DialMode.OFF:
        return 0.0
    return math.inf if dial.tokens is None else float(dial.tokens)


def _step(before: tuple[Way, Candidate], after: tuple[Way, Candidate], level: float) -> BudgetStep:
    (first, low), (second, high) = before, after
    gains = [
        later - earlier
        for (_, earlier), (_, later) in zip(low.resampled, high.resampled, strict=True)
    ]
    value = high.accuracy.value - low.accuracy.value
    bounds = percentile_interval(gains, level)
    method = f"{low.accuracy.method}, of the difference"
    gain = Estimate(
        value, min(bounds.low, value), max(bounds.high, value), method, low.accuracy.n, level
    )
    chance = sum(each > 0 for each in gains) / len(gains)
    return BudgetStep(first, second, gain, extra_cost(low, high, level), chance)
