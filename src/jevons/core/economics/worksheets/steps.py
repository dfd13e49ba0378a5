"""A cell a step up or down: the next round value, the next choice, the next month."""

from __future__ import annotations

import math
from datetime import date

from jevons.core.economics.quantities import Quantity
from jevons.core.economics.worksheets.sheet import Sheet, edited
from jevons.core.economics.worksheets.worksheet import Cell

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""What a round value begins with."""

HAIR = 1e-9
SHARE_STEP = 0.01
MONTHS = 12


def stepped(sheet: Sheet, id_: str, step: int) -> Sheet:
    """The cell one step higher (1) or lower (-1); a range moves with both of its ends.

    The same sheet where there is no such step, or the cell is empty.

    Raises:
        KeyError: there is no such cell.
    """
    cell, held = sheet.worksheet.cell(id_), sheet.entries[id_].held
    text = None
    if isinstance(held, Quantity):
        low, high = (_next(held, value, step) for value in (held.low, held.high))
        text = held.with_values(min(low, high), max(low, high)).text
    elif isinstance(held, date):
        text = _month(held, step).isoformat()
    elif isinstance(held, str) and cell.choices:
        text = _choice(cell, held, step)
    return sheet if text is None else edited(sheet, id_, text)


def _next(quantity: Quantity, value: float, step: int) -> float:
    if quantity.kind.id == "share":
        moved = round(value / SHARE_STEP + step) * SHARE_STEP
        return min(max(moved, SHARE_STEP), quantity.kind.most)
    if value <= 0:
        return value
    size = 10.0 ** math.floor(math.log10(value) + HAIR)
    if step > 0:
        values = [*(one * size for one in ROUND), 10 * size]
        return next(one for one in values if one > value * (1 + HAIR))
    values = [*(one * size / 10 for one in ROUND), *(one * size for one in ROUND)]
    return next(one for one in reversed(values) if one < value * (1 - HAIR))


def _choice(cell: Cell, held: str, step: int) -> str:
    at = cell.choices.index(held) + step
    return cell.choices[min(max(0, at), len(cell.choices) - 1)]


def _month(day: date, step: int) -> date:
    months = day.year * MONTHS + day.month - 1 + step
    year, month = divmod(months, MONTHS)
    last = 28 if day.day > 28 else day.day
    return date(min(max(year, 1), 9999), month + 1, last)
