"""Commands of the Frontier screen that give what is shown away: to a file, to the clipboard."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from jevons.core.plot.draw import draw, text
from jevons.core.plot.png import NoPngError, png
from jevons.core.plot.svg import svg
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.state.frontier import FrontierView
from jevons.core.state.frontier_chart import frontier_chart
from jevons.core.state.frontier_report import as_csv, as_markdown
from jevons.screens.frontier_lines import figures_text
from jevons.screens.frontier_reading import FrontierReading
from jevons.widgets.line_list import Row

FORMS = (
    ("svg", "the picture, scalable"),
    ("png", "the picture, in pixels"),
    ("csv", "a table of all ways, for other programs"),
    ("md", "a report in Markdown, with the picture in text"),
)
"""The ends of files' names, and what is in them."""

TEXT_SIZE = (100, 30)
"""Columns and rows of the picture in a report."""


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

    content = _content(view, form)
    with export_file(path, overwrite=True) as out:
        out.write(content)
    return FrontierSaving.Saved(path)


def _content(view: FrontierView, form: str) -> bytes:
    shown = view.shown
    assert shown is not None
    chart, _ = frontier_chart(view)
    if form == "csv":
        return as_csv(shown).encode()
    if form == "md":
        return as_markdown(view, text(draw(chart, *TEXT_SIZE))).encode()
    if form == "svg":
        return svg(chart).encode()
    try:
        return png(svg(chart))
    except NoPngError as error:
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED, str(error), kept="nothing was written"
        ) from error
