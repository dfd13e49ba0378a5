"""Scales: where on an axis a value lies."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from jevons.core.plot.chart import Axis, Chart, Mark, Shape, Unit, is_placed

PADDING = 0.05
"""The share of the values' range that is left free at either end."""

FAR = 1e9
"""How many lengths of an axis beyond its end a value lies at most: further makes no difference."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Puts the values of an axis between 0, its low end, and 1, its high end."""

    low: float
    high: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where a value lies that has a place; what is beyond an end is below 0 or above 1."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            place = (math.log10(value) - low) / (high - low)
        elif math.isinf(self.high - self.low):  # larger than any number: half of it is not
            place = (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        else:
            place = (value - self.low) / (self.high - self.low)
        return min(max(place, -FAR), FAR)

    def end(self, value: float, otherwise: float) -> float:
        """Where an interval ends: on the scale, or at its edge if that is beyond it."""
        if is_placed(value, log=self.log):
            return min(max(self.at(value), 0.0), 1.0)
        return otherwise if math.isnan(value) else float(value > 0)


def scales(chart: Chart) -> tuple[Scale, Scale]:
    """The scales of both axes."""
    bars = any(series.shape is Shape.BARS for series in chart.series)
    across, along = _scale(chart.x, _xs(chart)), _scale(chart.y, _ys(chart), from_zero=bars)
    return across, along


def _scale(axis: Axis, values: Iterator[float], *, from_zero: bool = False) -> Scale:
    if axis.names:
        return Scale(-0.5, len(axis.names) - 0.5)
    placed = [value for value in values if is_placed(value, log=axis.log)]
    if from_zero and not axis.log:
        placed.append(0.0)
    low, high = _padded(min(placed), max(placed), axis) if placed else (1.0, 10.0)
    low, high = _held(low, high, placed, axis)
    low = low if axis.low is None or not is_placed(axis.low, log=axis.log) else axis.low
    high = high if axis.high is None or not is_placed(axis.high, log=axis.log) else axis.high
    if not _tells_apart(low, high, log=axis.log):  # or an end was fixed beyond all values
        high = low * 10 if axis.log else low + max(abs(low), 1.0)
        low, high = (low, high) if math.isfinite(high) else (low / 2, low)
    return Scale(low, high, axis.log)


def _tells_apart(low: float, high: float, *, log: bool) -> bool:
    """Whether the high end lies above the low one, as far as numbers go."""
    return math.log10(high) > math.log10(low) if log else high / 2 > low / 2


def _padded(low: float, high: float, axis: Axis) -> tuple[float, float]:
    if axis.log:
        more = (high / low) ** PADDING if high / low < math.inf else 10.0
        more = more if high > low else 1.5
        return max(low / more, 5e-324), min(high * more, sys.float_info.max)
    more = (high - low) * PADDING if high > low else abs(low) * 0.1 or 1.0
    return (low - more, high + more) if math.isfinite(2 * more / PADDING) else (low, high)


def _held(low: float, high: float, placed: list[float], axis: Axis) -> tuple[float, float]:
    """The ends without what no value of the unit can be: below 0, above all."""
    if placed and min(placed) >= 0 and low < 0:
        low = 0.0
    if axis.unit is Unit.SHARE and placed and max(placed) <= 1 < high:
        high = 1.0
    return low, high


def _xs(chart: Chart) -> Iterator[float]:
    for mark in _marks(chart):
        yield from (mark.x, *(mark.x_span or ()))
    yield from (rule.at for rule in chart.rules if rule.upright)


def _ys(chart: Chart) -> Iterator[float]:
    for mark in _marks(chart):
        yield from (mark.y, *(mark.y_span or ()))
    yield from (rule.at for rule in chart.rules if not rule.upright)


def _marks(chart: Chart) -> Iterator[Mark]:
    for series in chart.series:
        for mark in series.marks:
            if series.faint:
                yield Mark(mark.x, mark.y)  # its interval may leave the chart
            else:
                yield mark
