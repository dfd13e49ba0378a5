"""Calibration: whether what a model says of its sureness comes true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from jevons.core.analysis.quantiles import normal_reach
from jevons.core.problems import ProblemError, ProblemKind

BIN = 100
"""Answers to a bin, as HLE takes them."""


class Bin(NamedTuple):
    """Answers of about the same confidence: how many, how sure, how many of them right."""

    answers: int
    confidence: float
    accuracy: float

    @property
    def gap(self) -> float:
        """How far the confidence is from what came true."""
        return abs(self.confidence - self.accuracy)


def confidence_bins(
    confidences: Sequence[float], rights: Sequence[float], size: int = BIN
) -> list[Bin]:
    """Bins of equal numbers of answers, from the least sure to the surest.

    What is left over joins the last bin; fewer answers than `size` are one bin. Answers of
    equal confidence keep their order. Confidences are from 0 to 1.

    Raises:
        ProblemError: BAD_INPUT: no answer, not one confidence for each, or one not within
            0..1 (a percentage).
    """
    _check(confidences, rights)
    order = sorted(range(len(confidences)), key=confidences.__getitem__)
    count = max(len(order) // size, 1)
    starts = [number * size for number in range(count)]
    ends = [*starts[1:], len(order)]
    return [
        Bin(
            end - start,
            math.fsum(confidences[place] for place in order[start:end]) / (end - start),
            math.fsum(rights[place] for place in order[start:end]) / (end - start),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def hle_official(confidences: Sequence[float], rights: Sequence[float]) -> float:
    """The calibration error that the scripts of Humanity's Last Exam print, from 0 to 1.

    The root mean square of the gaps of bins of 100, weighted by their share of all answers;
    the last bin, the surest, is left out of the sum, as their loop does
    (centerforaisafety/hle, hle_eval/run_judge_results.py). It is therefore 0 for less than
    200 answers: show `rms_error` beside it.

    Raises:
        ProblemError: BAD_INPUT: fewer than 100 answers, or as `confidence_bins` does.
    """
    if len(confidences) < BIN:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"HLE's calibration error needs {BIN} answers, not {len(confidences)}",
            remedy="take the plain error, which needs no number",
        )
    bins = confidence_bins(confidences, rights)
    return _root_mean_square(bins[:-1], len(confidences))


def rms_error(confidences: Sequence[float], rights: Sequence[float], size: int = BIN) -> float:
    """Root mean square calibration error, from 0 to 1, over all bins.

    Hendrycks, Mazeika and Dietterich, arXiv 1812.04606.

    Raises:
        ProblemError: BAD_INPUT, as `confidence_bins` does.
    """
    return _root_mean_square(confidence_bins(confidences, rights, size), len(confidences))


def expected_error(confidences: Sequence[float], rights: Sequence[float], size: int = BIN) -> float:
    """Expected calibration error (ECE), from 0 to 1, over all bins of equal numbers.

    The mean gap, weighted by answers (Naeini, Cooper and Hauskrecht, AAAI 2015).

    Raises:
        ProblemError: BAD_INPUT, as `confidence_bins` does.
    """
    bins = confidence_bins(confidences, rights, size)
    return math.fsum(found.answers * found.gap for found in bins) / len(confidences)


def hle_half_width(accuracy: float, n: int, level: float = 0.95) -> float:
    """Half the width of the interval that HLE prints: z sqrt(p (1 - p) / n).

    To compare with published figures; it is 0 at 0 and 1, where `accuracy.accuracy` is not.

    Raises:
        ProblemError: BAD_INPUT: the accuracy is not within 0..1 (a percentage), or n is 0.
    """
    if not 0 <= accuracy <= 1 or n < 1:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"an accuracy of {accuracy:g} of {n} has no interval",
            remedy="give a share from 0 to 1 of at least one question",
        )
    return normal_reach(level) * math.sqrt(accuracy * (1 - accuracy) / n)


def _root_mean_square(bins: Sequence[Bin], answers: int) -> float:
    return math.sqrt(math.fsum(found.answers * found.gap**2 for found in bins) / answers)


def _check(confidences: Sequence[float], rights: Sequence[float]) -> None:
    if len(confidences) != len(rights) or not confidences:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{len(confidences)} confidences do not fit {len(rights)} verdicts",
            remedy="give one for each answer, and at least one answer",
        )
    if not all(0 <= confidence <= 1 for confidence in confidences):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "a confidence is not within 0..1",
            remedy="divide percentages by 100",
        )
