"""Formulas on the cost of training, of fleets, and on demand."""

from __future__ import annotations

from jevons.core.economics.claims.fact_formulas import ratio
from jevons.core.economics.claims.formulas import TEXT, Formula
from jevons.core.economics.demand.rebound import DemandPlan, demand
from jevons.core.economics.fleet.estimated import FleetLine, fleet_bill
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.shapes.flops import training_flops_per_token
from jevons.core.economics.training.bill import BillLine, training_bill

SECONDS_AN_HOUR = 3600

YEARS = 4.0
"""Over which a fleet is written off; its capital does not depend on it."""

_LOTS = ("a100", "h20", "h800", "h100")


def hours_cost(hours: float, price: float) -> float:
    """What stated hours of chips cost, in dollars.

    Raises:
        ProblemError: BAD_INPUT: hours or price are zero.
    """
    return training_bill([BillLine("the run", hours, price)]).usd


def two_runs_cost(hours: float, more_hours: float, price: float) -> float:
    """What two runs cost at the same price, in dollars.

    Raises:
        ProblemError: BAD_INPUT: hours or price are zero.
    """
    runs = [BillLine("the first", hours, price), BillLine("the second", more_hours, price)]
    return training_bill(runs).usd


def run_cost_ratio(other_hours: float, hours: float, more_hours: float, price: float) -> float:
    """How many times what two runs cost together another run costs, at the same price.

    Raises:
        ProblemError: BAD_INPUT: hours or price are zero.
    """
    return hours_cost(other_hours, price) / two_runs_cost(hours, more_hours, price)


def misstatement(hours: float, price: float, stated: float) -> float:
    """How far a stated cost is from its hours times its price, as a share of it.

    Raises:
        ProblemError: BAD_INPUT: one of them is zero.
    """
    return abs(ratio(hours_cost(hours, price), stated) - 1)


def chips_at_work(hours: float, time: float) -> float:
    """How many chips do so many hours of chips in a time (seconds).

    Raises:
        ProblemError: BAD_INPUT: there is no time.
    """
    return ratio(hours * SECONDS_AN_HOUR, time)


def parameters_total(model: str) -> float:
    """All parameters of a model, counted from its published configuration.

    Raises:
        ProblemError: UNKNOWN_MODEL.
    """
    return float(known_model(model).shape.parameters.total)


def run_operations(model: str, tokens: float, context: float) -> float:
    """FLOPs of a training run: (6 N_a + 3 A(S)) D.

    Raises:
        ProblemError: UNKNOWN_MODEL, or BAD_INPUT: there is no context.
    """
    shape = known_model(model).shape
    return training_flops_per_token(shape, context_tokens=context).total * tokens


def operations_ratio(
    model: str, tokens: float, other_model: str, other_tokens: float, context: float
) -> float:
    """How many times the FLOPs of another run a training run takes.

    Raises:
        ProblemError: UNKNOWN_MODEL, or BAD_INPUT: there is no context.
    """
    other = run_operations(other_model, other_tokens, context)
    return ratio(run_operations(model, tokens, context), other)


def four_lots_cost(**lots: float) -> float:
    """What four lots of chips cost: the capital of a fleet of them, in dollars."""
    lines = [
        FleetLine(lot, lot, lots[f"{lot}s"], 0.0, lots[f"{lot}_price"], 0.0, YEARS, False, "", "")
        for lot in _LOTS
    ]
    return fleet_bill(lines).capex_usd


def node_chips(nodes: float, chips_per_node: float) -> float:
    """Chips in so many nodes."""
    return nodes * chips_per_node


_RUN = {"hours": "gpu_hours", "price": "usd_per_hour"}


def spend_multiplier(price_ratio: float, elasticity: float) -> float:
    """What is spent after a price cut over what was before, at a constant elasticity.

    (p/p0)^(1-e) with p0/p = price_ratio, e the elasticity without its sign.

    Raises:
        ProblemError: BAD_INPUT: the price is not cut, or there is no elasticity.
    """
    return demand(DemandPlan(gain=price_ratio, elasticity=elasticity)).spend_ratio


FORMULAS = (
    Formula("spend_multiplier", "(price ratio)^(elasticity - 1)",
            {"price_ratio": "ratio", "elasticity": "ratio"}, "ratio", spend_multiplier),
    Formula("hours_cost", "hours × price", _RUN, "money", hours_cost),
    Formula(
        "two_runs_cost",
        "(hours + more hours) × price",
        {"hours": "gpu_hours", "more_hours": "gpu_hours", "price": "usd_per_hour"},
        "money",
        two_runs_cost,
    ),
    Formula(
        "run_cost_ratio",
        "other hours × price / ((hours + more hours) × price)",
        {"other_hours": "gpu_hours", "hours": "gpu_hours", "more_hours": "gpu_hours",
         "price": "usd_per_hour"},
        "ratio",
        run_cost_ratio,
    ),
    Formula("misstatement", "|hours × price / stated - 1|", {**_RUN, "stated": "money"}, "share",
            misstatement),
    Formula("chips_at_work", "hours of chips / hours of time",
            {"hours": "gpu_hours", "time": "time"}, "count", chips_at_work),
    Formula("parameters_total", "sum over the layers of the configuration", {"model": TEXT},
            "parameters", parameters_total),
    Formula("run_operations", "(6 N_a + 3 A(S)) D",
            {"model": TEXT, "tokens": "tokens", "context": "tokens"}, "operations",
            run_operations),
    Formula(
        "operations_ratio",
        "(6 N_a + 3 A(S)) D of the one / of the other",
        {"model": TEXT, "tokens": "tokens", "other_model": TEXT, "other_tokens": "tokens",
         "context": "tokens"},
        "ratio",
        operations_ratio,
    ),
    Formula(
        "four_lots_cost",
        "sum of number × price",
        {f"{lot}s": "count" for lot in _LOTS} | {f"{lot}_price": "money" for lot in _LOTS},
        "money",
        four_lots_cost,
    ),
    Formula("node_chips", "nodes × chips per node", {"nodes": "count", "chips_per_node": "count"},
            "count", node_chips),
)  # fmt: skip
