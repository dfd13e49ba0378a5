"""How accuracy and its interval settle while a run goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from jevons.core.analysis.accuracy import Counts, Seen, question_means
from jevons.core.analysis.units import Clusters, units_of
from jevons.core.records import Estimate

POINTS = 200
"""More than a terminal has columns for."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The accuracy as it stood when so many questions were finished."""

    questions: int
    accuracy: Estimate


def running_accuracy(
    counts: Counts, clusters: Clusters = None, level: float = 0.95, points: int = POINTS
) -> list[Progress]:
    """The accuracy after each question, in the order they finished, or after each batch.

    At most `points` of them, evenly spaced; the last is `accuracy` of all. The time taken
    grows with the number of questions, not with its square.

    Raises:
        ProblemError: BAD_INPUT, as `accuracy` does.
    """
    scores = question_means(counts)
    units = units_of(len(scores), clusters)
    batches = min(points, len(scores))
    stops = {len(scores) * batch // batches for batch in range(1, batches + 1)}
    sums, progress = _RunningSums(), []
    for score, (_, asked), unit in zip(scores, counts, units, strict=True):
        sums.add(score, asked, unit)
        if sums.questions in stops:
            progress.append(Progress(sums.questions, sums.seen().estimate(level)))
    return progress


@dataclass(slots=True)
class _RunningSums:
    """Sums from which the mean and its clustered standard error follow at any time.

    For each unit the sum of its scores and the number of its questions; over the units the
    sums of the squares and of the products of these two.
    """

    questions: int = 0
    samples: int = 0
    total: float = 0.0
    binary: bool = True
    scores: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    square_scores: float = 0.0
    products: float = 0.0
    square_sizes: int = 0

    def add(self, score: float, asked: int, unit: int) -> None:
        """Take in a question; units are numbered in order of appearance."""
        if unit == len(self.sizes):
            self.scores.append(0.0)
            self.sizes.append(0)
        before, size = self.scores[unit], self.sizes[unit]
        self.square_scores += score * (2 * before + score)
        self.products += before + score * (size + 1)
        self.square_sizes += 2 * size + 1
        self.scores[unit] += score
        self.sizes[unit] += 1
        self.questions += 1
        self.samples += asked
        self.total += score
        self.binary = self.binary and asked == 1 and score in {0, 1}

    def seen(self) -> Seen:
        """What has been seen so far, with the error of `clustered_standard_error`."""
        units = len(self.sizes)
        mean = self.total / self.questions
        squares = self.square_scores - 2 * mean * self.products + mean**2 * self.square_sizes
        inflation = units / (units - 1) if units > 1 else math.nan
        error = math.sqrt(inflation * max(squares, 0.0)) / self.questions
        least = self.questions**2 / self.square_sizes
        return Seen(mean, error, units, least, self.questions, self.samples, self.binary)
