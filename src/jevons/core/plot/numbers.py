"""Numbers on charts in few characters, by what they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jevons.core.plot.chart import Axis, Span, Unit

_SIZES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_ROUND = 1e-6
"""How near to a number with fewer digits a number counts as that."""


def said(value: float, axis: Axis) -> str:
    """A value in three significant digits: `62.1 %`, `$0.00125`, `12.3 k`, `0.82 s`."""
    if axis.names and value in range(len(axis.names)):
        return axis.names[int(value)]
    if not math.isfinite(value):
        return "?" if math.isnan(value) else "infinite"
    return _written(value, _digits(value, axis.unit), axis.unit)


def said_with(value: float, span: Span | None, axis: Axis) -> str:
    """A value and its interval: `62.1 % [58.3 %, 65.0 %]`."""
    if span is None:
        return said(value, axis)
    return f"{said(value, axis)} [{said(span[0], axis)}, {said(span[1], axis)}]"


def tick_texts(values: Sequence[float], axis: Axis, *, even: bool) -> list[str]:
    """Ticks in as many digits as tell them apart; `even` ones all in the same number."""
    if axis.names:
        return [axis.names[round(value)] for value in values]
    if not even or len(values) < 2:
        return [_written(value, _needed(value, value, axis.unit), axis.unit) for value in values]
    step = values[1] - values[0]
    largest = max(values, key=abs)
    digits = _needed(step, largest, axis.unit)
    return [_written(value, digits, axis.unit, largest) for value in values]


def _written(value: float, digits: int, unit: Unit, like: float | None = None) -> str:
    """A number with so many decimals, in the size that suits it, or one like it."""
    size, letter = _size(value if like is None else like, unit)
    sign = "-" if value < 0 else ""
    if letter == "e":
        return f"{_before(unit)}{value:.3g}{_after(unit)}"
    number = f"{abs(value) / size * (100 if unit is Unit.SHARE else 1):,.{digits}f}"
    if unit is Unit.PLAIN:
        number = number.replace(",", "")
    if letter == "G" and unit is Unit.USD:
        letter = "B"
    return f"{sign}{_before(unit)}{number}{f' {letter}' if letter else ''}{_after(unit)}"


def _before(unit: Unit) -> str:
    return "$" if unit is Unit.USD else ""


def _after(unit: Unit) -> str:
    return {Unit.SHARE: " %", Unit.SECONDS: " s"}.get(unit, "")


def _size(value: float, unit: Unit) -> tuple[float, str]:
    """The size that a number is written in, and its letter; `e` is for powers of ten."""
    least = abs(value)
    if least >= 1e15 or 0 < least < 1e-9:
        return 1.0, "e"
    if unit in {Unit.PLAIN, Unit.SHARE, Unit.SECONDS} or least < 10_000:
        return 1.0, ""
    return next((size, letter) for size, letter in _SIZES if least >= size)


def _digits(value: float, unit: Unit) -> int:
    """The decimals that make three significant digits."""
    size, letter = _size(value, unit)
    number = abs(value) / size * (100 if unit is Unit.SHARE else 1)
    if letter == "e" or not number or (unit is Unit.PLAIN and value == round(value)):
        return 0
    return min(max(0, 2 - math.floor(math.log10(number))), 12)


def _needed(step: float, like: float, unit: Unit) -> int:
    """The fewest decimals that a step can be written in, in the size of a number like it."""
    size, _ = _size(like, unit)
    number = abs(step) / size * (100 if unit is Unit.SHARE else 1)
    for digits in range(13):
        if abs(round(number, digits) - number) <= _ROUND * number:
            return digits
    return 12
