"""The cells and the results of a worksheet as rows."""

from __future__ import annotations

from jevons.core.economics.worksheets.comparison import Pair
from jevons.core.economics.worksheets.shown import figure_text, interval_text
from jevons.core.state.plan import PlanView
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

GUTTER = 2
TITLE, WHOLE_TITLE = 18, 21
"""Cells of the title of a cell: in a narrow list, and where there is room for all of each."""

LONGEST = 80
NARROW = 46
"""Cells below which a title is cut and a result has no room for its interval beside its value."""

VALUE = 17
TIMES = 8


def title_width(width: int) -> int:
    """Cells of the titles in a list of inputs that is so wide."""
    return TITLE if width < NARROW else WHOLE_TITLE


def cell_line(view: PlanView, index: int, width: int, signs: Signs, *, active: bool) -> Line:
    """One input: its title, what it holds, how well that is known."""
    cell = view.sheet.worksheet.cells[index]
    entry = view.sheet.entries[cell.id]
    mark = "!" if entry.message else entry.confidence or ("*" if entry.text else " ")
    title = title_width(width)
    room = max(width - GUTTER - title - 3, 4)
    text = one_line(entry.text, LONGEST) or "-"
    kind = "bad" if entry.message else "busy" if entry.is_range else ""
    return [
        Piece(f"{signs.prompt if active else ' '} "),
        Piece(f"{padded(cell.title, title)} ", "weak"),
        Piece(padded(text, room), kind),
        Piece(f" {mark}", "bad" if entry.message else "weak"),
    ]


def result_line(view: PlanView, index: int, width: int, signs: Signs, *, active: bool) -> Line:
    """One result: its title, its value with its interval, how well it is known."""
    sheet = view.sheet
    result = sheet.worksheet.results[index]
    found = view.intervals.get(result.id)
    value = figure_text(result.kind, sheet.figures.get(result.id))
    both = f"{value}  {interval_text(result.kind, found)}" if found and width >= NARROW else value
    title = max(min(width - GUTTER - VALUE - 3, 34), 8)
    room = max(width - GUTTER - title - 3, 4)
    kind = "weak" if sheet.trouble else "strong" if result.lead else ""
    confidence = sheet.confidence_of(result.id)
    return [
        Piece(f"{signs.prompt if active else ' '} "),
        Piece(f"{padded(result.title, title)} ", "weak"),
        Piece(padded(both, room), kind),
        Piece(f" {confidence or '*'}", "weak"),
    ]


def pair_line(pair: Pair, width: int, signs: Signs, *, active: bool) -> Line:
    """A cell or a result in two scenarios."""
    times = "" if pair.times is None else f"{pair.times:.3g}×"
    room = max((width - GUTTER - TIMES) // 3, 6)
    title = max(width - GUTTER - TIMES - 2 * room - 1, 6)
    kind = "strong" if pair.differs else "weak"
    return [
        Piece(f"{signs.prompt if active else ' '} "),
        Piece(padded(pair.title, title), "weak"),
        Piece(
            f" {padded(one_line(pair.first, LONGEST), room - 1)}", "" if pair.differs else "weak"
        ),
        Piece(f" {padded(one_line(pair.second, LONGEST), room - 1)}", kind),
        Piece(padded(times, TIMES, right=True), "weak"),
    ]
