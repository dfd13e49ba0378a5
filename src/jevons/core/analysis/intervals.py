"""Intervals for a share: so many of so many, or a mean with its standard error."""

from __future__ import annotations

import math
from typing import NamedTuple

from jevons.core.analysis.beta import beta_quantile
from jevons.core.analysis.quantiles import normal_reach, student_reach, tail
from jevons.core.problems import ProblemError, ProblemKind


class Interval(NamedTuple):
    """The lowest and the highest value that are in keeping with what was seen."""

    low: float
    high: float


def wilson(right: float, asked: float, level: float = 0.95) -> Interval:
    """The score interval of a share (Wilson, JASA 22, 1927).

    Holds its level at small numbers and near 0 and 1 (Brown, Cai and DasGupta, Stat. Sci.
    16, 2001), where right +/- z standard errors does not. `asked` may be an effective size.

    Raises:
        ProblemError: BAD_INPUT: not 0 <= right <= asked, or nothing asked.
    """
    _check(right, asked)
    z2 = normal_reach(level) ** 2
    share = right / asked
    middle = share + z2 / (2 * asked)
    reach = math.sqrt(z2 * (share * (1 - share) / asked + z2 / (4 * asked**2)))
    scale = 1 + z2 / asked
    return _around(share, (middle - reach) / scale, (middle + reach) / scale)


def clopper_pearson(right: int, asked: int, level: float = 0.95) -> Interval:
    """The exact interval of a share (Clopper and Pearson, Biometrika 26, 1934).

    Never below its level, and therefore wide.

    Raises:
        ProblemError: BAD_INPUT: not 0 <= right <= asked, or nothing asked.
    """
    _check(right, asked)
    side = tail(level)
    wrong = asked - right
    low = beta_quantile(side, right, wrong + 1) if right else 0.0
    high = beta_quantile(1 - side, right + 1, wrong) if wrong else 1.0
    return _around(right / asked, low, high)


def jeffreys(right: float, asked: float, level: float = 0.95) -> Interval:
    """The credible interval of a share under Jeffreys' prior, Beta(1/2, 1/2).

    Open to 0 where none was right and to 1 where all were (Brown, Cai and DasGupta, Stat.
    Sci. 16, 2001, section 4.1.2).

    Raises:
        ProblemError: BAD_INPUT: not 0 <= right <= asked, or nothing asked.
    """
    return _credible(right, asked, 0.5, level)


def uniform_beta(right: float, asked: float, level: float = 0.95) -> Interval:
    """The credible interval of a share that could be any before: prior Beta(1, 1).

    Bowyer, Aitchison and Ivanova (arXiv 2503.01747) advise it for small exams. Open to 0
    where none was right and to 1 where all were.

    Raises:
        ProblemError: BAD_INPUT: not 0 <= right <= asked, or nothing asked.
    """
    return _credible(right, asked, 1.0, level)


def normal_interval(value: float, error: float, level: float = 0.95) -> Interval:
    """A value, give or take z standard errors: for large numbers, far from any bound."""
    reach = normal_reach(level) * error
    return Interval(value - reach, value + reach)


def student_interval(value: float, error: float, degrees: int, level: float = 0.95) -> Interval:
    """A value, give or take t standard errors, where the error was measured too."""
    reach = student_reach(level, degrees) * error
    return Interval(value - reach, value + reach)


def effective_wilson(
    share: float, error: float, units: int, least: float, most: float, level: float = 0.95
) -> Interval:
    """Wilson's interval of a share whose samples hang together.

    `units` are what is independent: questions asked several times, or clusters of
    questions; `error` is the standard error over them. The effective size
    share (1 - share) / error^2 stands for the number asked, less what the error's own
    uncertainty takes: times (z / t)^2 on units - 1 degrees of freedom (Korn and Graubard,
    Survey Methodology 24, 1998; Franco et al., J. Surv. Stat. Methodol. 7, 2019, who
    recommend Wilson's form). It is not above `most`, the number of samples, nor below
    `least`, what is left if the samples of a unit are all alike (`least_size`); that is
    also taken where no error can be seen: with one unit, with all right, or with all wrong.

    Raises:
        ProblemError: BAD_INPUT: the share is not within 0..1, or there is no unit.
    """
    size = least
    if units > 1 and 0 < share < 1:
        variance = share * (1 - share)
        size = most if variance > most * error**2 else variance / error**2
        size *= (normal_reach(level) / student_reach(level, units - 1)) ** 2
        size = max(size, least)
    return wilson(share * size, size, level)


def _credible(right: float, asked: float, prior: float, level: float) -> Interval:
    _check(right, asked)
    side = tail(level)
    a, b = right + prior, asked - right + prior
    low = beta_quantile(side, a, b) if right > 0 else 0.0
    high = beta_quantile(1 - side, a, b) if right < asked else 1.0
    return _around(right / asked, low, high)


def _around(share: float, low: float, high: float) -> Interval:
    """The interval within 0..1 and, whatever was rounded, with the share in it."""
    return Interval(max(0.0, min(low, share)), min(1.0, max(high, share)))


def _check(right: float, asked: float) -> None:
    if not (0 <= right <= asked and asked > 0):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{right:g} right of {asked:g} asked is no share",
            remedy="give at least one that was asked, and no more right than asked",
        )
