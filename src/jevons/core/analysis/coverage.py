"""How often at least one, or all, or most of k samples are right."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from jevons.core.analysis.accuracy import mean_score
from jevons.core.analysis.units import Clusters
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate

Measure = Callable[[int, int, int], float]
"""What is expected of k samples of a question, from samples drawn, right ones, and k."""


def pass_at_k(drawn: int, right: int, k: int) -> float:
    """The chance that one or more of k samples is right: 1 - C(n - c, k) / C(n, k).

    Unbiased, from n samples drawn of which c were right (Chen et al., arXiv 2107.03374,
    section 2.1).

    Raises:
        ProblemError: BAD_INPUT: more asked of the samples than were drawn.
    """
    _check(drawn, right, k)
    return 1.0 - math.comb(drawn - right, k) / math.comb(drawn, k)


def pass_hat_k(drawn: int, right: int, k: int) -> float:
    """The chance that all of k samples are right, pass^k: C(c, k) / C(n, k).

    Unbiased (Yao et al., tau-bench, arXiv 2406.12045).

    Raises:
        ProblemError: BAD_INPUT: more asked of the samples than were drawn.
    """
    _check(drawn, right, k)
    return math.comb(right, k) / math.comb(drawn, k)


def g_pass_at_k(drawn: int, right: int, k: int, tau: float) -> float:
    """The chance that a share `tau` or more of k samples is right: G-Pass@k_tau.

    sum_{j >= ceil(tau k)} C(c, j) C(n - c, k - j) / C(n, k) (Liu et al., arXiv 2412.13147).
    It is pass^k at tau = 1, and 1 at tau = 0.

    Raises:
        ProblemError: BAD_INPUT: more asked of the samples than were drawn, or tau not
            within 0..1.
    """
    _check(drawn, right, k)
    if not 0 <= tau <= 1:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT, f"{tau:g} is no share of samples", remedy="give one within 0..1"
        )
    least = math.ceil(tau * k - 1e-9)  # 0.7 x 10 is 7, whatever is rounded
    ways = sum(math.comb(right, j) * math.comb(drawn - right, k - j) for j in range(least, k + 1))
    return ways / math.comb(drawn, k)


def mg_pass_at_k(drawn: int, right: int, k: int) -> float:
    """G-Pass@k_tau averaged over tau from 1/2 to 1: how steadily more than half are right.

    (2 / k) sum_{i = ceil(k / 2) + 1}^{k} G-Pass@k_{i / k} (arXiv 2412.13147).

    Raises:
        ProblemError: BAD_INPUT: more asked of the samples than were drawn.
    """
    _check(drawn, right, k)
    shares = (i / k for i in range(math.ceil(k / 2) + 1, k + 1))
    return 2 / k * math.fsum(g_pass_at_k(drawn, right, k, share) for share in shares)


def coverage(
    counts: Sequence[tuple[int, int]],
    k: int,
    measure: Measure = pass_at_k,
    clusters: Clusters = None,
    level: float = 0.95,
) -> Estimate:
    """A measure of k samples over an exam: the mean over questions.

    `counts` has for each question how many samples were right and how many were drawn. The
    interval is that of `accuracy`, on as many groups of k as were drawn.

    Raises:
        ProblemError: BAD_INPUT: no question, or one with fewer than k samples.
    """
    scores = [measure(drawn, right, k) for right, drawn in counts]
    return mean_score(scores, [drawn // k for _, drawn in counts], clusters, level)


def _check(drawn: int, right: int, k: int) -> None:
    if not (0 <= right <= drawn and 1 <= k <= drawn):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{drawn} samples with {right} right say nothing of {k} at once",
            remedy=f"draw at least {max(k, 1)} for each question",
        )
