"""Draw a chart as rows of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jevons.core.plot import raster
from jevons.core.plot.chart import Chart, Mark, Rule, Series, Shape, Spot, is_placed
from jevons.core.plot.glyphs import UNICODE, Glyphs
from jevons.core.plot.labels import LabelRoom
from jevons.core.plot.layout import Layout, laid_out, title_of
from jevons.core.plot.numbers import said_with
from jevons.core.plot.raster import Cell, Raster, Row, Strokes, Window
from jevons.core.plot.shapes import draw_band, draw_bars, draw_line, draw_steps
from jevons.core.plot.ticks import text_start

NOTHING = "nothing to show"

LEAST = (12, 5)
"""Columns and rows below which there is no room for a chart."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: rows of runs, all as wide as asked for.

    `spots` has the marks that are seen, by their cells; `left_out` counts those that have no
    place on the scales.
    """

    rows: tuple[Row, ...]
    spots: Mapping[Cell, Spot]
    left_out: int


def draw(
    chart: Chart, columns: int, rows: int, glyphs: Glyphs = UNICODE, picked: Spot | None = None
) -> Picture:
    """Draw a chart on so many columns and rows; the `picked` mark stands out.

    In less than `LEAST` there are only blanks.
    """
    grid = Raster(max(columns, 0), max(rows, 0))
    if columns < LEAST[0] or rows < LEAST[1]:
        return Picture(grid.lines(), {}, 0)
    if not any(series.marks for series in chart.series):
        grid.put((max(0, (columns - len(NOTHING)) // 2), rows // 2), NOTHING, "tick")
        return Picture(grid.lines(), {}, 0)
    layout = laid_out(chart, columns, rows, glyphs)
    window = Window(grid, (layout.left, 1), layout.columns, layout.rows)
    drawing = _Drawing(chart, layout, window, glyphs)
    _draw_axes(drawing, grid)
    spots = drawing.spots()
    left_out = drawing.left_out()
    if left_out:
        window.put((1, layout.rows - 1), f"{left_out} without a place here", "tick")
    drawing.draw_rules()
    drawing.draw_series(picked)
    drawing.draw_rule_labels()
    drawing.draw_points(spots, picked)
    return Picture(grid.lines(), spots, left_out)


def text(picture: Picture) -> str:
    """A picture as plain text."""
    return raster.as_text(picture.rows)


def read_out(chart: Chart, spot: Spot) -> str:
    """What a mark says: its name, and its values with their intervals."""
    mark = chart.mark(spot)
    series = chart.series[spot.series].name
    name = " ".join(part for part in (mark.label, mark.name or series) if part)
    y = said_with(mark.y, mark.y_span, chart.y)
    x = said_with(mark.x, mark.x_span, chart.x)
    return f"{name}: {y} at {x}" if name else f"{y} at {x}"


def _draw_axes(drawing: _Drawing, grid: Raster) -> None:
    chart, layout, glyphs = drawing.chart, drawing.layout, drawing.glyphs
    line, tick_y, corner, floor, tick_x = tuple(glyphs.axis)
    column, bottom = layout.left - 1, layout.rows + 1
    title = title_of(chart, with_x=not layout.has_x_title)
    grid.put((0, 0), title[: grid.columns], "title")
    _put_entries(grid, layout.legend[0], 0, to_right=True)
    for row in range(1, bottom):
        grid.put((column, row), line, "axis")
    grid.put((column, bottom), corner + floor * layout.columns, "axis")
    for tick in layout.y_ticks:
        row = 1 + drawing.window.down(tick.at)
        words = tick.text[:column]
        grid.put((column - len(words), row), words, "tick")
        grid.put((column, row), tick_y, "axis")
    for tick in layout.x_ticks:
        at = layout.left + drawing.window.across(tick.at)
        grid.put((at, bottom), tick_x, "axis")
        start = layout.left + text_start(tick, layout.columns)
        grid.put((start, bottom + 1), tick.text, "tick")
    if layout.has_x_title:
        start = layout.left + max(0, (layout.columns - len(chart.x.title)) // 2)
        grid.put((start, bottom + 2), chart.x.title, "title")
    for n, entries in enumerate(layout.legend[1:]):
        _put_entries(grid, entries, bottom + 2 + layout.has_x_title + n)


def _put_entries(
    grid: Raster, entries: tuple[tuple[str, str], ...], row: int, *, to_right: bool = False
) -> None:
    """Write names of the legend side by side."""
    wide = sum(len(words) + 2 for words, _ in entries)
    column = grid.columns - wide + 1 if to_right else 1
    for words, role in entries:
        grid.put((column, row), words, role)
        column += len(words) + 2


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all that draws in the window has to know."""

    chart: Chart
    layout: Layout
    window: Window
    glyphs: Glyphs

    def has_place(self, mark: Mark) -> bool:
        """Whether both values of a mark have a place on their scales."""
        return is_placed(mark.x, log=self.layout.x.log) and is_placed(mark.y, log=self.layout.y.log)

    def place(self, mark: Mark) -> tuple[float, float] | None:
        """Where a mark lies, in shares of the window."""
        if not self.has_place(mark):
            return None
        return self.layout.x.at(mark.x), self.layout.y.at(mark.y)

    def cell(self, mark: Mark) -> Cell | None:
        """The cell of a mark that is in the window."""
        at = self.place(mark)
        if at is None or not (0 <= at[0] <= 1 and 0 <= at[1] <= 1):
            return None
        return self.window.across(at[0]), self.window.down(at[1])

    def left_out(self) -> int:
        """How many marks that could be picked have no place."""
        return sum(
            not self.has_place(mark)
            for series in self.chart.series
            for mark in series.marks
            if series.can_pick
        )

    def spots(self) -> dict[Cell, Spot]:
        """The marks that the cursor may go to, by their cells in the whole picture."""
        left, top = self.window.start
        found = {}
        for n, series in enumerate(self.chart.series):
            if series.can_pick:
                for m, mark in enumerate(series.marks):
                    cell = self.cell(mark)
                    if cell is not None:
                        found[cell[0] + left, cell[1] + top] = Spot(n, m)
        return found

    def draw_rules(self) -> None:
        """Lines across the whole window."""
        for rule, place in self._rules():
            if rule.upright:
                for row in range(self.window.rows):
                    self.window.put((place, row), self.glyphs.upright_rule, "rule")
            else:
                self.window.put((0, place), self.glyphs.rule * self.window.columns, "rule")

    def draw_rule_labels(self) -> None:
        """What they are, over what crosses them."""
        for rule, place in self._rules():
            self.window.put((place + 1, 0) if rule.upright else (1, place), rule.label, "rule")

    def _rules(self) -> Iterator[tuple[Rule, int]]:
        """The rules that cross the window, with their column or row."""
        for rule in self.chart.rules:
            scale = self.layout.x if rule.upright else self.layout.y
            at = scale.at(rule.at) if is_placed(rule.at, log=scale.log) else -1
            if 0 <= at <= 1:
                yield rule, self.window.across(at) if rule.upright else self.window.down(at)

    def draw_series(self, picked: Spot | None) -> None:
        """All but the signs of points: bands, bars, intervals, lines."""
        bars = [n for n, each in enumerate(self.chart.series) if each.shape is Shape.BARS]
        for n, series in enumerate(self.chart.series):
            role = self.chart.role(n)
            if series.shape is Shape.BAND:
                draw_band(self.window, series, (self.layout.x, self.layout.y), self.glyphs, role)
            elif series.shape is Shape.BARS:
                slot = (bars.index(n), len(bars))
                draw_bars(
                    self.window, series, (self.layout.x, self.layout.y), slot, self.glyphs, role
                )
        for n, series in enumerate(self.chart.series):
            if series.shape is not Shape.BAND:
                self._draw_intervals(n, series, picked)
        for n, series in enumerate(self.chart.series):
            places = [self.place(mark) for mark in series.marks]
            if series.shape is Shape.LINE:
                draw_line(self.window, places, self.glyphs, self.chart.role(n))
            elif series.shape is Shape.STEPS:
                draw_steps(
                    self.window, places, self.glyphs, self.chart.role(n), to_edge=series.to_edge
                )

    def _draw_intervals(self, number: int, series: Series, picked: Spot | None) -> None:
        strokes = Strokes()
        for m, mark in enumerate(series.marks):
            cell = self.cell(mark)
            if cell is not None and (not series.faint or picked == (number, m)):
                self._add_interval(strokes, mark, cell)
        strokes.put_on(self.window, self.glyphs.light, self.chart.role(number))

    def _add_interval(self, strokes: Strokes, mark: Mark, cell: Cell) -> None:
        if mark.x_span is not None:
            low, high = mark.x_span
            x = self.layout.x
            ends = (self.window.across(x.end(low, 0), 2), self.window.across(x.end(high, 1), 2))
            strokes.across(cell[1], ends)
        if mark.y_span is not None:
            low, high = mark.y_span
            y = self.layout.y
            ends = (self.window.down(y.end(low, 0), 2), self.window.down(y.end(high, 1), 2))
            strokes.down(cell[0], ends)

    def draw_points(self, spots: Mapping[Cell, Spot], picked: Spot | None) -> None:
        """The signs of points, the picked one on top, and their labels where there is room."""
        found = list(self._points())
        room = LabelRoom(self.window.columns, self.window.rows, [cell for cell, _ in found])
        for cell, spot in found:
            sign = self.glyphs.signs[self.chart.sign(spot.series)]
            self.window.put(cell, sign, self.chart.role(spot.series))
        found.sort(key=lambda each: (each[1] != picked, -each[1].series))
        for cell, spot in found:
            label = self.chart.mark(spot).label
            start = room.find(cell, len(label)) if label else None
            if start is not None:
                faint = self.chart.series[spot.series].faint
                role = "faint" if faint else "label"
                self.window.put(start, label, role, picked=spot == picked)
        self._draw_picked(picked)

    def _draw_picked(self, picked: Spot | None) -> None:
        if picked is None:
            return
        cell = self.cell(self.chart.mark(picked))
        if cell is not None:
            sign = self.glyphs.signs[self.chart.sign(picked.series)]
            self.window.put(cell, sign, self.chart.role(picked.series), picked=True)

    def _points(self) -> Iterator[tuple[Cell, Spot]]:
        for n, series in enumerate(self.chart.series):
            if series.shape is Shape.POINTS:
                for m, mark in enumerate(series.marks):
                    cell = self.cell(mark)
                    if cell is not None:
                        yield cell, Spot(n, m)
