"""A worksheet that is filled in: what stands in each cell, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Protocol

from jevons.core.economics.quantities import Quantity, read_date, read_quantity
from jevons.core.economics.worksheets.drawn import range_of
from jevons.core.economics.worksheets.worksheet import (
    CHOICE,
    DATE,
    Cell,
    Figures,
    Value,
    Values,
    Worksheet,
)
from jevons.core.problems import ProblemError, ProblemKind

MOST_NAMES = 6
"""Choices that a message lists."""

OWN = "your own"
"""The source of what was typed."""

CONFIDENCES = "ABCD"
"""How well a figure is known, the best first; a typed one is no better than its author says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a cell.

    `text` is as it was typed; `held` the last content that made sense, `message` why the
    text does not, "" where it does. `source` and `confidence` are those of `held`.
    """

    text: str
    held: Quantity | Value
    source: str
    confidence: str
    message: str = ""

    @property
    def value(self) -> Value:
        """The value for the worksheet's function: of a range its middle, on its scale."""
        if isinstance(self.held, Quantity):
            return range_of(self.held).central if self.held.is_range else self.held.low
        return self.held

    @property
    def is_range(self) -> bool:
        """Whether it is a range."""
        return isinstance(self.held, Quantity) and self.held.is_range


class Filled(Protocol):
    """What a cell is to hold, and where that comes from."""

    @property
    def text(self) -> str:
        """As it would be typed."""

    @property
    def source(self) -> str:
        """Where it comes from, "" for the user."""

    @property
    def confidence(self) -> str:
        """How well it is known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet filled in.

    `figures` are the last that could be computed; `trouble` says why those of the present
    cells cannot, "" where they are.
    """

    worksheet: Worksheet
    entries: Mapping[str, Entry]
    figures: Figures = field(default_factory=dict)
    trouble: str = ""
    title: str = ""

    @property
    def values(self) -> Values:
        """What the function takes."""
        return {id_: entry.value for id_, entry in self.entries.items()}

    @property
    def ranges(self) -> tuple[str, ...]:
        """The cells that hold a range."""
        return tuple(id_ for id_, entry in self.entries.items() if entry.is_range)

    def confidence_of(self, result: str) -> str:
        """How well a result is known: as well as the worst known of what it comes from."""
        part = self.worksheet.result(result)
        known = [part.confidence, *(self.entries[id_].confidence for id_ in part.inputs)]
        return max((one for one in known if one), key=CONFIDENCES.index, default="")


def new_sheet(worksheet: Worksheet) -> Sheet:
    """The worksheet with its defaults."""
    entries = {
        cell.id: Entry(cell.default, read_cell(cell, cell.default), cell.source, cell.confidence)
        for cell in worksheet.cells
    }
    return computed(Sheet(worksheet, entries))


def read_cell(cell: Cell, text: str) -> Quantity | Value:
    """What a text stands for in a cell.

    Raises:
        ProblemError: BAD_INPUT: nothing that fits there; the message says why and what would.
    """
    written = text.strip()
    if not written and cell.optional:
        return None
    if cell.kind == DATE:
        return read_date(written)
    if cell.kind == CHOICE:
        return _choice(cell, written)
    return read_quantity(cell.kind, written)


def _choice(cell: Cell, written: str) -> str:
    folded = {choice.casefold(): choice for choice in cell.choices}
    if written.casefold() in folded:
        return folded[written.casefold()]
    starting = [choice for choice in cell.choices if written and choice.startswith(written.lower())]
    if len(starting) == 1:
        return starting[0]
    near = starting or get_close_matches(written.lower(), cell.choices, MOST_NAMES, 0.4)
    names = ", ".join((near or list(cell.choices))[:MOST_NAMES])
    more = ", …" if len(near or cell.choices) > MOST_NAMES else ""
    raise ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"there is no {written[:40]!r} here" if written else "nothing is chosen",
        remedy=f"choose {names}{more}",
    )


def edited(sheet: Sheet, id_: str, text: str, source: str = OWN, confidence: str = "") -> Sheet:
    """Write a text in a cell; what does not fit leaves a message there and all figures as they are.

    Raises:
        KeyError: there is no such cell.
    """
    return computed(_written(sheet, id_, text, source, confidence))


def _written(sheet: Sheet, id_: str, text: str, source: str, confidence: str) -> Sheet:
    cell, before = sheet.worksheet.cell(id_), sheet.entries[id_]
    try:
        held = read_cell(cell, text)
    except ProblemError as error:
        entry = replace(before, text=text, message=str(error))
        return replace(sheet, entries={**sheet.entries, id_: entry})
    if isinstance(held, Quantity) and isinstance(before.held, Quantity):
        held = held.styled_as(before.held)
    shown = held if isinstance(held, str) else text.strip()
    if isinstance(held, Quantity):
        shown = held.text
    if held == read_cell(cell, cell.default) and source == OWN:
        source, confidence = cell.source, cell.confidence
    elif source == OWN and cell.origin is not None and isinstance(held, str):
        source, confidence = cell.origin(held)
    return replace(sheet, entries={**sheet.entries, id_: Entry(shown, held, source, confidence)})


def filled(sheet: Sheet, title: str, fillings: Mapping[str, Filled]) -> Sheet:
    """The sheet with a title and several cells written, each with its source.

    Raises:
        KeyError: there is no such cell.
    """
    for id_, given in fillings.items():
        source = given.source or OWN
        sheet = _written(sheet, id_, given.text, source, given.confidence)
    return computed(replace(sheet, title=title))


def reset(sheet: Sheet, id_: str) -> Sheet:
    """Put a cell's default back."""
    cell = sheet.worksheet.cell(id_)
    return edited(sheet, id_, cell.default, cell.source, cell.confidence)


def computed(sheet: Sheet) -> Sheet:
    """The sheet with its figures computed anew; the last ones stay where that is impossible."""
    try:
        figures = sheet.worksheet.figures(sheet.values)
    except ProblemError as error:
        return replace(sheet, trouble=str(error))
    return replace(sheet, figures=figures, trouble="")
