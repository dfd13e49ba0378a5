"""Two runs on the same questions: which is better, by how much, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.intervals import Interval, normal_interval, student_interval
from jevons.core.analysis.p_values import mcnemar
from jevons.core.analysis.sign_flip import DRAWS, sign_flip
from jevons.core.analysis.standard_error import clustered_standard_error, mean
from jevons.core.analysis.units import Clusters, totals_by_unit, unit_name, units_of
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate

ROUNDING = 1e-12
"""A spread of scores below this is none."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs on the same questions say of each other.

    `difference` is the first's mean score less the second's, `standard_error` its paired
    and clustered standard error (not a number for one question or one cluster). `p_value`
    is two-sided, by `test`. `rho` is the correlation of the scores over questions, `None`
    where a run has the same score on all. `better` and `worse` count the questions on which
    the first scored more and less.
    """

    difference: Estimate
    standard_error: float
    p_value: float
    test: str
    rho: float | None
    better: int
    worse: int

    @property
    def discordant(self) -> int:
        """On how many questions the two differ."""
        return self.better + self.worse


def compare(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Clusters = None,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare the scores of two runs, question by question.

    Each score is a question's mean over its samples. Pairing takes out what makes questions
    hard for both: SE^2 = SE_A^2 + SE_B^2 - 2 rho SE_A SE_B (Miller, arXiv 2411.00640).
    Clusters are flipped whole by the sign-flip test.

    Raises:
        ProblemError: BAD_INPUT: not the same questions, none at all, or a score not within
            0..1.
    """
    _check(first, second)
    units = units_of(len(first), clusters)
    differences = [a - b for a, b in zip(first, second, strict=True)]
    independent = max(units) + 1 == len(units)
    binary = independent and {0, 1}.issuperset(first) and {0, 1}.issuperset(second)
    error = clustered_standard_error(differences, clusters)
    better = sum(difference > 0 for difference in differences)
    worse = sum(difference < 0 for difference in differences)
    if binary:
        p_value, test = mcnemar(better, worse), "exact McNemar"
    else:
        p_value, test = _sign_flip(totals_by_unit(differences, units), independent, seed)
    return Comparison(
        difference=_difference(differences, units, error, binary, level),
        standard_error=error,
        p_value=p_value,
        test=test,
        rho=correlation(first, second),
        better=better,
        worse=worse,
    )


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation of two runs' scores, `None` where one of them never varies."""
    mean_a, mean_b = mean(first), mean(second)
    a = [score - mean_a for score in first]
    b = [score - mean_b for score in second]
    spread = math.sqrt(math.fsum(x * x for x in a) * math.fsum(y * y for y in b))
    if spread < ROUNDING:
        return None
    return math.fsum(x * y for x, y in zip(a, b, strict=True)) / spread


def bonett_price(differences: Sequence[float], level: float = 0.95) -> Interval:
    """The adjusted Wald interval of a paired difference, as if two more had been asked.

    One with the greatest difference each way is added, then z standard errors are taken
    (Bonett and Price, J. Educ. Behav. Stat. 37, 2012, for right and wrong; recommended by
    Fagerland, Lydersen and Laake, Stat. Med. 33, 2014). Wide where the runs never differ.
    """
    more = [*differences, 1.0, -1.0]
    middle = mean(more)
    variance = math.fsum((difference - middle) ** 2 for difference in more) / len(more)
    return normal_interval(middle, math.sqrt(variance / len(more)), level)


def _sign_flip(totals: Sequence[float], independent: bool, seed: int) -> tuple[float, str]:
    test = sign_flip(totals, seed=seed)
    what = "questions" if independent else "clusters"
    how = "exact" if test.exact else f"{DRAWS:,} draws"
    return test.p_value, f"sign flips of {what}, {how}"


def _difference(
    differences: Sequence[float],
    units: Sequence[int],
    error: float,
    binary: bool,
    level: float,
) -> Estimate:
    """The mean difference; where no error can be seen it is not taken to be none."""
    value = mean(differences)
    sizes = totals_by_unit([1.0] * len(units), units)
    totals = totals_by_unit(differences, units)
    if binary or not error > ROUNDING:
        means = [total / size for total, size in zip(totals, sizes, strict=True)]
        interval, method = bonett_price(means, level), "Bonett-Price"
    else:
        interval, method = student_interval(value, error, len(sizes) - 1, level), "paired t"
    low, high = max(-1.0, min(interval.low, value)), min(1.0, max(interval.high, value))
    name = unit_name(len(sizes), len(units))
    return Estimate(value, low, high, f"{method} over {name}", len(sizes), level)


def _check(first: Sequence[float], second: Sequence[float]) -> None:
    if len(first) != len(second):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"runs of {len(first)} and {len(second)} questions cannot be compared",
            remedy="compare them on the questions that both were asked",
        )
    if not all(0 <= score <= 1 for score in (*first, *second)):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "a question's score is not within 0..1",
            remedy="give each question the share of its samples that were right",
        )
