"""Draw lines, staircases, bars and bands in a window of cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jevons.core.plot.chart import Mark, Series, is_placed
from jevons.core.plot.glyphs import Glyphs
from jevons.core.plot.raster import Dots, Strokes, Window
from jevons.core.plot.scale import Scale

Place = tuple[float, float]
"""Shares of the width, from the left, and of the height, from below."""

_BAR_SHARE = 0.8
"""How much of the room between neighbours bars take."""


def draw_line(window: Window, places: Sequence[Place | None], glyphs: Glyphs, role: str) -> None:
    """A line from place to place, as far as it is in the window."""
    dots = Dots()
    for start, stop in pairwise(places):
        if start is None or stop is None:
            continue
        inside = clipped(start, stop)
        if inside is not None:
            ends = [(window.across(x, 2), window.down(y, 4)) for x, y in inside]
            dots.line(ends[0], ends[1])
    dots.put_on(window, glyphs, role)


def draw_steps(
    window: Window, places: Sequence[Place | None], glyphs: Glyphs, role: str, *, to_edge: bool
) -> None:
    """A staircase: along from each place to below the next one, and up to it."""
    strokes = Strokes()
    for path in steps(places, to_edge=to_edge):
        for start, stop in pairwise(path):
            inside = clipped(start, stop)
            if inside is None:
                continue
            (x, y), (to_x, to_y) = inside
            columns = sorted((window.across(x), window.across(to_x)))
            rows = sorted((window.down(y), window.down(to_y)))
            if start[1] == stop[1] and columns[0] < columns[1]:
                strokes.across(rows[0], (2 * columns[0] + 1, 2 * columns[1]))
            elif rows[0] < rows[1]:
                strokes.down(columns[0], (2 * rows[0] + 1, 2 * rows[1]))
    strokes.put_on(window, glyphs.heavy, role)


def steps(places: Sequence[Place | None], *, to_edge: bool) -> Iterator[list[Place]]:
    """The corners of staircases, one for each stretch of places without a gap."""
    path: list[Place] = []
    for place in [*places, None]:
        if place is not None:
            path += [(place[0], path[-1][1]), place] if path else [place]
            continue
        if path and to_edge:
            path.append((max(1.0, path[-1][0]), path[-1][1]))
        if path:
            yield path
        path = []


def draw_bars(
    window: Window,
    series: Series,
    scales: tuple[Scale, Scale],
    slot: tuple[int, int],
    glyphs: Glyphs,
    role: str,
) -> None:
    """Bars from 0 to their marks, in eighths of a cell; `slot` says which of how many they are."""
    x, y = scales
    ground = y.end(0.0, 0.0)
    for mark, (left, right) in bar_sides(series, x, slot):
        first = math.floor(left * window.columns + 0.5)
        last = max(first + 1, math.floor(right * window.columns + 0.5))
        ends = sorted((ground, y.end(mark.y, ground)))
        bottom, top = (round(end * window.rows * 8) for end in ends)
        for row in range(window.rows):
            above = (window.rows - 1 - row) * 8
            filled = min(max(top - above, 0), 8) if bottom - above <= 4 else 0
            if filled:
                for column in range(first, last):
                    window.put((column, row), glyphs.eighths[filled], role)


def bar_sides(
    series: Series, x: Scale, slot: tuple[int, int]
) -> Iterator[tuple[Mark, tuple[float, float]]]:
    """Each bar that has a place, and where it begins and ends."""
    number, of = slot
    placed = [
        (x.at(mark.x), mark)
        for mark in series.marks
        if is_placed(mark.x, log=x.log) and math.isfinite(mark.y)
    ]
    ats = sorted({at for at, _ in placed})
    room = min((after - before for before, after in pairwise(ats)), default=0.5) * _BAR_SHARE
    for at, mark in placed:
        left = at - room / 2 + room * number / of
        if left < 1 and left + room / of > 0:
            yield mark, (max(left, 0.0), min(left + room / of, 1.0))


def draw_band(
    window: Window, series: Series, scales: tuple[Scale, Scale], glyphs: Glyphs, role: str
) -> None:
    """Shade what lies between the ends of the marks' intervals."""
    for part in band_parts(series, *scales):
        for (x, low, high), (to_x, to_low, to_high) in pairwise(part):
            if to_x < 0 or x > 1:
                continue
            first, last = window.across(max(x, 0.0)), window.across(min(to_x, 1.0))
            for column in range(first, last + 1):
                share = (column - first) / (last - first) if last > first else 0.0
                top = window.down(high + (to_high - high) * share)
                bottom = window.down(low + (to_low - low) * share)
                for row in range(top, bottom + 1):
                    window.put((column, row), glyphs.shade, role)


def band_parts(series: Series, x: Scale, y: Scale) -> Iterator[list[tuple[float, float, float]]]:
    """Stretches of a band without a gap: where they are, their low and their high end."""
    part: list[tuple[float, float, float]] = []
    for mark in [*series.marks, None]:
        if mark and mark.y_span and is_placed(mark.x, log=x.log):
            part.append((x.at(mark.x), y.end(mark.y_span[0], 0.0), y.end(mark.y_span[1], 1.0)))
        elif part:
            yield part
            part = []


def clipped(start: Place, stop: Place) -> tuple[Place, Place] | None:
    """The part of a line that lies between 0 and 1, in both directions (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    for n in (0, 1):
        way = stop[n] - start[n]
        if not way:
            if not 0 <= start[n] <= 1:
                return None
            continue
        begins, ends = sorted((-start[n] / way, (1 - start[n]) / way))
        first, last = max(first, begins), min(last, ends)
    if first > last:
        return None
    return _between(start, stop, first), _between(start, stop, last)


def _between(start: Place, stop: Place, share: float) -> Place:
    x, y = (a + (b - a) * share for a, b in zip(start, stop, strict=True))
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
