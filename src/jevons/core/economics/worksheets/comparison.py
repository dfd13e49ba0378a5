"""Two scenarios of one worksheet side by side."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.economics.worksheets.sheet import Sheet
from jevons.core.economics.worksheets.shown import figure_text


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell or a result in both: `times` is the second over the first, where both are numbers."""

    title: str
    first: str
    second: str
    times: float | None = None

    @property
    def differs(self) -> bool:
        """Whether the two read differently."""
        return self.first != self.second


def cells_compared(first: Sheet, second: Sheet) -> list[Pair]:
    """Every cell of both."""
    return [
        Pair(cell.title, first.entries[cell.id].text, second.entries[cell.id].text)
        for cell in first.worksheet.cells
    ]


def results_compared(first: Sheet, second: Sheet) -> list[Pair]:
    """Every result of both."""
    pairs = []
    for result in first.worksheet.results:
        one, other = (sheet.figures.get(result.id) for sheet in (first, second))
        times = None
        if isinstance(one, float) and isinstance(other, float) and one > 0 and other > 0:
            times = other / one
        first_text, second_text = (figure_text(result.kind, found) for found in (one, other))
        pairs.append(Pair(result.title, first_text, second_text, times))
    return pairs
