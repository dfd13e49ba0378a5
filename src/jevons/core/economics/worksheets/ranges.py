"""What ranges in cells do to the results: intervals over draws, and what drives a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jevons.core.economics.quantities import Quantity
from jevons.core.economics.uncertainty import (
    DRAWS,
    Outcome,
    TornadoBar,
    propagate,
    tornado,
)
from jevons.core.economics.worksheets.drawn import range_of
from jevons.core.economics.worksheets.sheet import Sheet
from jevons.core.economics.worksheets.worksheet import Figures


def intervals(sheet: Sheet, draws: int = DRAWS, seed: int = 0) -> Outcome:
    """Where nine of ten draws of each result lie that a range moves.

    Raises:
        ProblemError: BAD_INPUT: every draw is impossible.
    """
    moved = set(sheet.ranges)
    outputs = [
        result.id
        for result in sheet.worksheet.results
        if moved & set(result.inputs) and isinstance(sheet.figures.get(result.id), float)
    ]
    return propagate(_function(sheet), _inputs(sheet), outputs, draws=draws, seed=seed)


def drivers(sheet: Sheet, result: str) -> tuple[TornadoBar, ...]:
    """What each range does to a result alone, the widest swing first; nothing to words."""
    if not isinstance(sheet.figures.get(result), float):
        return ()
    return tornado(_function(sheet), _inputs(sheet), result)


def _inputs(sheet: Sheet) -> Mapping[str, Any]:
    """The values of all cells, ranges among them."""
    return {
        id_: range_of(entry.held) if isinstance(entry.held, Quantity) and entry.held.is_range
        else entry.value
        for id_, entry in sheet.entries.items()
    }  # fmt: skip


def _function(sheet: Sheet) -> Callable[..., Figures]:
    figures = sheet.worksheet.figures
    return lambda **values: figures(values)
