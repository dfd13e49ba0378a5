"""A list of lines with a cursor, cheap to move in: two lines are drawn for a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jevons.core.visible_text import one_line


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it stands for, its text, and a short note at its right end."""

    key: str
    text: str
    note: str = ""


class LineList(ScrollView, can_focus=True):
    """Rows, one of which is highlighted."""

    COMPONENT_CLASSES = {"line-list--cursor", "line-list--note"}
    DEFAULT_CSS = """
    LineList {
        background: $surface;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-color: $panel;
        .line-list--cursor { background: $primary; color: $block-cursor-foreground; }
        .line-list--note { color: $meter; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Highlighted(Message):
        """The cursor moved to a row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Chosen(Message):
        """A row was chosen."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None, empty: str = "") -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self.empty = empty

    @property
    def current(self) -> Row | None:
        """The highlighted row."""
        return self._rows[self.cursor] if self._rows else None

    def show(self, rows: Sequence[Row], key: str | None = None) -> None:
        """Show these rows, with the cursor on the one of `key` or where it was."""
        self._rows = tuple(rows)
        keys = [row.key for row in self._rows]
        at = keys.index(key) if key in keys else min(self.cursor, max(0, len(keys) - 1))
        self.virtual_size = Size(self.size.width, max(1, len(self._rows)))
        self.set_reactive(LineList.cursor, at)
        self._reveal()
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by `step` rows."""
        if self._rows:
            self.cursor = min(max(0, self.cursor + step), len(self._rows) - 1)

    def choose(self) -> None:
        """Choose the highlighted row."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two rows that changed."""
        self.refresh_lines(old)
        self.refresh_lines(new)
        self._reveal()
        if self.current is not None:
            self.post_message(self.Highlighted(self.current))

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Draw some rows again."""
        self.refresh(Region(0, y_start - self.scroll_offset.y, self.size.width, line_count))

    def on_click(self, event: Click) -> None:
        """Choose what is clicked."""
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._rows):
            self.cursor = index
            self.choose()

    def _reveal(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if not self._rows and index == 0:
            note = base + self.get_component_rich_style("line-list--note", partial=True)
            return Strip([Segment(set_cell_size(f" {self.empty}", width), note)])
        if index >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[index]
        style = base
        note = base + self.get_component_rich_style("line-list--note", partial=True)
        if index == self.cursor:
            style = note = base + self.get_component_rich_style("line-list--cursor", partial=True)
        room = width - cell_len(row.note) - 3
        text = set_cell_size(one_line(row.text, 400), max(0, room))
        sign = ">" if index == self.cursor else " "
        segments = [Segment(f"{sign}{text} ", style), Segment(f"{row.note} ", note)]
        return Strip(segments).adjust_cell_length(width, style)
