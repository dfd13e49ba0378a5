"""The chart of a worksheet: how the picked result moves with the picked cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jevons.core.economics.amounts import amount
from jevons.core.economics.quantities import Quantity
from jevons.core.economics.worksheets.sheet import Sheet
from jevons.core.economics.worksheets.worksheet import Cell, Result, Value
from jevons.core.plot.chart import Axis, Chart, Mark, Series, Shape, Unit
from jevons.core.problems import ProblemError
from jevons.core.visible_text import one_line

POINTS = 33
AROUND = 8.0
"""How many times more, and less, than it is a cell is varied."""

LONGEST_NAME = 30
LEAST_SHARE = 0.05
DECADE = 10.0

_UNITS = {
    "money": Unit.USD,
    "usd_per_hour": Unit.USD,
    "usd_per_mtok": Unit.USD,
    "usd_per_kwh": Unit.USD,
    "usd_per_kw_month": Unit.USD,
    "share": Unit.SHARE,
    "tokens": Unit.TOKENS,
    "time": Unit.SECONDS,
}


def sweep(sheet: Sheet, cell: Cell, result: Result, other: Sheet | None = None) -> Chart | None:
    """How a result moves with a cell, all else as it is; `None` where the cell is no number.

    The sheet as it is is marked; `other`, of the same worksheet, is drawn as well.
    """
    held = sheet.entries[cell.id].held
    if not isinstance(held, Quantity) or held.middle <= 0:
        return None
    values = _values(held)
    name = one_line(sheet.title, LONGEST_NAME) or "now"
    series = [Series(name, _marks(sheet, cell, result, values), Shape.LINE, color=1)]
    if other is not None:
        line = _marks(other, cell, result, values)
        marked = one_line(other.title, LONGEST_NAME) or "marked"
        series.append(Series(marked, line, Shape.LINE, color=2))
    here = sheet.entries[cell.id].value
    if isinstance(here, float):
        series.append(Series("", _marks(sheet, cell, result, [here]), color=1))
    heights = [mark.y for one in series for mark in one.marks]
    if not heights:
        return None
    wide = min(heights) > 0 and max(heights) >= DECADE * min(heights)
    return Chart(
        f"{result.title} against {cell.title}",
        Axis(_axis(cell.title, cell.kind), _UNITS.get(cell.kind, Unit.NUMBER), _is_log(values)),
        Axis(_axis(result.title, result.kind), _UNITS.get(result.kind, Unit.NUMBER), wide),
        tuple(series),
    )


def _axis(title: str, kind: str) -> str:
    """A title, with the unit that the values are in where the axis does not write it."""
    unit = {
        "gpu_hours": "GPU-h",
        "power": "W",
        "energy": "Wh",
        "memory": "B",
        "token_rate": "tok/s",
    }
    return f"{title} ({unit[kind]})" if kind in unit else title


def _values(held: Quantity) -> list[float]:
    if held.kind.id == "share":
        step = (1 - LEAST_SHARE) / (POINTS - 1)
        return [LEAST_SHARE + step * n for n in range(POINTS)]
    return [held.middle * AROUND ** (2 * n / (POINTS - 1) - 1) for n in range(POINTS)]


def _is_log(values: Sequence[float]) -> bool:
    return values[-1] >= 2 * DECADE * values[0] * (1 + 1e-9) and values[-1] > 1


def _marks(sheet: Sheet, cell: Cell, result: Result, values: Sequence[float]) -> tuple[Mark, ...]:
    marks = []
    for value in values:
        empty = dict.fromkeys(sheet.worksheet.curve.without.get(cell.id, ()))
        figure = figure_at(sheet, {**empty, cell.id: value}, result.id)
        if figure is not None:
            name = f"{amount(cell.kind, value)}: {amount(result.kind, figure)}"
            marks.append(Mark(value, figure, name))
    return tuple(marks)


def figure_at(sheet: Sheet, others: Mapping[str, Value], result: str) -> float | None:
    """A result where some cells hold something else; `None` where it has none."""
    try:
        figure = sheet.worksheet.figures({**sheet.values, **others}).get(result)
    except ProblemError:
        return None
    return figure if isinstance(figure, float) else None
