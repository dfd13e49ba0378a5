"""A modal that asks for one line of text."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from jevons.widgets.keys import bindings_over_dialogs


class LinePrompt(ModalScreen[str | None]):
    """Gives the text, `None` when left."""

    DEFAULT_CSS = """
    LinePrompt {
        align: center middle;
        background: $background 60%;
        #box {
            width: 64;
            max-width: 95%;
            height: auto;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
        }
        #text { border: none; height: 1; padding: 0 1; background: $panel; }
        #hint { height: 1; padding: 0 1; color: $meter; }
    }
    """
    BINDINGS = [
        *bindings_over_dialogs(),
        Binding("escape,ctrl+c", "dismiss(None)", "Cancel", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The field, and what the keys do."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            yield Input(self._text, id="text", compact=True, select_on_focus=False)
            yield Static("enter keep   esc cancel", id="hint", markup=False)

    def on_mount(self) -> None:
        """Keep the cursor still."""
        self.query_one("#text", Input).cursor_blink = False

    @on(Input.Submitted)
    def keep(self, event: Input.Submitted) -> None:
        """Give the text."""
        self.dismiss(event.value.strip() or None)
