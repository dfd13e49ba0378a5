"""What the frontier shows, as the content of files."""

from __future__ import annotations

from jevons.core.plot.draw import draw, text
from jevons.core.plot.png import NoPngError, png
from jevons.core.plot.svg import svg
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.state.frontier import FrontierView
from jevons.core.state.frontier_chart import frontier_chart
from jevons.core.state.frontier_report import as_csv, as_markdown

FORMS = (
    ("svg", "the picture, scalable"),
    ("png", "the picture, in pixels"),
    ("csv", "a table of all ways, for other programs"),
    ("md", "a report in Markdown, with the picture in text"),
)
"""The ends of files' names, and what is in them."""

TEXT_SIZE = (100, 30)
"""Columns and rows of the picture in a report."""


def file_content(view: FrontierView, form: str) -> bytes:
    """What a file of that form holds of what is shown.

    Raises:
        ProblemError: UNSUPPORTED: nothing here makes a PNG.
    """
    shown = view.shown
    assert shown is not None
    if form == "csv":
        return as_csv(shown).encode()
    if form == "md":
        return report(view).encode()
    chart, _ = frontier_chart(view)
    if form == "svg":
        return svg(chart).encode()
    try:
        return png(svg(chart))
    except NoPngError as error:
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED, str(error), kept="nothing was written"
        ) from error


def report(view: FrontierView) -> str:
    """The report in Markdown, with the picture in text."""
    chart, _ = frontier_chart(view)
    return as_markdown(view, text(draw(chart, *TEXT_SIZE)))
