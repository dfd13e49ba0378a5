"""A pane of lines, one of which may have the cursor; as high as the room it gets."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Region
from textual.strip import Strip

from jevons.widgets.pieces import Line, Pieced


class LinePane(Pieced):
    """Lines as they are given; only those that changed are drawn again."""

    DEFAULT_CSS = """
    LinePane { height: 1fr; background: $background; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()
        self._cursor: int | None = None

    def show(self, lines: Iterable[Line], cursor: int | None = None) -> None:
        """Show these lines, the cursor on one of them or on none."""
        before, at = self._lines, self._cursor
        self._lines, self._cursor = tuple(lines), cursor
        for y in range(max(len(before), len(self._lines))):
            moved = at != cursor and y in {at, cursor}
            if moved or before[y : y + 1] != self._lines[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = self._lines[y] if y < len(self._lines) else ()
        return self.drawn(line, self.size.width, cursor=y == self._cursor)
