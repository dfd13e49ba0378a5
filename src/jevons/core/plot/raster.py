"""A grid of cells to draw on, and finer grids of half cells and of dots that lie on it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from jevons.core.plot.glyphs import DOTS, DOWN, LEFT, RIGHT, UP, Glyphs

Cell = tuple[int, int]
"""A column and a row, from the upper left."""


class Run(NamedTuple):
    """Characters of one row that are drawn alike: in the colour of a role, `picked` or not."""

    text: str
    role: str = ""
    picked: bool = False


Row = tuple[Run, ...]


class Raster:
    """Cells, each with a character and a role; what is put last is seen."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self._cells: list[list[tuple[str, str, bool]]] = [
            [(" ", "", False)] * columns for _ in range(rows)
        ]

    def put(self, cell: Cell, text: str, role: str, *, picked: bool = False) -> None:
        """Write a text that begins in a cell; what is outside is left out."""
        column, row = cell
        if not 0 <= row < self.rows:
            return
        line = self._cells[row]
        for n, character in enumerate(text, column):
            if 0 <= n < self.columns:
                line[n] = (character, role, picked)

    def lines(self) -> tuple[Row, ...]:
        """The rows, neighbours that are drawn alike in one run."""
        return tuple(
            tuple(
                Run("".join(character for character, _, _ in alike), role, picked)
                for (role, picked), alike in groupby(line, key=lambda cell: cell[1:])
            )
            for line in self._cells
        )


class Window:
    """The part of a raster that values are drawn in; places in it are shares of its size.

    The ends of a scale lie in the middle of the first and the last cell.
    """

    def __init__(self, raster: Raster, start: Cell, columns: int, rows: int) -> None:
        self.raster = raster
        self.start = start
        self.columns = columns
        self.rows = rows

    def across(self, at: float, parts: int = 1) -> int:
        """The column of a place, or its half, its dot: so many parts of a column."""
        return int((at * (self.columns - 1) + 0.5) * parts)

    def down(self, at: float, parts: int = 1) -> int:
        """The row of a place, from the top."""
        return int(((1 - at) * (self.rows - 1) + 0.5) * parts)

    def put(self, cell: Cell, text: str, role: str, *, picked: bool = False) -> None:
        """Write a text that begins in a cell of the window, as far as that goes."""
        column, row = cell
        if 0 <= row < self.rows and column >= 0:
            at = (self.start[0] + column, self.start[1] + row)
            self.raster.put(at, text[: max(self.columns - column, 0)], role, picked=picked)


class Strokes:
    """Lines along the axes, in steps of half a cell."""

    def __init__(self) -> None:
        self._arms: dict[Cell, int] = {}

    def across(self, row: int, halves: tuple[int, int]) -> None:
        """A line in a row from one half of a column to another."""
        for half in range(min(halves), max(halves) + 1):
            self._add((half // 2, row), RIGHT if half % 2 else LEFT)

    def down(self, column: int, halves: tuple[int, int]) -> None:
        """A line in a column from one half of a row to another."""
        for half in range(min(halves), max(halves) + 1):
            self._add((column, half // 2), DOWN if half % 2 else UP)

    def _add(self, cell: Cell, arm: int) -> None:
        self._arms[cell] = self._arms.get(cell, 0) | arm

    def put_on(self, window: Window, characters: str, role: str) -> None:
        """Draw them."""
        for cell, arms in self._arms.items():
            window.put(cell, characters[arms], role)


class Dots:
    """Lines of any direction, in dots: two by four of them in a cell."""

    def __init__(self) -> None:
        self._bits: dict[Cell, int] = {}

    def line(self, start: Cell, stop: Cell) -> None:
        """The dots from one to another."""
        steps = max(abs(stop[0] - start[0]), abs(stop[1] - start[1]), 1)
        for n in range(steps + 1):
            column = start[0] + round((stop[0] - start[0]) * n / steps)
            row = start[1] + round((stop[1] - start[1]) * n / steps)
            cell = (column // 2, row // 4)
            self._bits[cell] = self._bits.get(cell, 0) | DOTS[row % 4][column % 2]

    def put_on(self, window: Window, glyphs: Glyphs, role: str) -> None:
        """Draw them."""
        for cell, bits in self._bits.items():
            window.put(cell, glyphs.dots(bits), role)


def as_text(rows: Iterable[Row]) -> str:
    """Rows as plain text, without blanks at their ends."""
    return "\n".join("".join(run.text for run in row).rstrip() for row in rows)
