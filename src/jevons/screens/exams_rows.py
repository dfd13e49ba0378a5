"""The list of exams as lines."""

from __future__ import annotations

from rich.cells import cell_len

from jevons.core.exams.files.hub import PREFIX as HUB
from jevons.core.exams.sources import ExamInfo
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

LONGEST = 200
"""Characters of a name that are looked at."""


def exam_line(info: ExamInfo, width: int, *, cursor: bool, signs: Signs) -> Line:
    """One exam: its name, and how many questions it has or that it has to be got."""
    note = note_of(info)
    room = width - cell_len(note) - 4
    gutter = signs.prompt if cursor else " "
    return [
        Piece(f"{gutter} {padded(short_name(info), max(room, 1))} ", "" if info.here else "weak"),
        Piece(f"{note} ", "weak"),
    ]


def note_of(info: ExamInfo) -> str:
    """What stands at the right end of an exam's line."""
    if not info.here:
        return "to get"
    if info.levels:
        return f"{info.levels} levels"
    if info.questions:
        return f"{info.questions:,}"
    return "any" if info.kind == "gym" else "file"


def short_name(info: ExamInfo) -> str:
    """The name in a list: of a path its end, which tells files apart."""
    name = one_line(info.name, LONGEST)
    is_path = info.kind == "file" and not name.startswith(HUB)
    return name.rsplit("/", 1)[-1] if is_path else name
