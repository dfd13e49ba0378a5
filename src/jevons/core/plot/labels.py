"""Where the labels of points go: beside them, and not over one another."""

from __future__ import annotations

from collections.abc import Iterable

from jevons.core.plot.raster import Cell


class LabelRoom:
    """The cells of a chart that points and labels have taken."""

    def __init__(self, columns: int, rows: int, taken: Iterable[Cell]) -> None:
        self.columns = columns
        self.rows = rows
        self._taken = set(taken)

    def find(self, point: Cell, width: int) -> Cell | None:
        """Take the cell that a label begins in, nearest to its point; `None` without room."""
        column, row = point
        right, left, middle = column + 1, column - width, column - width // 2
        for start in (
            (right, row), (left, row), (right, row - 1), (right, row + 1),
            (left, row - 1), (left, row + 1), (middle, row - 1), (middle, row + 1),
        ):  # fmt: skip
            cells = {(start[0] + n, start[1]) for n in range(width)}
            if self._is_inside(start, width) and not cells & self._taken:
                self._taken |= cells
                return start
        return None

    def _is_inside(self, start: Cell, width: int) -> bool:
        return 0 <= start[0] <= self.columns - width and 0 <= start[1] < self.rows
