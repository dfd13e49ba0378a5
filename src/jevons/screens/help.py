"""Help: every key that works where it was asked for."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from jevons.core import actions

KEY_WIDTH = 14

INTRODUCTION = (
    "Ask a question and watch the model think. The dial (f3) says how long it may: off, a number"
    " of tokens, or max. While it thinks, ^g ends the thought and asks for the answer; ^t makes it"
    " think on. The line under each answer says what it took, and what the same tokens would have"
    " cost elsewhere.\n\n"
    "Letters are commands while reading: tab leaves the question field, i comes back to it."
)


class HelpScreen(ModalScreen[None]):
    """Keys and what they do, by the part of the screen they work in."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 84;
            max-width: 98%;
            height: 90%;
            padding: 0 2;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            scrollbar-size-vertical: 1;
        }
        Static { height: auto; }
        .title { text-style: bold; }
    }
    """
    BINDINGS = [
        Binding(
            "escape,q,question_mark,f1,ctrl+c", "dismiss(None)", "Close", show=False, priority=True
        ),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("space,f,pagedown", "page(1)", "Page down", show=False),
        Binding("b,pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(self, scope: str) -> None:
        super().__init__()
        self._scope = scope

    def compose(self) -> ComposeResult:
        """The text, in a box that scrolls."""
        with VerticalScroll(id="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "j k scroll   esc close"
            yield Static(INTRODUCTION, markup=False)
            for scope in self._scopes():
                yield Static(f"\n{actions.SCOPE_TITLES[scope]}", classes="title", markup=False)
                yield Static(_keys_of(scope))

    def _scopes(self) -> list[str]:
        """The scope asked from and those it lies in first, then all others."""
        near = actions.lineage(self._scope)
        return [*near, *(scope for scope in actions.PARENTS if scope not in near)]

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#box").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        box = self.query_one("#box")
        box.scroll_relative(y=pages * box.size.height, animate=False)


def _keys_of(scope: str) -> Table:
    """The keys of one scope and what they do."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=KEY_WIDTH, style="bold")
    table.add_column(ratio=1)
    for action in actions.load_actions().values():
        keys = ", ".join(map(actions.key_name, action.keys.get(scope, ())))
        if keys:
            table.add_row(keys, f"{action.title}. {action.help}")
    return table
