"""Commands of the Frontier screen that give what is shown away: to a file, to the clipboard."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from jevons.core.state.frontier import FrontierView
from jevons.core.state.frontier_files import FORMS, file_content
from jevons.screens.frontier_lines import figures_text
from jevons.screens.frontier_reading import FrontierReading
from jevons.widgets.line_list import Row


class FrontierSaving(FrontierReading):
    """The part of `FrontierScreen` that writes files."""

    class Saved(Message):
        """A file was written."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def do_frontier_save(self) -> None:
        from jevons.screens.picker import Picker

        view = self.view
        if view.shown is None:
            return
        stem = file_stem(view)

        def save(form: str | None) -> None:
            if form is not None:
                path = Path(f"{stem}.{form}").absolute()
                self.in_thread(lambda: _saved(view, form, path), "save")

        rows = [Row(form, words, f"{stem}.{form}") for form, words in FORMS]
        self.app.push_screen(Picker("Write what is shown as", rows), save)

    def on_frontier_saving_saved(self, event: Saved) -> None:
        """Say where it is."""
        self.notify(f"Written to {event.path}", markup=False)

    def do_copy_figures(self) -> None:
        if self.view.shown is not None:
            self.copy(figures_text(self.view.shown, self.view, self.signs), "the frontier")


def file_stem(view: FrontierView) -> str:
    """The name of a file for what is shown, without its end."""
    numbers = "-".join(str(number) for number in view.wanted.numbers)
    return f"frontier-{numbers}-{view.wanted.cost}"


def _saved(view: FrontierView, form: str, path: Path) -> Message:
    """Write a file; for a thread."""
    from jevons.core.runs.transfer.export_file import export_file

    content = file_content(view, form)
    with export_file(path, overwrite=True) as out:
        out.write(content)
    return FrontierSaving.Saved(path)
