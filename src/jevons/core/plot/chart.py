"""What a chart shows: plain values, and nothing of how they are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Span = tuple[float, float]
"""The low and the high end of an interval; either may be infinite."""


class Unit(StrEnum):
    """What the numbers of an axis are, which says how they are written."""

    NUMBER = "number"
    """`0.25`, `800`, `12 k`."""
    PLAIN = "plain"
    """As they are: years, steps."""
    SHARE = "share"
    """A share of 1, written in percent."""
    USD = "usd"
    TOKENS = "tokens"
    SECONDS = "seconds"


class Shape(StrEnum):
    """How a series is drawn."""

    POINTS = "points"
    LINE = "line"
    """A line from mark to mark; a mark without a place interrupts it."""
    STEPS = "steps"
    """A staircase: each mark holds until the next one."""
    BARS = "bars"
    """A bar from 0 to each mark; series of bars stand side by side."""
    BAND = "band"
    """The room between the ends of the marks' vertical intervals, shaded."""


class Sign(StrEnum):
    """The sign of a point. The full and the open one of a shape go together."""

    DISC = "disc"
    RING = "ring"
    SQUARE = "square"
    BOX = "box"
    TRIANGLE = "triangle"
    OPEN_TRIANGLE = "open triangle"
    DIAMOND = "diamond"
    OPEN_DIAMOND = "open diamond"
    DOWN_TRIANGLE = "down triangle"
    OPEN_DOWN_TRIANGLE = "open down triangle"
    LEFT_TRIANGLE = "left triangle"
    OPEN_LEFT_TRIANGLE = "open left triangle"
    CROSS = "cross"
    PLUS = "plus"


SIGNS = (Sign.DISC, Sign.SQUARE, Sign.TRIANGLE, Sign.DIAMOND, Sign.CROSS, Sign.PLUS)
"""The signs of the first series, the second ..., where they name none themselves."""

COLORS = 6
"""How many colours there are for series: the roles `series-1` to `series-6`."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of the chart.

    `low` and `high` fix its ends, which otherwise are found from the values. With `names` it
    has one place for each of them, at 0, 1, 2 ...
    """

    title: str = ""
    unit: Unit = Unit.NUMBER
    log: bool = False
    low: float | None = None
    high: float | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A value, with its intervals where it has any.

    `name` says in words what it is; `label`, a letter or two, stands beside it. One that is
    no number, is infinite, or is not positive on a log axis has no place and is left out.
    """

    x: float
    y: float
    name: str = ""
    label: str = ""
    x_span: Span | None = None
    y_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Marks that belong together, by the name that the legend gives them ("": none there).

    `color` is from 1 to `COLORS`, 0 is the next free one. A `faint` series stays behind the
    others: without a colour of its own, and with the intervals of the picked mark alone.
    Steps `to_edge` hold until the end of the chart. The cursor goes to the marks of
    a series that `can_pick`.
    """

    name: str
    marks: tuple[Mark, ...]
    shape: Shape = Shape.POINTS
    color: int = 0
    sign: Sign | None = None
    faint: bool = False
    to_edge: bool = False
    can_pick: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the whole chart, at a value of the y axis; `upright`, of the x axis."""

    at: float
    label: str = ""
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn in the order of its series: the last one is on top."""

    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    rules: tuple[Rule, ...] = ()

    def sign(self, number: int) -> Sign:
        """The sign of a series."""
        return self.series[number].sign or SIGNS[number % len(SIGNS)]

    def role(self, number: int) -> str:
        """The name of a series' colour."""
        series = self.series[number]
        if series.faint:
            return "faint"
        return f"series-{series.color or number % COLORS + 1}"

    def mark(self, spot: Spot) -> Mark:
        """The mark at a spot."""
        return self.series[spot.series].marks[spot.mark]


class Spot(NamedTuple):
    """A mark, by the numbers of its series and of itself therein."""

    series: int
    mark: int


def is_placed(value: float, *, log: bool) -> bool:
    """Whether a value has a place on an axis."""
    return math.isfinite(value) and (value > 0 or not log)
