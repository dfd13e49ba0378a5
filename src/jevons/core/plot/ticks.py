"""Ticks: round numbers on an axis, as many as there is room for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jevons.core.plot.chart import Axis
from jevons.core.plot.numbers import tick_texts
from jevons.core.plot.scale import Scale

_NEAR = 1e-9
"""How far beyond an end, in steps, a tick counts as on it: what rounding leaves."""

_MULTIPLES = ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,))
"""The ticks within a power of ten, the most first."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A round number: where it lies on the scale, from 0 to 1, and how it is written."""

    at: float
    text: str


def ticks(axis: Axis, scale: Scale, at_most: int) -> list[Tick]:
    """So many ticks at most, and at least one."""
    values, even = _values(axis, scale, max(at_most, 1))
    texts = tick_texts(values, axis, even=even)
    return [Tick(scale.at(value), text) for value, text in zip(values, texts, strict=True)]


def fitting_ticks(axis: Axis, scale: Scale, room: int, gap: int = 2) -> list[Tick]:
    """The most ticks whose texts lie side by side in so many cells, with a gap between them."""
    for at_most in range(max(room // 4, 1), 1, -1):
        found = ticks(axis, scale, at_most)
        if len(found) == 1 or _is_room(found, room, gap):
            return found
    return ticks(axis, scale, 1)


def text_start(tick: Tick, room: int) -> int:
    """The cell that the text of a tick begins in: it is centred, but stays within the room."""
    start = int(tick.at * (room - 1) + 0.5) - len(tick.text) // 2
    return max(0, min(start, room - len(tick.text)))


def _is_room(found: list[Tick], room: int, gap: int) -> bool:
    free = 0
    for tick in found:
        start = text_start(tick, room)
        if start < free:
            return False
        free = start + len(tick.text) + gap
    return True


def _values(axis: Axis, scale: Scale, at_most: int) -> tuple[list[float], bool]:
    """Round numbers on a scale, and whether they are evenly far apart."""
    if axis.names:
        stride = math.ceil(len(axis.names) / at_most)
        return [float(n) for n in range(0, len(axis.names), stride)], True
    if scale.log:
        found = _powers(scale, at_most)
        if len(found) > 1 or (found and scale.high / scale.low > 10):
            return found, False
        even = [value for value in _linear(scale.low, scale.high, at_most) if value > 0]
        return even or [scale.low], False
    return _linear(scale.low, scale.high, at_most), True


def _linear(low: float, high: float, at_most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten; as many as there may be."""
    finer: list[float] = []
    for step in _round_steps(high / at_most / 4 - low / at_most / 4):
        first, last = math.ceil(low / step - _NEAR), math.floor(high / step + _NEAR)
        found = [n * step for n in range(first, last + 1)]
        if len(found) <= at_most:
            return found or finer[:at_most] or [low]
        finer = found
    return [low]  # numbers too near to each other to have round ones between


def _round_steps(least: float) -> Iterator[float]:
    """Round numbers, the first of them about so small."""
    power = math.floor(math.log10(least)) if least > 0 else -300
    for exponent in range(max(power, -300), min(power + 4, 308)):
        yield from (1 * 10.0**exponent, 2 * 10.0**exponent, 5 * 10.0**exponent)


def _powers(scale: Scale, at_most: int) -> list[float]:
    """Powers of ten, and multiples of them where there is room; every so many where not."""
    first = max(math.floor(math.log10(scale.low)), -307)
    last = min(math.ceil(math.log10(scale.high)), 307)
    decades = range(first, last + 1)
    if len(decades) <= at_most + 2:
        for multiples in _MULTIPLES:
            found = _within([m * 10.0**d for d in decades for m in multiples], scale)
            if len(found) <= at_most:
                return found
    powers = _within([10.0**d for d in decades], scale)
    stride = math.ceil(len(powers) / at_most)
    return powers[:: max(stride, 1)]


def _within(values: list[float], scale: Scale) -> list[float]:
    return [v for v in values if scale.low * (1 - _NEAR) <= v <= scale.high * (1 + _NEAR)]
