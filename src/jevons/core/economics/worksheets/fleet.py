"""The worksheet on owning chips: capital, running costs, an hour of a chip."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.fleet.ownership import (
    HOURS_PER_YEAR,
    FleetCost,
    FleetPlan,
    FleetPurchase,
    fleet_cost,
    fleet_for_budget,
)
from jevons.core.economics.worksheets.worksheet import Figures, Values, Worksheet, load_worksheet

SECONDS_PER_YEAR = HOURS_PER_YEAR * 3600


def fleet_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    return load_worksheet("fleet", compute, {}, (FleetCost, FleetPurchase))


def compute(values: Values) -> Figures:
    """The results from the cells.

    Raises:
        ProblemError: BAD_INPUT: they are impossible together, or the sum buys no chip.
    """
    cells: Any = values
    plan = FleetPlan(
        capex_usd_per_gpu=cells["price"],
        gpus=cells["gpus"],
        years=cells["years"] / SECONDS_PER_YEAR,
        discount_rate=cells["rate"],
        residual_share=cells["residual"],
        kw_per_gpu=cells["power"] / 1e3,
        pue=cells["pue"],
        usd_per_kwh=cells["electricity"],
        power_use=cells["power_use"],
        hosting_usd_per_kw_month=cells["hosting"],
        upkeep_share=cells["upkeep"],
        utilisation=cells["utilisation"],
    )
    cost = fleet_cost(plan)
    return {
        "capex": cost.capex_usd,
        "usd_hour": cost.usd_per_gpu_hour,
        "usd_used_hour": cost.usd_per_used_gpu_hour,
        "capital_hour": cost.capital_usd_per_gpu_hour,
        "running_hour": cost.running_usd_per_gpu_hour,
        "usd_year": cost.usd_per_year,
        "running_year": cost.running_usd_per_year,
        "written_off": cost.depreciation_usd_per_year,
        "usd_life": cost.usd_over_life,
        "power_fleet": cost.power_mw * 1e6,
        "energy_year": cost.energy_gwh_per_year * 1e9,
        "buys": _bought(plan, cells["budget"], with_running=False),
        "buys_running": _bought(plan, cells["budget"], with_running=True),
    }


def _bought(plan: FleetPlan, budget: float | None, *, with_running: bool) -> float | None:
    """How many chips a sum buys; `None` where none is given."""
    if budget is None:
        return None
    return float(fleet_for_budget(plan, budget_usd=budget, with_running=with_running).gpus)
