"""Tables in plain text and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jevons.commands.columns import columns
from jevons.core.state.frontier_tables import Table
from jevons.core.visible_text import one_line

LONGEST_CELL = 120


def table_lines(table: Table) -> Iterator[str]:
    """The title, aligned columns under their headings, and the notes."""
    yield one_line(table.title, 300)
    rows = [[one_line(cell, LONGEST_CELL) for cell in row] for row in table.rows]
    yield from columns([table.headings, *rows])
    yield from (one_line(note, 600) for note in table.notes)


def markdown_lines(table: Table) -> Iterator[str]:
    """The table under a heading, as GitHub and most others read it."""
    yield f"## {markdown_text(table.title)}"
    yield ""
    yield _markdown_row(table.headings)
    yield _markdown_row(["---"] * len(table.headings))
    yield from map(_markdown_row, table.rows)
    for note in table.notes:
        yield ""
        yield markdown_text(note)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(markdown_text, cells))} |"


def markdown_text(text: str) -> str:
    """Text that ends no cell and begins no markup."""
    return "".join(f"\\{c}" if c in "|`<[*_" else c for c in one_line(text, 600))
