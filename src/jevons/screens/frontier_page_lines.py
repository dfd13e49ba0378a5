"""The text of a page beside the frontier as lines: its table, then its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.state.frontier_pages import PageContents
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import wrap_line
from jevons.widgets.pieces import Line, padded

LONGEST = 60
"""Characters of a cell."""

GAP = 2


def page_lines(contents: PageContents, width: int) -> list[Line]:
    """The tables with their headings and notes, and what else is said."""
    lines: list[Line] = []
    for table in contents.tables:
        rows = [[one_line(cell, LONGEST) for cell in row] for row in (table.headings, *table.rows)]
        widths = _widths(rows, width - 1)
        headings, *others = (_row(row, widths) for row in rows)
        lines += [[Piece(f" {table.title}", "strong")], [Piece(headings, "weak")]]
        lines += [*([Piece(row)] for row in others), [], *_sentences(table.notes, width)]
    return [*lines, *_sentences(contents.notes, width)]


def _sentences(notes: Sequence[str], width: int) -> list[Line]:
    lines: list[Line] = []
    for note in notes:
        lines += [[Piece(f" {line}")] for line in wrap_line(one_line(note, 600), width - 2)]
        lines.append([])
    return lines


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The widths of the columns; the first gives way where there is no room for all."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    over = sum(widths) + GAP * (len(widths) - 1) - room
    return [max(widths[0] - max(over, 0), 6), *widths[1:]]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        padded(cell, width, right=n > 0)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return " " + (" " * GAP).join((first, *others))
