"""A modal that asks before something is gone for good."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from jevons.widgets.keys import bindings_over_dialogs


class Confirm(ModalScreen[bool]):
    """Gives whether to go on; only `y` does."""

    DEFAULT_CSS = """
    Confirm {
        align: center middle;
        background: $background 60%;
        #box {
            width: 64;
            max-width: 95%;
            height: auto;
            padding: 0 1;
            background: $surface;
            border: round $error;
            border-title-color: $foreground;
        }
        Static { height: auto; }
        #hint { color: $meter; }
    }
    """
    BINDINGS = [
        *bindings_over_dialogs(),
        Binding("y", "dismiss(True)", "Yes", show=False),
        Binding("n,escape,q,ctrl+c", "dismiss(False)", "No", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, yes: str, no: str = "keep") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """What is about to happen, and the keys."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            yield Static(self._text, markup=False)
            yield Static(f"y {self._yes}   n {self._no}", id="hint", markup=False)
