"""What the Plan screen shows: worksheets filled in, a cursor, a cell that is being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jevons.core.economics.uncertainty import DRAWS, Interval, Outcome
from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.scenario import Scenario, presets
from jevons.core.economics.worksheets.sheet import Sheet, edited, new_sheet, reset
from jevons.core.economics.worksheets.steps import stepped as step_of
from jevons.core.economics.worksheets.worksheet import Cell, Result

QUICK_DRAWS = 1_000
"""Draws from ranges while a cell is being written: a letter does not wait for more."""


class Pane(StrEnum):
    """Where the cursor is."""

    CELLS = "cells"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the draws of a sheet's ranges came to."""

    sheet: Sheet
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PlanView:
    """The worksheets and where the user is.

    `sheets` are those opened so far; `cursors` the cell and the result that the cursor is
    on, by worksheet. While a cell is being written `before` is the sheet to go back to.
    `marked` is what the sheet of its worksheet is compared with, `compares` whether that is
    shown. `own` are the user's scenarios.
    """

    here: str = WORKSHEETS[0]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    cursors: Mapping[tuple[str, Pane], int] = field(default_factory=dict)
    pane: Pane = Pane.CELLS
    before: Sheet | None = None
    drawn: Drawn | None = None
    marked: Mapping[str, Sheet] = field(default_factory=dict)
    compares: bool = False
    charts: bool = False
    own: tuple[Scenario, ...] = ()

    @property
    def sheet(self) -> Sheet:
        """The sheet that is shown."""
        return self.sheets[self.here]

    @property
    def cell(self) -> Cell:
        """The cell that the cursor is on, or was last."""
        return self.sheet.worksheet.cells[self.at(Pane.CELLS)]

    @property
    def result(self) -> Result:
        """The result that the cursor is on, or was last."""
        return self.sheet.worksheet.results[self.at(Pane.RESULTS)]

    def at(self, pane: Pane) -> int:
        """The row of the cursor in a pane."""
        return self.cursors.get((self.here, pane), 0)

    @property
    def writes(self) -> bool:
        """Whether a cell is being written."""
        return self.before is not None

    @property
    def intervals(self) -> Mapping[str, Interval]:
        """The intervals of the sheet that is shown; none while they are not drawn yet."""
        if self.drawn is None or self.drawn.sheet.entries is not self.sheet.entries:
            return {}
        return self.drawn.outcome.intervals

    @property
    def wants_draws(self) -> bool:
        """Whether ranges are to be drawn from."""
        found = self.drawn
        same = found is not None and found.sheet.entries is self.sheet.entries
        is_drawn = same and found is not None and found.outcome.draws >= self.draws
        return bool(self.sheet.ranges) and not is_drawn and not self.sheet.trouble

    @property
    def draws(self) -> int:
        """How many draws are wanted: few while a cell is being written."""
        return QUICK_DRAWS if self.writes else DRAWS

    @property
    def compared(self) -> Sheet | None:
        """What the sheet is compared with, while that is shown."""
        return self.marked.get(self.here) if self.compares else None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those of this worksheet: shipped, then the user's."""
        own = (one for one in self.own if one.worksheet == self.here)
        return (*presets(self.here), *own)


def first_view() -> PlanView:
    """The first worksheet with its defaults."""
    return shown(PlanView(), WORKSHEETS[0])


def shown(view: PlanView, id_: str) -> PlanView:
    """Show a worksheet, as it was left."""
    view = dropped(view)
    sheets = view.sheets
    if id_ not in sheets:
        sheets = {**sheets, id_: new_sheet(worksheet(id_))}
    return replace(view, here=id_, sheets=sheets, compares=False)


def turned(view: PlanView, step: int) -> PlanView:
    """Show the next worksheet, or the one before."""
    at = (WORKSHEETS.index(view.here) + step) % len(WORKSHEETS)
    return shown(view, WORKSHEETS[at])


def moved(view: PlanView, step: int) -> PlanView:
    """Move the cursor by so many rows."""
    sheet = view.sheet.worksheet
    count = len(sheet.cells if view.pane is Pane.CELLS else sheet.results)
    at = min(max(0, view.at(view.pane) + step), count - 1)
    return replace(view, cursors={**view.cursors, (view.here, view.pane): at})


def on_row(view: PlanView, pane: Pane, row: int) -> PlanView:
    """Put the cursor on a row of a pane."""
    return moved(replace(view, pane=pane), row - view.at(pane))


def pane_turned(view: PlanView) -> PlanView:
    """Go from the cells to the results, or back."""
    other = Pane.RESULTS if view.pane is Pane.CELLS else Pane.CELLS
    return replace(view, pane=other)


def filled_in(view: PlanView, sheet: Sheet) -> PlanView:
    """Show this sheet in the place of its worksheet's."""
    return replace(view, sheets={**view.sheets, sheet.worksheet.id: sheet})


def begun(view: PlanView) -> PlanView:
    """Begin to write the cell that the cursor is on."""
    return replace(view, pane=Pane.CELLS, before=view.sheet)


def typed(view: PlanView, text: str) -> PlanView:
    """What is written in the cell so far; the results follow where it makes sense."""
    if view.before is None:
        return view
    return filled_in(view, edited(view.before, view.cell.id, text))


def kept(view: PlanView) -> PlanView:
    """Keep what was written."""
    return replace(view, before=None)


def dropped(view: PlanView) -> PlanView:
    """Go back to what the cell held before."""
    return view if view.before is None else kept(filled_in(view, view.before))


def chosen(view: PlanView, text: str) -> PlanView:
    """Write a text in the cell that the cursor is on."""
    return filled_in(view, edited(view.sheet, view.cell.id, text))


def stepped(view: PlanView, step: int) -> PlanView:
    """The cell that the cursor is on a step higher, or lower."""
    return filled_in(view, step_of(view.sheet, view.cell.id, step))


def put_back(view: PlanView) -> PlanView:
    """Put the default of the cell back."""
    return filled_in(view, reset(view.sheet, view.cell.id))


def all_put_back(view: PlanView) -> PlanView:
    """Put all defaults of the worksheet back."""
    return filled_in(view, new_sheet(view.sheet.worksheet))


def loaded(view: PlanView, scenario: Scenario) -> PlanView:
    """Fill in a scenario, on its worksheet.

    Raises:
        ProblemError: it does not fit its worksheet.
    """
    sheet = scenario.sheet()
    return filled_in(shown(view, scenario.worksheet), sheet)


def marked(view: PlanView) -> PlanView:
    """Mark the sheet as it is, to compare with."""
    return replace(view, marked={**view.marked, view.here: view.sheet}, compares=False)


def comparison_turned(view: PlanView) -> PlanView:
    """Show the sheet beside the marked one, or alone."""
    return replace(view, compares=not view.compares and view.here in view.marked)


def chart_turned(view: PlanView) -> PlanView:
    """Show the chart, or what a result comes from."""
    return replace(view, charts=not view.charts)


def drawn(view: PlanView, sheet: Sheet, outcome: Outcome) -> PlanView:
    """What the draws of a sheet came to."""
    return replace(view, drawn=Drawn(sheet, outcome))


def listed(view: PlanView, own: tuple[Scenario, ...]) -> PlanView:
    """The user's scenarios, as they were read."""
    return replace(view, own=own)
