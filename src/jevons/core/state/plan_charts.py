"""Which chart a worksheet shows."""

from __future__ import annotations

from jevons.core.plot.chart import Chart
from jevons.core.state.plan import PlanView
from jevons.core.state.plan_chart import sweep


def chart_of(view: PlanView) -> Chart | None:
    """The chart of the sheet that is shown; `None` where there is nothing to draw.

    The result that the cursor is on against the cell that it is on; where the one or the
    other is no number, those that the worksheet is drawn as at first.
    """
    sheet, other = view.sheet, view.marked.get(view.here)
    curve = sheet.worksheet.curve
    result = view.result
    if not isinstance(sheet.figures.get(result.id), float):
        result = sheet.worksheet.result(curve.result)
    found = sweep(sheet, view.cell, result, other)
    return found or sweep(sheet, sheet.worksheet.cell(curve.cell), result, other)
