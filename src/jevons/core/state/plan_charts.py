"""Which chart a worksheet shows."""

from __future__ import annotations

from jevons.core.plot.chart import Chart
from jevons.core.state.plan import PlanView
from jevons.core.state.plan_chart import sweep


def chart_of(view: PlanView) -> Chart | None:
    """The chart of the sheet that is shown; `None` where there is nothing to draw."""
    return sweep(view.sheet, view.cell, view.result, view.marked.get(view.here))
