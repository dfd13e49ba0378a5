"""The worksheet on demand: what a lower price does to use, spending and compute."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.demand.rebound import Curve, Demand, DemandPlan, demand
from jevons.core.economics.worksheets.worksheet import (
    Choices,
    Figures,
    Values,
    Worksheet,
    load_worksheet,
)

HOLDS, DOES_NOT = "holds: more compute than before", "does not hold: less compute than before"


def demand_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    return load_worksheet("demand", compute, {"curves": Choices(tuple(map(str, Curve)))}, (Demand,))


def plan_of(values: Values) -> DemandPlan:
    """The fall in cost, and how demand answers it.

    Raises:
        ProblemError: BAD_INPUT: no fall, or something else that makes no sense.
    """
    cells: Any = values
    return DemandPlan(
        gain=cells["price_before"] / cells["price_after"],
        elasticity=cells["elasticity"],
        pass_through=cells["pass_through"],
        tokens_per_task=cells["tokens_per_task"],
        curve=Curve(cells["curve"]),
        saturation=cells["saturation"],
        spend_usd=cells["spend"],
    )


def compute(values: Values) -> Figures:
    """The results from the cells.

    Raises:
        ProblemError: BAD_INPUT: no fall in cost, or something else that makes no sense.
    """
    plan = plan_of(values)
    found = demand(plan)
    return {
        "spend_ratio": found.spend_ratio,
        "spend_after": found.spend_usd,
        "compute_ratio": found.compute_ratio,
        "paradox": HOLDS if found.paradox else DOES_NOT,
        "rebound": found.rebound,
        "gain": plan.gain,
        "price_ratio": found.price_ratio,
        "tasks_ratio": found.tasks_ratio,
        "tokens_ratio": found.tokens_ratio,
        "critical": found.critical_elasticity,
        "local": found.local_elasticity,
    }
