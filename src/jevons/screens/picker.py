"""A modal list to choose from, filtered as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from jevons.widgets.keys import bindings_over_dialogs
from jevons.widgets.line_list import LineList, Row


class Picker(ModalScreen[str | None]):
    """Gives the key of the chosen row, `None` when left.

    With `accept` the text typed may itself be the choice: it gives the row that the
    text stands for (or its key alone), or `None`. `wanted` says what can be typed. With
    `preview` each highlighted key is tried at once.
    """

    DEFAULT_CSS = """
    Picker {
        align: center middle;
        background: $background 60%;
        #box {
            width: 72;
            max-width: 95%;
            height: auto;
            max-height: 80%;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
        }
        #filter { border: none; height: 1; padding: 0 1; background: $panel; }
        #rows { height: auto; max-height: 16; }
        #hint { height: 1; padding: 0 1; color: $meter; }
    }
    """
    BINDINGS = [
        *bindings_over_dialogs(),
        Binding("escape,ctrl+c", "dismiss(None)", "Cancel", show=False, priority=True),
        Binding("enter", "choose", "Choose", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", "Down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "move(10)", "Page down", show=False, priority=True),
        Binding("pageup", "move(-10)", "Page up", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        *,
        current: str | None = None,
        accept: Callable[[str], Row | str | None] | None = None,
        wanted: str = "",
        preview: Callable[[str], None] | None = None,
        placeholder: str = "type to filter",
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = tuple(rows)
        self._current = current
        self._accept = accept
        self._wanted = f"nothing matches; type {wanted}" if wanted else "nothing matches"
        self._preview = preview
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The filter, the rows, and what the keys do."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            yield Input(placeholder=self._placeholder, id="filter", compact=True)
            yield LineList(id="rows", empty=self._wanted)
            yield Static("enter choose   esc cancel", id="hint", markup=False)

    def on_mount(self) -> None:
        """Show all rows, the current one highlighted."""
        self._filter.cursor_blink = False
        self.watch(self._filter, "value", self._show_matching)

    @property
    def _filter(self) -> Input:
        return self.query_one("#filter", Input)

    @property
    def _list(self) -> LineList:
        return self.query_one("#rows", LineList)

    def _show_matching(self, typed: str) -> None:
        """Keep the rows that contain every word typed, at once: enter may come next."""
        words = typed.lower().split()
        rows = [
            row
            for row in self._rows
            if all(word in f"{row.text} {row.note}".lower() for word in words)
        ]
        own = self._accepted(typed.strip())
        if own is not None and all(row.key != own.key for row in rows):
            rows.insert(0, own)
        keys = [row.key for row in rows]
        key = own.key if own is not None else self._current
        self._list.show(rows, key if key in keys or not rows else rows[0].key)

    def _accepted(self, typed: str) -> Row | None:
        """The row of what was typed, where that is a choice of its own."""
        own = self._accept(typed) if self._accept and typed else None
        return Row(own, own) if isinstance(own, str) else own

    @on(LineList.Highlighted)
    def try_row(self, event: LineList.Highlighted) -> None:
        """Show what the choice would be."""
        if self._preview is not None:
            self._preview(event.row.key)

    @on(LineList.Chosen)
    def take_row(self, event: LineList.Chosen) -> None:
        """Choose with the mouse."""
        self.dismiss(event.row.key)

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        self._list.move(step)

    def action_choose(self) -> None:
        """Choose the highlighted row."""
        row = self._list.current
        if row is None:
            self.notify(f"{self._filter.value.strip()}: {self._wanted}", markup=False)
        else:
            self.dismiss(row.key)
