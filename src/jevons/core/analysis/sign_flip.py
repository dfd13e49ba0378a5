"""The sign-flip test: could these paired differences as well have had the other signs?"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, compress
from typing import NamedTuple

GRID = math.lcm(*range(1, 17), 64, 100)
"""Steps to a difference of 1. Means of up to 16 samples, and of 20, 24, 32, 40, 48, 50, 64
or 100, lie on it exactly, so that sums that are equal are seen to be."""
EXACT_STEPS = 4_000_000
"""Steps of the exact count up to which it is taken: about a second."""
DRAWS = 10_000


class FlipTest(NamedTuple):
    """A two-sided p value, and whether all sign changes were counted or some drawn."""

    p_value: float
    exact: bool


def sign_flip(differences: Sequence[float], draws: int = DRAWS, seed: int = 0) -> FlipTest:
    """How often the sum is as far from 0 as this one, were each sign as likely the other.

    Supposes only that each difference is distributed evenly around 0 if there is none
    (Fisher, "The Design of Experiments", 1935, section 21). All 2^n choices of signs are
    counted where the sums that they come to are few enough; else `draws` are drawn, and
    p = (1 + as far) / (1 + draws), which is never too small (Phipson and Smyth, Stat. Appl.
    Genet. Mol. Biol. 9, 2010).
    """
    steps = [round(difference * GRID) for difference in differences]
    sizes = sorted(abs(step) for step in steps if step)
    # A difference off the grid is up to half a step away, here and in what it is held against.
    bound = abs(sum(steps)) - (0 if _on_grid(differences) else len(sizes))
    if _exact_steps(sizes) <= EXACT_STEPS:
        return FlipTest(_exact_share(sizes, bound), True)
    return FlipTest((1 + _drawn_as_far(sizes, bound, draws, seed)) / (1 + draws), False)


def _on_grid(differences: Sequence[float]) -> bool:
    return all(abs(d * GRID - round(d * GRID)) < 1e-6 for d in differences)


def _exact_steps(sizes: Sequence[int]) -> int:
    """At most so many sums are held in all while the exact count goes on."""
    unit = math.gcd(*sizes) or 1
    return sum(
        min(2 ** min(place, 64), total // unit + 1)
        for place, total in enumerate(accumulate(sizes), start=1)
    )


def _exact_share(sizes: Sequence[int], bound: int) -> float:
    """The share of all choices of signs whose sum is `bound` or more from 0.

    Counted by the sum of the sizes with a plus sign: each size in turn is in it or not.
    """
    shares = {0: 1.0}
    for size in sizes:
        after: defaultdict[int, float] = defaultdict(float)
        for plus, share in shares.items():
            after[plus] += share / 2
            after[plus + size] += share / 2
        shares = after
    total = sum(sizes)
    return min(1.0, math.fsum(s for plus, s in shares.items() if abs(2 * plus - total) >= bound))


def _drawn_as_far(sizes: Sequence[int], bound: int, draws: int, seed: int) -> int:
    rng = random.Random(seed)
    total = sum(sizes)
    signs = (False, True)
    plus = (sum(compress(sizes, rng.choices(signs, k=len(sizes)))) for _ in range(draws))
    return sum(abs(2 * drawn - total) >= bound for drawn in plus)
