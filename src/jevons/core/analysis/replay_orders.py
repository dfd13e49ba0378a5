"""A question's pool, and the orders in which a replay draws from it."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from jevons.core.strategies.draw import Draw

ORDERS = 8
"""Orders of each question's pool: what they leave to chance is told with every result."""


@dataclass(frozen=True)
class QuestionPool:
    """All samples of one question, and the score of each: 1 if it is right, else 0."""

    draws: Sequence[Draw]
    scores: Sequence[float]

    @cached_property
    def class_scores(self) -> dict[str, float]:
        """Each answer's score: the mean of its samples, should they have been judged apart."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for draw, score in zip(self.draws, self.scores, strict=True):
            if draw.key is not None:
                found[draw.key].append(score)
        return {key: math.fsum(scores) / len(scores) for key, scores in found.items()}


def orders_of(samples: int, wanted: int, seed: str) -> list[list[int]]:
    """About `wanted` orders of so many samples, the same for the same seed.

    All of them where they are no more. Else each is a random one, rotated to begin at evenly
    spaced places, so that whatever draws few samples sees all alike: the beginnings of a
    random order and of its rotations are all drawn without replacement, but together cover
    the pool (systematic sampling; Cochran, "Sampling Techniques", 1977, chapter 8). Only
    where more than `samples` orders are wanted is there a second random one.
    """
    if samples <= 12 and math.factorial(samples) <= wanted:
        return [list(order) for order in permutations(range(samples))]
    rng = random.Random(seed)
    found: list[list[int]] = []
    while len(found) < wanted:
        order = rng.sample(range(samples), samples)
        turns = min(wanted - len(found), samples)
        starts = (turn * samples // turns for turn in range(turns))
        found.extend(order[start:] + order[:start] for start in starts)
    return found
