"""A modal list in which several rows can be marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.binding import Binding
from textual.widgets import Input, Static

from jevons.screens.picker import Picker
from jevons.widgets.line_list import Row


class MarkPicker(Picker):
    """Gives the keys of the marked rows with commas between, in the order they were marked.

    Without a mark the highlighted row is the choice.
    """

    BINDINGS = [Binding("tab", "mark", "Mark", show=False, priority=True)]

    def __init__(self, title: str, rows: Sequence[Row], chosen: Sequence[str]) -> None:
        super().__init__(title, rows, current=chosen[0] if chosen else None)
        self._plain = tuple(rows)
        self._marked = list(chosen) if len(chosen) > 1 else []

    def on_mount(self) -> None:
        """Show the marks, and the key that sets them."""
        self._set_marks()
        super().on_mount()
        self.query_one("#hint", Static).update("enter choose   tab mark several   esc cancel")

    def action_mark(self) -> None:
        """Mark the highlighted row, or take its mark away."""
        row = self._list.current
        if row is None:
            return
        if row.key in self._marked:
            self._marked.remove(row.key)
        else:
            self._marked.append(row.key)
        self._current = row.key
        self._set_marks()
        self._show_matching(self.query_one("#filter", Input).value)

    def action_choose(self) -> None:
        """Choose what is marked, else the highlighted row."""
        row = self._list.current
        if self._marked:
            self.dismiss(",".join(self._marked))
        elif row is not None:
            self.dismiss(row.key)

    def _set_marks(self) -> None:
        self._rows = tuple(
            replace(row, text=f"[{'x' if row.key in self._marked else ' '}] {row.text}")
            for row in self._plain
        )
