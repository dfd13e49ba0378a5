"""The picture that an app wants on the terminal, read from the frames that the toolkit writes.

A frame is text, cursor positions (CUP), colours (SGR) and hyperlinks (OSC 8). Whatever
holds anything else is no frame.
"""

from __future__ import annotations

import re

from jevons.terminal.cells import PLAIN, Cell, Style, StyledCells, leading_marks, style_of

Row = list[Cell | None]
"""The cells of a line; `None` where nobody knows what stands there."""

_TOKENS = re.compile(
    r"\x1b\[(\d*)(?:;(\d*))?H"
    r"|\x1b\[([\d;]*)m"
    r"|\x1b\]8;([^;\x00-\x1f\x7f]*;[^\x00-\x1f\x7f]*)(?:\x1b\\|\x07)"
    r"|([^\x00-\x1f\x7f-\x9f]++)"
    r"|(\n)"
)
_STYLE, _LINK, _TEXT, _NEWLINE = 3, 4, 5, 6
"""Groups of the tokens; the two before are row and column of a move."""

_FRAME = re.compile(
    r"\x1b\[[\d;]*H"
    r"(?>\x1b\[[\d;]*[Hm]|\x1b\]8;[^;\x00-\x1f\x7f]*;[^\x00-\x1f\x7f]*(?:\x1b\\|\x07)"
    r"|[^\x00-\x1f\x7f-\x9f]++|\n)*+"
)
_SGR = re.compile(r"\x1b\[([\d;]*)m")
_MOST_STYLES = 2048


def is_frame(data: str) -> bool:
    """Whether it draws and does nothing else."""
    if _FRAME.fullmatch(data) is None:
        return False
    return all(style_of(parameters) is not None for parameters in set(_SGR.findall(data)))


class Picture:
    """A grid of cells that frames are drawn on, and the place of the cursor (column, row)."""

    def __init__(self, width: int, height: int, encoding: str = "utf-8") -> None:
        self.width = width
        self.height = height
        self.rows: list[Row] = [[None] * width for _ in range(height)]
        self.cursor = (0, 0)
        self._encoding = encoding
        self._styles: dict[Style, StyledCells] = {}

    def resize(self, width: int, height: int) -> None:
        """Cut it, or add to it what is not known."""
        more: Row = [None] * max(0, width - self.width)
        rows = [row[:width] + more for row in self.rows[:height]]
        self.rows = rows + [[None] * width for _ in range(height - len(rows))]
        self.width, self.height = width, height

    def draw(self, frame: str) -> set[int]:
        """Draw a frame (see `is_frame`); the rows that it touched."""
        x = y = 0
        style, cells = PLAIN, self._cells(PLAIN)
        touched: set[int] = set()
        for token in _TOKENS.finditer(frame):
            kind = token.lastindex
            if kind == _TEXT:
                if 0 <= y < self.height:
                    x = self._put(self.rows[y], x, token[_TEXT], cells)
                    touched.add(y)
            elif kind == _STYLE:
                style = (style_of(token[_STYLE] or "") or PLAIN)._replace(link=style.link)
                cells = self._cells(style)
            elif kind == _LINK:
                link = token[_LINK]
                style = style._replace(link="" if link.endswith(";") else link)
                cells = self._cells(style)
            elif kind == _NEWLINE:
                x, y = 0, y + 1
            else:
                x, y = int(token[2] or 1) - 1, int(token[1] or 1) - 1
        self.cursor = (min(x, self.width - 1), min(y, self.height - 1))
        return touched

    def _put(self, row: Row, x: int, text: str, cells: StyledCells) -> int:
        """Write text into a row; the column after it."""
        marks = leading_marks(text)
        if marks and 0 < x <= self.width:
            self._join(row, x - 1, marks)
        new = cells.spread(text)
        end, room = x + len(new), max(0, self.width - x)
        if room < len(new):
            half = _is_second_half(new[room])
            new = new[: room - half] + [cells[" "]] * (half and room > 0)
        if not new:
            return end
        last = x + len(new)
        _break_wide(row, x)
        _break_wide(row, last)
        row[x:last] = new
        return end

    def _join(self, row: Row, x: int, marks: str) -> None:
        """Put signs of no width onto what stands before them."""
        while x > 0 and _is_second_half(row[x]):
            x -= 1
        cell = row[x]
        if cell is not None:
            row[x] = (cell[0] + marks, cell[1])

    def _cells(self, style: Style) -> StyledCells:
        cells = self._styles.get(style)
        if cells is None:
            if len(self._styles) >= _MOST_STYLES:
                self._styles.clear()
            cells = self._styles[style] = StyledCells(style, self._encoding)
        return cells


def _is_second_half(cell: Cell | None) -> bool:
    return cell is not None and not cell[0]


def _break_wide(row: Row, x: int) -> None:
    """Leave blanks where the two halves of a sign stand that a change at `x` would part."""
    if 0 < x < len(row) and _is_second_half(row[x]):
        for half in (x - 1, x):
            cell = row[half]
            row[half] = (" ", Style(background=cell[1].background if cell else ""))
