"""How coverage grows with the samples: the curve of pass@k, and the law fitted to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.coverage import coverage, pass_at_k
from jevons.core.analysis.units import Clusters
from jevons.core.records import Estimate

_GOLDEN = (math.sqrt(5) - 1) / 2
_STEEPEST = 8.0
_STEPS = 80


@dataclass(frozen=True, slots=True)
class CoverageFit:
    """The law log c = a k^-b with a below 0, fitted to what `sampled` samples cover.

    `error` is the root mean square of what is left of log c.
    """

    a: float
    b: float
    sampled: int
    error: float

    def at(self, k: float) -> float:
        """The coverage of k samples by the law."""
        return math.exp(self.a * k**-self.b)

    def is_extrapolated(self, k: float) -> bool:
        """Whether so many samples were never drawn: the law alone speaks of them."""
        return k > self.sampled


@dataclass(frozen=True, slots=True)
class CoverageCurve:
    """pass@k at 1, 2, 4 and so on, up to all samples, and the law where one could be fitted."""

    points: tuple[tuple[int, Estimate], ...]
    fit: CoverageFit | None


def coverage_curve(counts: Sequence[tuple[int, int]], clusters: Clusters = None) -> CoverageCurve:
    """The curve of an exam, from how many samples of each question were right and drawn.

    Raises:
        ProblemError: BAD_INPUT: no question.
    """
    most = min((drawn for _, drawn in counts), default=1)
    sizes = sorted({most, *(1 << n for n in range(most.bit_length()))})
    points = tuple((k, coverage(counts, k, pass_at_k, clusters)) for k in sizes if k <= most)
    return CoverageCurve(points, fit_coverage([(k, found.value) for k, found in points]))


def fit_coverage(curve: Sequence[tuple[int, float]]) -> CoverageFit | None:
    """Fit log c = a k^-b by least squares on log c (Brown et al., arXiv 2407.21787, section 3).

    For a given b the best a is a ratio of sums; b is found by golden section. `None` for fewer
    than three sizes with a coverage above 0, or where more samples cover no more.
    """
    known = [(k, math.log(c)) for k, c in curve if c > 0]
    if len(known) < 3 or known[-1][1] <= known[0][1]:
        return None
    low, high = 0.0, _STEEPEST
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _squares(known, left) <= _squares(known, right):
            high = right
        else:
            low = left
    b = (low + high) / 2
    error = math.sqrt(_squares(known, b) / len(known))
    return CoverageFit(_best_a(known, b), b, known[-1][0], error)


def _best_a(known: Sequence[tuple[int, float]], b: float) -> float:
    shrunk = [k**-b for k, _ in known]
    product = math.fsum(x * y for x, (_, y) in zip(shrunk, known, strict=True))
    return product / math.fsum(x * x for x in shrunk)


def _squares(known: Sequence[tuple[int, float]], b: float) -> float:
    a = _best_a(known, b)
    return math.fsum((y - a * k**-b) ** 2 for k, y in known)
