"""A list of any number of rows with a cursor; a row is made only when it comes into view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Line, Pieced

MakeRow = Callable[[int, int, bool], Line]
"""Makes the row of an index, for a width in cells, and for whether the cursor is on it."""


class RowList(Pieced, ScrollView, can_focus=False):
    """Rows, one of which has the cursor. The screen it is on has the keys."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        background: $background;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-color: $panel;
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Viewed(Message):
        """Other rows are in view, from the first to the last."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    class Chosen(Message):
        """A row was chosen with the mouse."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        empty: Sequence[Line] = (),
    ) -> None:
        super().__init__(id=id)
        self.count = 0
        self._empty = empty
        self._row: MakeRow | None = None
        self._viewed = (0, -1)

    def show(self, count: int, row: MakeRow, cursor: int | None = None) -> None:
        """Show so many rows, the cursor where it was or on a certain one."""
        self.count = count
        self._row = row
        self._resize_content()
        at = self.cursor if cursor is None else cursor
        self.set_reactive(RowList.cursor, min(max(0, at), max(0, count - 1)))
        self._reveal()
        self._tell_viewed()
        self.refresh()

    def show_empty(self, lines: Sequence[Line]) -> None:
        """What stands where there are no rows."""
        self._empty = lines
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by so many rows."""
        if self.count:
            self.cursor = min(max(0, self.cursor + step), self.count - 1)

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.scrollable_content_region.height)

    @property
    def in_view(self) -> tuple[int, int]:
        """The first and the last row in view; the last is before the first where none is."""
        first = self.scroll_offset.y
        return first, min(first + self.page, self.count) - 1

    def refresh_row(self, index: int) -> None:
        """Draw a row again."""
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def refresh_rows(self, indices: Iterable[int]) -> None:
        """Draw some rows again."""
        first, last = self.in_view
        for index in indices:
            if first <= index <= last:
                self.refresh_row(index)

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two rows that changed."""
        self.refresh_row(old)
        self.refresh_row(new)
        self._reveal()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        self._tell_viewed()

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in view in another size."""
        self._resize_content()
        self._reveal()
        self._tell_viewed()

    def on_click(self, event: Click) -> None:
        """Go to the row that is clicked; choose the one that has the cursor."""
        index = event.y + self.scroll_offset.y
        if index < self.count:
            if index == self.cursor:
                self.post_message(self.Chosen())
            self.cursor = index

    def _resize_content(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, self.count))

    def _reveal(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, immediate=True)

    def _tell_viewed(self) -> None:
        viewed = self.in_view
        if viewed != self._viewed and self.size.height:
            self._viewed = viewed
            self.post_message(self.Viewed(*viewed))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if self._row is not None and index < self.count:
            cursor = index == self.cursor
            return self.drawn(self._row(index, width, cursor), width, cursor=cursor)
        if not self.count and y < len(self._empty):
            return self.drawn(self._empty[y], width)
        return self.drawn((Piece(""),), width)
