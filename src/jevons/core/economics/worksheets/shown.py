"""Cells and results in words."""

from __future__ import annotations

from jevons.core.economics.amounts import UNKNOWN, amount, interval
from jevons.core.economics.uncertainty import Interval
from jevons.core.economics.worksheets.sheet import Entry
from jevons.core.economics.worksheets.worksheet import TEXT

CONFIDENCE_WORDS = {
    "A": "a primary source read, or recomputed from one",
    "B": "a secondary source read",
    "C": "recalled, consistent with a check",
    "D": "recalled, unchecked",
    "": "nobody has said how well it is known",
}


def figure_text(kind: str, figure: float | str | None) -> str:
    """A result with its unit; words as they are."""
    if isinstance(figure, str):
        return figure
    return UNKNOWN if figure is None or kind == TEXT else amount(kind, figure)


def interval_text(kind: str, found: Interval) -> str:
    """Where nine of ten draws lie."""
    return interval(kind, found.low, found.high)


def origin_text(entry: Entry) -> str:
    """Where a cell's content comes from, and how well it is known: `A: the report`."""
    return f"{entry.confidence}: {entry.source}" if entry.confidence else entry.source
