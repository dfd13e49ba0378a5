"""How likely a difference as large is by chance alone: one comparison, and many."""

from __future__ import annotations

from collections.abc import Sequence


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of two runs on the same questions, each right or wrong.

    Of the questions that only one of the two got right, each is as likely either's if they
    are equally good: a binomial test at 1/2 (McNemar, Psychometrika 12, 1947). 1 where they
    never differ.
    """
    n, fewer = only_first + only_second, min(only_first, only_second)
    ways, total = 1, 0
    for count in range(fewer + 1):
        total += ways
        ways = ways * (n - count) // (count + 1)
    return min(1.0, 2 * total / (1 << n))


def holm(p_values: Sequence[float]) -> list[float]:
    """Each p adjusted for being one of many, in the order given.

    The chance that any of them is below a bound by chance alone stays below that bound,
    however they hang together (Holm, Scand. J. Statist. 6, 1979).
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, place in enumerate(ranked):
        largest = max(largest, min(1.0, (len(ranked) - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted
