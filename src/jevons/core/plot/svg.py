"""A chart as SVG: scalable, readable as text, and without a script or a font of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from jevons.core.plot.chart import Chart, Mark, Rule, Shape, Spot, is_placed
from jevons.core.plot.draw import read_out
from jevons.core.plot.labels import LabelRoom
from jevons.core.plot.scale import Scale, scales
from jevons.core.plot.shapes import Place, band_parts, bar_sides, steps
from jevons.core.plot.svg_signs import sign_path
from jevons.core.plot.ticks import Tick, fitting_ticks, ticks

COLORS: Mapping[str, str] = {
    "paper": "#ffffff", "ink": "#1f2328", "axis": "#57606a", "grid": "#e4e7eb",
    "rule": "#8250a8", "faint": "#8c959f",
    "series-1": "#0072b2", "series-2": "#d55e00", "series-3": "#009e73",
    "series-4": "#a8548a", "series-5": "#8a6d00", "series-6": "#3b8ec2",
}  # fmt: skip
"""Colours on white that differ for the colour-blind too (after Okabe and Ito 2008)."""

FONTS = "Helvetica, Arial, Liberation Sans, DejaVu Sans, Noto Sans, sans-serif"

_LETTER = (7, 14)
"""Pixels that a character of the text takes, across and down."""

_LEFT, _TOP, _RIGHT, _BOTTOM = 76, 64, 24, 56

_LEGEND, _LEGEND_LINE = 48, 18
"""Pixels from the top to the first line of the legend, and from line to line."""


def svg(
    chart: Chart, width: int = 800, height: int = 500, colors: Mapping[str, str] = COLORS
) -> str:
    """A document of so many pixels; `colors` has one for each role in `COLORS`."""
    return "\n".join(_Page(chart, width, height, colors).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """A chart on a page of pixels; scales end at the edges of the window."""

    chart: Chart
    width: int
    height: int
    colors: Mapping[str, str]
    scales: tuple[Scale, Scale] = field(init=False)
    entries: tuple[tuple[int, float, float], ...] = field(init=False)
    """Of each name in the legend: the number of its series, and where its key begins."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "scales", scales(self.chart))
        object.__setattr__(self, "entries", tuple(self.legend_places()))

    def legend_places(self) -> Iterator[tuple[int, float, float]]:
        """The names side by side, in as many lines as they need."""
        x, y = float(_LEFT), float(_LEGEND)
        for number, series in enumerate(self.chart.series):
            needed = 40 + _LETTER[0] * len(series.name)
            if x > _LEFT and x + needed > self.width:
                x, y = float(_LEFT), y + _LEGEND_LINE
            if series.name:
                yield number, x, y
                x += needed

    @property
    def top(self) -> float:
        """Where the window begins: below the legend."""
        return _TOP + max((y for _, _, y in self.entries), default=_LEGEND) - _LEGEND

    @property
    def columns(self) -> int:
        return max(self.width - _LEFT - _RIGHT, 40)

    @property
    def rows(self) -> int:
        return max(round(self.height - self.top - _BOTTOM), 40)

    def across(self, at: float) -> float:
        return round(_LEFT + at * self.columns, 2)

    def down(self, at: float) -> float:
        return round(self.top + (1 - at) * self.rows, 2)

    def lines(self) -> Iterator[str]:
        chart = self.chart
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" role="img"'
            f' font-family="{FONTS}" font-size="12">'
        )
        yield f"<title>{escape(chart.title or chart.y.title)}</title>"
        yield f'<rect width="100%" height="100%" fill="{self.colors["paper"]}"/>'
        yield self.words(_LEFT, 22, chart.title, 'font-size="16" font-weight="bold"')
        yield from self.axes()
        yield '<clipPath id="window">'
        yield f'<rect x="{_LEFT}" y="{self.top:g}" width="{self.columns}" height="{self.rows}"/>'
        yield "</clipPath>"
        yield from (line for rule in chart.rules for line in self.rule(rule))
        for number in range(len(chart.series)):
            yield from self.series(number)
        yield from self.labels()
        yield from self.legend()
        yield "</svg>"

    def words(self, x: float, y: float, text: str, more: str = "", role: str = "ink") -> str:
        return f'<text x="{x:g}" y="{y:g}" fill="{self.colors[role]}" {more}>{escape(text)}</text>'

    # Axes.

    def axes(self) -> Iterator[str]:
        x_scale, y_scale = self.scales
        x_ticks = fitting_ticks(self.chart.x, x_scale, self.columns // _LETTER[0], gap=3)
        y_ticks = ticks(self.chart.y, y_scale, max(self.rows // 40, 2))
        yield f'<g stroke="{self.colors["grid"]}">'
        yield from (self.across_line(self.down(tick.at)) for tick in y_ticks)
        yield from (self.down_line(self.across(tick.at)) for tick in x_ticks)
        yield f'</g><g stroke="{self.colors["axis"]}">'
        yield self.across_line(self.down(0))
        yield self.down_line(self.across(0))
        yield "</g>"
        yield from self.tick_texts(x_ticks, y_ticks)
        middle = _LEFT + self.columns / 2
        yield self.words(middle, self.height - 14, self.chart.x.title, 'text-anchor="middle"')
        turned = f'transform="rotate(-90 16 {self.top + self.rows / 2:g})" text-anchor="middle"'
        yield self.words(16, self.top + self.rows / 2, self.chart.y.title, turned)

    def tick_texts(self, x_ticks: list[Tick], y_ticks: list[Tick]) -> Iterator[str]:
        for tick in x_ticks:
            at = self.across(tick.at)
            yield self.words(at, self.down(0) + 18, tick.text, 'text-anchor="middle"', "axis")
        for tick in y_ticks:
            at = self.down(tick.at) + 4
            yield self.words(_LEFT - 8, at, tick.text, 'text-anchor="end"', "axis")

    def across_line(self, y: float) -> str:
        return f'<path d="M{_LEFT} {y:g}h{self.columns}"/>'

    def down_line(self, x: float) -> str:
        return f'<path d="M{x:g} {self.top:g}v{self.rows}"/>'

    def rule(self, rule: Rule) -> Iterator[str]:
        scale = self.scales[not rule.upright]
        at = scale.at(rule.at) if is_placed(rule.at, log=scale.log) else -1.0
        if not 0 <= at <= 1:
            return
        line = self.down_line(self.across(at)) if rule.upright else self.across_line(self.down(at))
        yield f'<g stroke="{self.colors["rule"]}" stroke-dasharray="6 4">{line}</g>'
        x, y = (
            (self.across(at) + 5, self.top + 12) if rule.upright else (_LEFT + 5, self.down(at) - 5)
        )
        yield self.words(x, y, rule.label, role="rule")

    # Series.

    def series(self, number: int) -> Iterator[str]:
        series = self.chart.series[number]
        color = self.colors[self.chart.role(number)]
        yield f'<g clip-path="url(#window)" stroke="{color}" fill="none">'
        if series.name:
            yield f"<title>{escape(series.name)}</title>"
        if series.shape is Shape.BAND:
            yield from self.band(number, color)
        elif series.shape is Shape.BARS:
            yield from self.bars(number, color)
        elif series.shape is not Shape.POINTS:
            yield from self.paths(number)
        yield "</g>"
        yield f'<g stroke="{color}" fill="none">'
        if series.shape is not Shape.BAND:
            yield from (line for mark in series.marks for line in self.intervals(mark, number))
        if series.shape is Shape.POINTS:
            yield from self.points(number, color)
        yield "</g>"

    def band(self, number: int, color: str) -> Iterator[str]:
        for part in band_parts(self.chart.series[number], *self.scales):
            around = [(x, low) for x, low, _ in part] + [(x, high) for x, _, high in part[::-1]]
            yield f'<path d="{self.path(around)}Z" fill="{color}" opacity="0.2" stroke="none"/>'

    def bars(self, number: int, color: str) -> Iterator[str]:
        numbers = [n for n, each in enumerate(self.chart.series) if each.shape is Shape.BARS]
        slot = (numbers.index(number), len(numbers))
        x, y = self.scales
        ground = y.end(0.0, 0.0)
        for m, (mark, (left, right)) in enumerate(bar_sides(self.chart.series[number], x, slot)):
            low, high = sorted((ground, y.end(mark.y, ground)))
            corners = [(left, low), (left, high), (right, high), (right, low)]
            said = escape(read_out(self.chart, Spot(number, m)))
            yield f'<path d="{self.path(corners)}Z" fill="{color}"><title>{said}</title></path>'

    def paths(self, number: int) -> Iterator[str]:
        series = self.chart.series[number]
        places = [self.place(mark) for mark in series.marks]
        if series.shape is Shape.STEPS:
            found = list(steps(places, to_edge=series.to_edge))
        else:
            pairs = ((start, stop) for start, stop in pairwise(places))
            found = [[start, stop] for start, stop in pairs if start and stop]
        for path in found:
            yield f'<path d="{self.path(path)}" stroke-width="2"/>'

    def intervals(self, mark: Mark, number: int) -> Iterator[str]:
        at = self.place(mark)
        if at is None or self.chart.series[number].faint:
            return
        x, y = self.scales
        if mark.x_span:
            ends = (x.end(mark.x_span[0], 0.0), x.end(mark.x_span[1], 1.0))
            yield f'<path d="{self.path([(end, at[1]) for end in ends])}" opacity="0.6"/>'
        if mark.y_span:
            ends = (y.end(mark.y_span[0], 0.0), y.end(mark.y_span[1], 1.0))
            yield f'<path d="{self.path([(at[0], end) for end in ends])}" opacity="0.6"/>'

    def points(self, number: int, color: str) -> Iterator[str]:
        for m, mark in enumerate(self.chart.series[number].marks):
            at = self.place(mark)
            if at is not None and self.is_inside(at):
                form = sign_path(self.chart.sign(number), self.across(at[0]), self.down(at[1]))
                fill = color if form.filled else self.colors["paper"]
                said = escape(read_out(self.chart, Spot(number, m)))
                yield f'<path d={quoteattr(form.path)} fill={quoteattr(fill)} stroke-width="1.5">'
                yield f"<title>{said}</title></path>"

    def labels(self) -> Iterator[str]:
        """The labels of points, on a grid of letters that keeps them apart."""
        found = [
            (at, mark.label, series.faint)
            for series in reversed(self.chart.series)
            if series.shape is Shape.POINTS
            for mark in series.marks
            if (at := self.place(mark)) is not None and self.is_inside(at)
        ]
        size = (self.columns // _LETTER[0] + 1, self.rows // _LETTER[1] + 1)
        room = LabelRoom(*size, (self.letter_cell(at) for at, _, _ in found))
        for at, label, faint in found:
            cell = self.letter_cell(at)
            start = room.find(cell, len(label)) if label else None
            if start is not None:
                right, below = start[0] - cell[0], start[1] - cell[1]
                beside = -_LETTER[0] if right == -len(label) and not below else 0
                x = self.across(at[0]) + _LETTER[0] * right + beside
                y = self.down(at[1]) + _LETTER[1] * below + 4
                yield self.words(x, y, label, role="faint" if faint else "ink")

    def letter_cell(self, at: Place) -> tuple[int, int]:
        return int(at[0] * self.columns / _LETTER[0]), int((1 - at[1]) * self.rows / _LETTER[1])

    def legend(self) -> Iterator[str]:
        for number, x, y in self.entries:
            yield self.key(number, x + 8, y - 4)
            yield self.words(x + 20, y, self.chart.series[number].name)

    def key(self, number: int, x: float, y: float) -> str:
        shape, color = self.chart.series[number].shape, self.colors[self.chart.role(number)]
        if shape is Shape.POINTS:
            form = sign_path(self.chart.sign(number), x, y)
            fill = color if form.filled else self.colors["paper"]
            return f'<path d="{form.path}" fill="{fill}" stroke="{color}" stroke-width="1.5"/>'
        width = {Shape.BARS: 10, Shape.BAND: 10}.get(shape, 2)
        opacity = 0.2 if shape is Shape.BAND else 1
        stroke = f'stroke="{color}" stroke-width="{width}" opacity="{opacity}"'
        return f'<path d="M{x - 8:g} {y:g}h16" {stroke}/>'

    # Places.

    def place(self, mark: Mark) -> Place | None:
        x, y = self.scales
        if is_placed(mark.x, log=x.log) and is_placed(mark.y, log=y.log):
            return x.at(mark.x), y.at(mark.y)
        return None

    def is_inside(self, at: Place) -> bool:
        return 0 <= at[0] <= 1 and 0 <= at[1] <= 1

    def path(self, places: list[Place]) -> str:
        return "M" + "L".join(f"{self.across(x):g} {self.down(y):g}" for x, y in places)
