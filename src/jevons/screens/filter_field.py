"""A line in which the words of a filter are typed."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from jevons.widgets.keys import bindings


class FilterField(Input):
    """Hidden until it is asked for; what is typed takes effect at once."""

    scope = "filter"
    BINDINGS = bindings("filter")
    DEFAULT_CSS = """
    FilterField {
        display: none;
        border: none;
        height: 1;
        padding: 0 1;
        background: $panel;
    }
    """

    class Typed(Message):
        """Other words are looked for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(
            id="filter", placeholder="words to look for", compact=True, select_on_focus=False
        )
        self.cursor_blink = False

    def open(self) -> None:
        """Show the field and write in it."""
        self.display = True
        self.screen.set_focus(self)

    def fill(self, text: str) -> None:
        """Hold the words of an earlier start."""
        self.value = text
        self.display = bool(text.strip())

    def keep(self) -> None:
        """Leave the field; it stays where words are in it."""
        self.display = bool(self.value.strip())
        self.screen.set_focus(None)

    def drop(self) -> None:
        """Empty and hide the field."""
        self.value = ""
        self.keep()

    def watch_value(self, value: str) -> None:
        """Have the words looked for."""
        self.post_message(self.Typed(value))
