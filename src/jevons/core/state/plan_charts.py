"""Which chart a worksheet shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from jevons.core.economics.chips.chip import Chip, chips
from jevons.core.economics.demand.rebound import Curve, DemandPlan, demand_ratio
from jevons.core.economics.worksheets.chips import chip_of
from jevons.core.economics.worksheets.demand import plan_of
from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Sign, Unit
from jevons.core.problems import ProblemError
from jevons.core.state.plan import Pane, PlanView
from jevons.core.state.plan_chart import sweep

TPP_LINES = ((1_600.0, "1,600"), (2_400.0, "2,400"), (4_800.0, "4,800"))
DENSITY_LINES = ((1.6, "1.6"), (3.2, "3.2"), (5.92, "5.92"))
"""The lines of the rule of October 2023 (88 FR 73458)."""

POINTS = 33


def chart_of(view: PlanView) -> Chart | None:
    """The chart of the sheet that is shown; `None` where there is nothing to draw.

    Chips and demand have one of their own. Else it is the result that the cursor is on
    against the cell that it is on; where the one or the other is no number, what the
    worksheet is drawn as at first.
    """
    own = _OWN.get(view.here)
    found = own(view) if own is not None else None
    if found is not None:
        return found
    sheet, other = view.sheet, view.marked.get(view.here)
    curve = sheet.worksheet.curve
    result = view.result
    if not isinstance(sheet.figures.get(result.id), float):
        result = sheet.worksheet.result(curve.result)
    found = sweep(sheet, view.cell, result, other)
    return found or sweep(sheet, sheet.worksheet.cell(curve.cell), result, other)


def chip_plane(view: PlanView) -> Chart | None:
    """All chips by processing performance and density, with the lines of the rule of 2023."""
    chip = chip_of(view.sheet.values)
    others = [mark for other in chips().values() if (mark := _mark(other)) is not None]
    here = _mark(replace(chip, name=f"{chip.name}, as in the cells"))
    series = [Series("chips of the table", tuple(others), color=2)]
    if here is not None:
        series.append(Series(chip.id, (here,), color=1, sign=Sign.DIAMOND))
    rules = [Rule(at, label, upright=True) for at, label in TPP_LINES]
    rules += [Rule(at, label) for at, label in DENSITY_LINES]
    return Chart(
        "chips and the lines of October 2023",
        Axis("TPP", Unit.NUMBER, log=True),
        Axis("performance density", Unit.NUMBER, log=True),
        tuple(series),
        tuple(rules),
    )


def _mark(chip: Chip) -> Mark | None:
    if chip.tpp is None or chip.performance_density is None:
        return None
    return Mark(chip.tpp, chip.performance_density, chip.name)


def demand_curves(view: PlanView) -> Chart | None:
    """Tasks by the price of a token on each curve, in times what both are now.

    `None` while the cursor is among the results: then it is the result that is drawn.
    """
    if view.pane is Pane.RESULTS:
        return None
    try:
        return _curves(plan_of(view.sheet.values))
    except (ProblemError, ArithmeticError):
        return None  # a curve that leaves all bounds


def _curves(plan: DemandPlan) -> Chart:
    """Every curve over the fall of the price, and where it leads on the plan's.

    Raises:
        ArithmeticError: out of all bounds.
    """
    lowest = min(1 / plan.gain, 0.5)
    prices = [lowest ** (1 - n / (POINTS - 1)) for n in range(POINTS)]
    series = []
    for curve in Curve:
        if curve is Curve.SATURATING and plan.saturation <= 1:
            continue
        on_it = replace(plan, curve=curve)
        marks = tuple(Mark(price, demand_ratio(on_it, price)) for price in prices)
        series.append(Series(str(curve), marks, Shape.LINE, can_pick=False))
    now = plan.gain**-plan.pass_through
    at = Mark(now, demand_ratio(plan, now), "after the fall of the price")
    series.append(Series("", (at,), color=6, sign=Sign.DIAMOND))
    return Chart(
        "demand curves",
        Axis("price of a token, times", Unit.NUMBER, log=True),
        Axis("tasks, times", Unit.NUMBER, log=True),
        tuple(series),
    )


_OWN: Mapping[str, Callable[[PlanView], Chart | None]] = {
    "chips": chip_plane,
    "demand": demand_curves,
}
