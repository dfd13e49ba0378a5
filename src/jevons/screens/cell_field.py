"""A line in which a cell is written, in its place."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from jevons.widgets.keys import bindings


class CellField(Input):
    """Hidden until it is opened over a cell; what is typed is told at once."""

    scope = "cell"
    BINDINGS = bindings("cell")
    DEFAULT_CSS = """
    CellField {
        display: none;
        position: absolute;
        border: none;
        height: 1;
        padding: 0;
        background: $panel;
        color: $foreground;
    }
    """

    class Typed(Message):
        """The text is another."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="field", compact=True, select_on_focus=False)
        self.cursor_blink = False

    def open(self, text: str, column: int, row: int, width: int) -> None:
        """Write over so many cells at a place in the pane around it."""
        self.place(column, row)
        self.styles.width = width
        with self.prevent(Input.Changed):
            self.value = text
        self.select_all()
        self.display = True
        self.screen.set_focus(self)

    def place(self, column: int, row: int) -> None:
        """Follow the cell to another place."""
        self.styles.offset = (column, row)

    def close(self) -> None:
        """Leave the field."""
        self.display = False
        self.screen.set_focus(None)

    def watch_value(self, value: str) -> None:
        """Tell it."""
        if self.display and self.has_focus:
            self.post_message(self.Typed(value))
