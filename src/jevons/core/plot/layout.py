"""Where on a grid of cells the parts of a chart lie."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.plot.chart import Chart
from jevons.core.plot.glyphs import Glyphs
from jevons.core.plot.scale import Scale, scales
from jevons.core.plot.ticks import Tick, fitting_ticks, ticks

_ROWS_A_TICK = 3
_TITLED_FROM = 12
"""Rows from which on the x axis has its title in a row of its own."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The window for the values, `left` of it the y axis, above it a row, below it the x axis."""

    left: int
    columns: int
    rows: int
    x: Scale
    y: Scale
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    has_x_title: bool
    legend: tuple[tuple[tuple[str, str], ...], ...]
    """Rows of names with their roles; the first stands at the right of the row above."""


def laid_out(chart: Chart, columns: int, rows: int, glyphs: Glyphs) -> Layout:
    """The layout of a chart on so many cells; there are at least a few of them."""
    x, y = scales(chart)
    has_x_title = bool(chart.x.title) and rows >= _TITLED_FROM
    legend = legend_rows(chart, columns, rows, glyphs)
    height = max(1, rows - 3 - has_x_title - len(legend[1:]))
    y_ticks = ticks(chart.y, y, max(2, height // _ROWS_A_TICK) + 1)
    left = min(max(len(tick.text) for tick in y_ticks), max(columns // 3, 1)) + 1
    width = max(1, columns - left)
    return Layout(
        left, width, height, x, y, fitting_ticks(chart.x, x, width), y_ticks, has_x_title, legend
    )


def title_of(chart: Chart, *, with_x: bool) -> str:
    """What is above the chart: what its y axis has, and its x axis where there is no room."""
    if with_x and chart.x.title and chart.y.title:
        return f"{chart.y.title} / {chart.x.title}"
    return chart.y.title


def legend_rows(
    chart: Chart, columns: int, rows: int, glyphs: Glyphs
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The names of the series, with their signs, in as many rows as there is room for."""
    title = title_of(chart, with_x=rows < _TITLED_FROM)
    first = columns - len(title) - 3
    entries = [
        (f"{key_of(chart, n, glyphs)} {series.name}", chart.role(n))
        for n, series in enumerate(chart.series)
        if series.name
    ]
    if sum(len(text) + 2 for text, _ in entries) <= first:
        return (tuple(entries),)
    return ((), *_flowed(entries, columns, rows // 8))


def _flowed(
    entries: list[tuple[str, str]], columns: int, at_most: int
) -> list[tuple[tuple[str, str], ...]]:
    """Entries in rows, as many as may be; those that find no place are left out."""
    found: list[list[tuple[str, str]]] = []
    used = columns
    for text, role in entries:
        text = text[: columns - 1]
        if used + len(text) + 2 > columns:
            if len(found) == at_most:
                break
            found.append([])
            used = 1
        found[-1].append((text, role))
        used += len(text) + 2
    return [tuple(row) for row in found]


def key_of(chart: Chart, number: int, glyphs: Glyphs) -> str:
    """What stands for a series in the legend."""
    shape = chart.series[number].shape
    return {
        "points": glyphs.signs[chart.sign(number)],
        "line": glyphs.light[10],
        "steps": glyphs.heavy[10],
        "bars": glyphs.eighths[-1],
        "band": glyphs.shade,
    }[shape]
