"""Results in words: `$5.576M`, `54.2 d`, `39.1 %`, the same wherever they stand."""

from __future__ import annotations

import math

from jevons.core.economics.kinds import Kind, kind_of

DIGITS = 4
"""Significant digits of a result."""

UNKNOWN = "unknown"

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
GROUPED_BELOW = 1e6
"""Numbers below are written out with commas, such as 2,788 or 147,336."""

ROUNDS_UP = 0.9995
"""From here on a number of four digits reads as 1."""


def amount(kind_id: str, value: float | None, digits: int = DIGITS) -> str:
    """A value of a kind with its unit; `None` is `unknown`, infinity is `no end`.

    Raises:
        KeyError: there is no such kind.
    """
    kind = kind_of(kind_id)
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "no end" if value > 0 else "-no end"
    unit, size = _unit(kind, abs(value))
    number = _scaled(kind, abs(value) / size, digits)
    return f"{'-' if value < 0 else ''}{kind.before}{number}{_after(kind, unit)}"


def interval(kind_id: str, low: float, high: float, digits: int = 3) -> str:
    """Two values with their unit written once where it is the same: `$4.9M to $6.3M`."""
    first, last = amount(kind_id, low, digits), amount(kind_id, high, digits)
    return first if first == last else f"{first} to {last}"


def _unit(kind: Kind, value: float) -> tuple[str, float]:
    """The largest unit that a value has at least one of, and how large it is.

    Where even the largest is too small it is the first, with a power of ten, if values are kept in
    it: `3.3e24 FLOP`, but `2,000,000 y`.
    """
    sizes = [(unit, kind.size_of(unit) or 1.0) for unit in kind.shows]
    fitting = [(unit, size) for unit, size in sizes if value >= size * ROUNDS_UP]
    unit, size = fitting[-1] if fitting and value else sizes[0]
    is_past_all = value / size >= GROUPED_BELOW and not kind.scales
    return sizes[0] if is_past_all and sizes[0][1] == 1 else (unit, size)


def _scaled(kind: Kind, value: float, digits: int) -> str:
    if kind.scales and (value >= GROUPED_BELOW or (kind.before and value >= 1e5)):
        size, letter = next((size, letter) for size, letter in _SCALES if value >= size * ROUNDS_UP)
        return significant(value / size, digits) + letter
    return significant(value, digits)


def significant(value: float, digits: int = DIGITS) -> str:
    """A number in so many significant digits; those before the point are all written."""
    if not value:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if exponent < -6 or exponent >= 15:
        return f"{value:.{digits - 1}e}".replace("e+", "e")
    places = max(0, digits - 1 - exponent)
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _after(kind: Kind, unit: str) -> str:
    unit = unit.removeprefix(kind.before) if kind.before else unit
    return unit if unit.startswith("/") or not unit else f" {unit}"
