"""How long answers take: quantiles of seconds over questions, each of the same weight."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Waits:
    """The seconds of each question's answers, in all orders that were played.

    A resampled quantile is found from the share of answers within the quantile of all: where
    that share is higher by so much, the quantile is where all have a share lower by as much
    (Bahadur, Ann. Math. Stat. 37, 1966; Woodruff, JASA 47, 1952, for its interval).
    """

    def __init__(self, seconds: Sequence[Sequence[float]]) -> None:
        self._by_question = seconds
        values = [value for row in seconds for value in row]
        weights = [1.0 / len(row) / len(seconds) for row in seconds for _ in row]
        order = sorted(range(len(values)), key=values.__getitem__)
        self._values = [values[place] for place in order]
        self._shares = list(accumulate([weights[place] for place in order]))

    def quantile(self, share: float) -> float:
        """The least seconds within which there is this share of answers."""
        place = bisect_left(self._shares, share - 1e-9)
        return self._values[min(place, len(self._values) - 1)]

    def within(self, seconds: float) -> list[float]:
        """For each question the share of its answers that take no longer."""
        return [bisect_right(sorted(row), seconds) / len(row) for row in self._by_question]
