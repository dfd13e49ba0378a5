"""Moving a cursor over the marks of a chart: along a series, to another one, to a cell."""

from __future__ import annotations

from collections.abc import Mapping

from jevons.core.plot.chart import Chart, Spot, is_placed
from jevons.core.plot.raster import Cell

_ROWS_WEIGH = 2
"""A row is about so many columns high."""


def along(chart: Chart, number: int) -> list[Spot]:
    """The marks of a series that have a place, from left to right."""
    series = chart.series[number]
    found = [
        Spot(number, n)
        for n, mark in enumerate(series.marks)
        if series.can_pick
        and is_placed(mark.x, log=chart.x.log)
        and is_placed(mark.y, log=chart.y.log)
    ]
    return sorted(found, key=lambda spot: (chart.mark(spot).x, chart.mark(spot).y))


def first(chart: Chart) -> Spot | None:
    """The leftmost mark of the topmost series that has any."""
    for number in reversed(range(len(chart.series))):
        for spot in along(chart, number):
            return spot
    return None


def moved(chart: Chart, picked: Spot | None, step: int) -> Spot | None:
    """So many marks to the right, or to the left; the ends hold it."""
    if not is_there(chart, picked):
        return first(chart)
    assert picked is not None
    spots = along(chart, picked.series)
    at = spots.index(picked) if picked in spots else 0
    return spots[min(max(at + step, 0), len(spots) - 1)] if spots else first(chart)


def to_series(chart: Chart, picked: Spot | None, step: int) -> Spot | None:
    """The mark nearest in x of the next series, or of the one before, in a circle."""
    if not is_there(chart, picked):
        return first(chart)
    assert picked is not None
    count = len(chart.series)
    here = chart.mark(picked)
    for n in range(1, count + 1):
        spots = along(chart, (picked.series + n * step) % count)
        if spots:
            return min(spots, key=lambda spot: abs(chart.mark(spot).x - here.x))
    return first(chart)


def nearest(spots: Mapping[Cell, Spot], cell: Cell, within: int = 4) -> Spot | None:
    """The mark that is drawn nearest to a cell, at most so many columns away."""

    def distance(other: Cell) -> int:
        return abs(other[0] - cell[0]) + _ROWS_WEIGH * abs(other[1] - cell[1])

    best = min(spots, key=distance, default=None)
    return spots[best] if best is not None and distance(best) <= within else None


def is_there(chart: Chart, spot: Spot | None) -> bool:
    """Whether a chart has a mark at a spot."""
    return (
        spot is not None
        and spot.series < len(chart.series)
        and spot.mark < len(chart.series[spot.series].marks)
    )
