"""How many standard errors an interval reaches: normal and Student's t."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

from jevons.core.analysis.beta import beta_quantile
from jevons.core.problems import ProblemError, ProblemKind


@cache
def normal_reach(level: float) -> float:
    """The z with a share `level` of a standard normal within -z..z: 1.96 at 0.95.

    Raises:
        ProblemError: BAD_INPUT: the level is not between 0 and 1.
    """
    return NormalDist().inv_cdf(1.0 - tail(level))


@cache
def student_reach(level: float, degrees: int) -> float:
    """The t with a share `level` of Student's t on so many degrees of freedom within -t..t.

    By its relation with the incomplete beta function (Abramowitz and Stegun 26.7.1 and
    26.5.27): the share beyond t, on both sides, is I_x(degrees / 2, 1 / 2) at
    x = degrees / (degrees + t^2). Infinite on no degree of freedom.

    Raises:
        ProblemError: BAD_INPUT: the level is not between 0 and 1.
    """
    outside = 2.0 * tail(level)
    if degrees < 1:
        return math.inf
    if outside < 0.01:  # x is small or exact enough; below, 1 - x is
        x = beta_quantile(outside, degrees / 2, 0.5)
        return math.sqrt(degrees * (1.0 - x) / x)
    y = beta_quantile(1.0 - outside, 0.5, degrees / 2)
    return math.sqrt(degrees * y / (1.0 - y))


def tail(level: float) -> float:
    """The chance left on each side of an interval at `level`.

    Raises:
        ProblemError: BAD_INPUT: the level is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"an interval cannot have level {level:g}",
            remedy="a level lies between 0 and 1: 0.95",
        )
    return (1.0 - level) / 2.0
