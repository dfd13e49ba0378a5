"""Power: what difference an exam can detect, and how many questions one takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from jevons.core.analysis.accuracy import Counts, question_means
from jevons.core.analysis.quantiles import normal_reach
from jevons.core.analysis.standard_error import mean, standard_error
from jevons.core.problems import ProblemError, ProblemKind


@dataclass(frozen=True, slots=True)
class Spread:
    """How much scores vary, where two models answer the same questions.

    `difference` is the variance over questions of the true difference (Miller's w^2);
    `first` and `second` are the variance of one sample of a question around that model's
    true score on it, averaged over questions (sigma_A^2, sigma_B^2). The defaults are the
    cautious ones of Miller (arXiv 2411.00640), for scores that could be anything
    from 0 to 1: a pilot's own (`pilot_spread`) are mostly smaller.
    """

    difference: float = 1 / 9
    first: float = 1 / 6
    second: float = 1 / 6

    def variance(self, samples_first: int = 1, samples_second: int = 1) -> float:
        """Variance of a question's measured difference, with so many samples a side.

        Raises:
            ProblemError: BAD_INPUT: a side has no sample.
        """
        if samples_first < 1 or samples_second < 1:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                "a side without samples shows no difference",
                remedy="draw at least one a question",
            )
        return self.difference + self.first / samples_first + self.second / samples_second


CAUTIOUS = Spread()


def questions_needed(
    difference: float,
    spread: Spread = CAUTIOUS,
    samples: tuple[int, int] = (1, 1),
    level: float = 0.95,
    power: float = 0.8,
) -> int:
    """How many questions it takes to detect a difference in accuracy.

    n = (z_{a/2} + z_b)^2 (w^2 + sA^2 / KA + sB^2 / KB) / difference^2 (Miller, arXiv
    2411.00640):
    with so many, a paired comparison at `level` finds it with a chance of `power`.
    `samples` are the samples a question on either side.

    Raises:
        ProblemError: BAD_INPUT: no difference, no sample, or a level or power not between 0
            and 1.
    """
    if not difference:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "no number of questions detects no difference",
            remedy="name the smallest difference that matters",
        )
    wanted = _reach(level, power) ** 2 * spread.variance(*samples) / difference**2
    return max(math.ceil(wanted - 1e-9), 1)


def smallest_difference(
    questions: int,
    spread: Spread = CAUTIOUS,
    samples: tuple[int, int] = (1, 1),
    level: float = 0.95,
    power: float = 0.8,
) -> float:
    """The smallest difference in accuracy that so many questions detect.

    The inverse of `questions_needed`. One above 1 does not exist: such an exam detects none.

    Raises:
        ProblemError: BAD_INPUT: no question, no sample, or a level or power not between 0
            and 1.
    """
    if questions < 1:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "an exam without questions detects nothing",
            remedy="take at least one",
        )
    return _reach(level, power) * math.sqrt(spread.variance(*samples) / questions)


def sampling_variance(counts: Counts) -> float:
    """Variance of one sample around its question's true score, from right and asked counts.

    The unbiased s^2 within each question that was asked more than once, averaged.

    Raises:
        ProblemError: BAD_INPUT: no question was asked more than once.
    """
    means = question_means(counts)
    within = [
        score * (1 - score) * asked / (asked - 1)
        for score, (_, asked) in zip(means, counts, strict=True)
        if asked > 1
    ]
    if not within:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "questions that were asked once do not show how much samples vary",
            remedy="ask some of them at least twice",
        )
    return mean(within)


def pilot_spread(first: Counts, second: Counts) -> Spread:
    """The spread that two pilot runs on the same questions show.

    w^2 is the variance of the measured differences, less what sampling put in,
    sA^2 / KA + sB^2 / KB, and at least 0. A run that asked each question once does not show
    its own: that stays in `difference` and its own is given as 0, which is right for an exam
    that asks once too, and too wide for one that asks more often.

    Raises:
        ProblemError: BAD_INPUT: fewer than two questions, or not the same number.
    """
    if len(first) != len(second) or len(first) < 2:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"pilots of {len(first)} and {len(second)} questions show no spread",
            remedy="ask both the same questions, two or more",
        )
    pairs = zip(question_means(first), question_means(second), strict=True)
    measured = standard_error([a - b for a, b in pairs]) ** 2 * len(first)
    (variance_a, part_a), (variance_b, part_b) = _noise(first), _noise(second)
    between = measured - variance_a * part_a - variance_b * part_b
    return Spread(max(between, 0.0), variance_a, variance_b)


def _noise(counts: Counts) -> tuple[float, float]:
    """A run's sampling variance, and the mean part 1 / K of it in a question's score."""
    if all(asked == 1 for _, asked in counts):
        return 0.0, 1.0
    return sampling_variance(counts), mean([1 / asked for _, asked in counts])


def _reach(level: float, power: float) -> float:
    if not 0 < power < 1:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"no exam has a power of {power:g}",
            remedy="a power lies between 0 and 1: 0.8",
        )
    return normal_reach(level) + NormalDist().inv_cdf(power)
