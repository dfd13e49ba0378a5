"""Sums of money in words: the same wherever they are shown."""

from __future__ import annotations


def dollars(usd: float | None) -> str:
    """A sum with two significant digits below a cent, and cents above: `$0.00022`, `$1.20`.

    `None`, an unknown price, is `?`.
    """
    if usd is None:
        return "?"
    if usd == 0:
        return "$0"
    if abs(usd) >= 0.01:
        return f"${usd:,.2f}" if abs(usd) >= 1 else f"${usd:.3f}"
    digits = 1
    while abs(usd) * 10**digits < 10 and digits < 10:
        digits += 1
    return f"${usd:.{digits}f}"
