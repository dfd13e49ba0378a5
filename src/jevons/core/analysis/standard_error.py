"""The standard error of a mean score, over questions and over clusters of questions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jevons.core.analysis.units import Clusters, totals_by_unit, units_of


def mean(scores: Sequence[float]) -> float:
    """The mean score, exact to the last digit or so."""
    return math.fsum(scores) / len(scores)


def standard_error(scores: Sequence[float]) -> float:
    """Standard error of the mean of the questions' scores.

    sqrt(sum (s - m)^2 / (n (n - 1))): Miller, arXiv 2411.00640. A question that was asked
    several times has one score, the mean of its samples: those are not independent. Not a
    number for a single question.

    Raises:
        ProblemError: BAD_INPUT: there is no score.
    """
    return clustered_standard_error(scores, None)


def clustered_standard_error(scores: Sequence[float], clusters: Clusters) -> float:
    """Standard error of the mean where the questions of a cluster hang together.

    sqrt(C / (C - 1) sum_c (sum_{i in c} (s_i - m))^2) / n: the sandwich estimate with the
    correction for C clusters (Cameron and Miller, J. Human Resources 50, 2015; the form of
    Inspect). Questions of their own are clusters of one: with no others it is
    `standard_error`. Not a number for a single cluster.

    Raises:
        ProblemError: BAD_INPUT: there is no score, or not one cluster for each.
    """
    units = units_of(len(scores), clusters)
    middle = mean(scores)
    residuals = totals_by_unit([score - middle for score in scores], units)
    count = len(residuals)
    if count < 2:
        return math.nan
    squares = math.fsum(residual**2 for residual in residuals)
    return math.sqrt(count / (count - 1) * squares) / len(scores)


def miller_standard_error(scores: Sequence[float], clusters: Clusters) -> float:
    """The clustered standard error as Miller writes it (arXiv 2411.00640, section 2.2).

    SE^2 + (1 / n^2) sum_c sum_{i != j in c} (s_i - m)(s_j - m), without a correction for
    the number of clusters: smaller than `clustered_standard_error`. Given to compare with
    what others print. Not a number for a single question.

    Raises:
        ProblemError: BAD_INPUT: there is no score, or not one cluster for each.
    """
    units = units_of(len(scores), clusters)
    n = len(scores)
    if n < 2:
        return math.nan
    middle = mean(scores)
    residuals = [score - middle for score in scores]
    together = math.fsum(total**2 for total in totals_by_unit(residuals, units))
    alone = math.fsum(residual**2 for residual in residuals)
    return math.sqrt(max(alone / (n * (n - 1)) + (together - alone) / n**2, 0.0))
