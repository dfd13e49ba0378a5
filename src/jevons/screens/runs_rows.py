"""The table of runs as lines: which columns fit, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jevons.core.runs.run import Run, RunState
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import amount, percent, short_interval
from jevons.core.state.run import progress, state_word
from jevons.core.state.runs import RunsView, usd_a_right_answer
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import padded
from jevons.widgets.signs import Signs

LONGEST = 200
"""Characters of a name that are looked at."""

GUTTER = 2
"""Cells for the cursor and the mark."""

EXAM_SHARE = 0.45
"""The exam's part of the room that is left for exam and model."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; it is shown in tables of `least` to `most` cells."""

    heading: str
    width: int
    value: Callable[[Run, RunsView], str]
    least: int = 0
    most: int = 10_000


def _accuracy(run: Run, view: RunsView) -> str:
    figures = view.figures.get(run.number)
    return short_interval(figures.accuracy) if figures and figures.accuracy else "–"


def _rough_accuracy(run: Run, view: RunsView) -> str:
    """The same in fewer cells: the bounds in whole points."""
    figures = view.figures.get(run.number)
    return short_interval(figures.accuracy, 0) if figures and figures.accuracy else "–"


def _samples(run: Run, _: RunsView) -> str:
    samples = run.plan.samples
    return f"{run.questions:,} x {'<=' if run.decides else ''}{samples}"


def _tokens(run: Run, _: RunsView) -> str:
    total = run.ledger.total
    return amount(total.output_tokens / total.samples) if total.samples else "–"


def _usd(run: Run, _: RunsView) -> str:
    total = run.ledger.total
    return dollars(None if total.samples and total.unpriced == total.samples else run.usd)


def _usd_per_right(run: Run, _: RunsView) -> str:
    usd = usd_a_right_answer(run)
    return "–" if usd is None else dollars(usd)


def _done(run: Run, _: RunsView) -> str:
    return percent(progress(run), 0)


def _begun(run: Run, _: RunsView) -> str:
    return f"{(run.started_at or run.created_at).astimezone():%Y-%m-%d %H:%M}"


COLUMNS = (
    Column("begun", 16, _begun, least=140),
    Column("asked", 12, _samples, least=110),
    Column("done", 5, _done),
    Column("accuracy, %", 19, _accuracy, least=100),
    Column("accuracy, %", 15, _rough_accuracy, most=99),
    Column("tok/sample", 10, _tokens, least=120),
    Column("cost", 8, _usd),
    Column("$/right", 8, _usd_per_right),
)
NUMBER, STATE = 4, 11

WIDEST = 200
"""Cells in which all columns fit."""


def heading_line(width: int) -> list[Piece]:
    """The names of the columns."""
    exam, model = _names_widths(width)
    cells = [
        f"{'':{GUTTER}}{'#':>{NUMBER}} {'state':{STATE}} {'exam':{exam}} {'model':{model}}",
        *(f"{column.heading:>{column.width}}" for column in _columns(width)),
    ]
    return [Piece(" ".join(cells), "weak")]


def run_line(run: Run, view: RunsView, width: int, *, cursor: bool, signs: Signs) -> list[Piece]:
    """One run."""
    exam, model = _names_widths(width)
    mark = "*" if run.number == view.marked else " "
    gutter = (signs.prompt if cursor else " ") + mark
    figures = [f"{column.value(run, view):>{column.width}}" for column in _columns(width)]
    models = ", ".join(one_line(name, LONGEST) for name in run.plan.models)
    if run.decides:
        models += f" {signs.dot} {one_line(run.plan.strategy_name, LONGEST)}"
    return [
        Piece(f"{gutter}{run.number:>{NUMBER}} "),
        Piece(f"{state_word(run):{STATE}} ", _state_kind(run)),
        Piece(f"{padded(one_line(run.exam, LONGEST), exam)} "),
        Piece(f"{padded(models, model)} ", "weak"),
        Piece(" ".join(figures)),
    ]


def _columns(width: int) -> list[Column]:
    return [column for column in COLUMNS if column.least <= width <= column.most]


def _names_widths(width: int) -> tuple[int, int]:
    """The cells for the names of exam and model."""
    taken = GUTTER + NUMBER + STATE + 4 + sum(column.width + 1 for column in _columns(width)) - 1
    room = max(width - taken, 2)
    exam = round(room * EXAM_SHARE)
    return exam, room - exam


def _state_kind(run: Run) -> str:
    if run.state.is_live:
        return "busy"
    if run.state in {RunState.FAILED, RunState.INTERRUPTED}:
        return "bad"
    return "good" if run.state is RunState.FINISHED else "weak"


def run_text(run: Run, view: RunsView) -> str:
    """A run in one line of text, to be copied."""
    names = ", ".join((run.exam, *run.plan.models))
    figures = (f"{column.heading} {column.value(run, view)}" for column in _columns(WIDEST))
    return f"run {run.number} ({state_word(run)}): {names}; {'; '.join(figures)}"
