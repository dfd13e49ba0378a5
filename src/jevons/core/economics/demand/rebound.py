"""Demand after a fall in cost: spending, compute, rebound, and whether the Jevons paradox holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

from jevons.core.economics.bounds import bad_input, require_not_negative, require_positive


class Curve(StrEnum):
    """How demand answers a price.

    CONSTANT: the same elasticity at every price, an extrapolation over a large move.
    SATURATING: a logit in the logarithm of the price, up to `saturation` times the demand.
    LINEAR: a straight line with a choke price above; at price 0 it is 1 + elasticity.
    """

    CONSTANT = "constant"
    SATURATING = "saturating"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPlan:
    """A fall in the cost of a token to 1 / `gain`, and how demand answers it.

    `elasticity` is at today's price (above 0). `pass_through` is the part of the gain,
    on a log scale, that the price follows (1: all, 0: none). `tokens_per_task` is by how
    much a task takes more tokens than before (reasoning); tasks answer the price of a
    token. `saturation` bounds the SATURATING curve, in times today's demand.

    Raises:
        ProblemError: BAD_INPUT.
    """

    gain: float
    elasticity: float
    pass_through: float = 1.0
    tokens_per_task: float = 1.0
    curve: Curve = Curve.CONSTANT
    saturation: float = 10.0
    spend_usd: float = 1.0

    def __post_init__(self) -> None:
        require_positive(self, "gain", "elasticity", "tokens_per_task", "saturation", "spend_usd")
        require_not_negative(self, "pass_through")
        if self.gain <= 1:
            raise bad_input(f"a gain of {self.gain:g}x is no fall in cost", "give more than 1")
        if self.pass_through > 1:
            raise bad_input(
                f"{100 * self.pass_through:g} % of the gain cannot be passed on",
                "give 0 to 100 %",
            )
        if self.curve is Curve.SATURATING and self.saturation <= 1:
            raise bad_input(
                f"demand that saturates at {self.saturation:g}x cannot grow", "give more than 1"
            )


@dataclass(frozen=True, slots=True)
class Demand:
    """What becomes of price, tasks, tokens, spending and compute, in times what they were.

    `rebound` is the part of the saved compute that new demand takes back; above 1 more
    compute is used than before (`paradox`). `critical_elasticity` is where that begins;
    `None`: at no elasticity, on this curve.
    """

    price_ratio: float
    tasks_ratio: float
    tokens_ratio: float
    spend_ratio: float
    spend_usd: float
    compute_ratio: float
    rebound: float
    local_elasticity: float
    critical_elasticity: float | None
    paradox: bool
    spending_grows: bool


def demand_ratio(plan: DemandPlan, price_ratio: float) -> float:
    """Q / Q0 at p / p0, by the curve; 1 at 1, with the plan's elasticity there.

    CONSTANT: r^-e. SATURATING: M / (1 + (M - 1) r^s), s = e / (1 - 1/M).
    LINEAR: 1 + e (1 - r), not below 0.

    Raises:
        ProblemError: BAD_INPUT: the price is not above 0, or demand has no bounds.
    """
    if not price_ratio > 0:
        raise bad_input(f"a price of {price_ratio:g} times today's", "give more than 0")
    try:
        return _on_curve(plan, price_ratio)
    except OverflowError:
        raise bad_input(
            f"at an elasticity of {plan.elasticity:g} demand has no bounds", "lower it"
        ) from None


def _on_curve(plan: DemandPlan, price_ratio: float) -> float:
    power = log(price_ratio)
    match plan.curve:
        case Curve.CONSTANT:
            return exp(-plan.elasticity * power)
        case Curve.SATURATING:
            steep = plan.elasticity / (1 - 1 / plan.saturation)
            return plan.saturation / (1 + (plan.saturation - 1) * exp(steep * power))
        case Curve.LINEAR:
            return max(1 + plan.elasticity * (1 - price_ratio), 0.0)


def demand(plan: DemandPlan) -> Demand:
    """After it: p = g^-rho; tokens = Q(p) tau; spend = tokens p; compute = tokens / g.

    Rebound = 1 - (1 - compute) / (1 - 1/g). With constant elasticity and tau = 1 the
    paradox holds from 1 / rho on (Khazzoom-Brookes; Jevons 1865).
    """
    price = exp(-plan.pass_through * log(plan.gain))
    tasks = demand_ratio(plan, price)
    tokens = tasks * plan.tokens_per_task
    compute = tokens / plan.gain
    spend = tokens * price
    return Demand(
        price_ratio=price,
        tasks_ratio=tasks,
        tokens_ratio=tokens,
        spend_ratio=spend,
        spend_usd=spend * plan.spend_usd,
        compute_ratio=compute,
        rebound=1 - (1 - compute) / (1 - 1 / plan.gain),
        local_elasticity=_local_elasticity(plan, price, tasks),
        critical_elasticity=_critical_elasticity(plan, price),
        paradox=compute > 1,
        spending_grows=spend > 1,
    )


def _local_elasticity(plan: DemandPlan, price: float, tasks: float) -> float:
    """-dlnQ / dlnp at the new price: what a further cut would meet."""
    match plan.curve:
        case Curve.CONSTANT:
            return plan.elasticity
        case Curve.SATURATING:
            return plan.elasticity / (1 - 1 / plan.saturation) * (1 - tasks / plan.saturation)
        case Curve.LINEAR:
            return plan.elasticity * price / tasks


def _critical_elasticity(plan: DemandPlan, price: float) -> float | None:
    """The elasticity at which compute stays as it was: Q(p) = g / tau, solved for e."""
    needed = plan.gain / plan.tokens_per_task
    if needed <= 1:
        return 0.0
    if price >= 1:
        return None
    match plan.curve:
        case Curve.CONSTANT:
            return log(needed) / -log(price)
        case Curve.SATURATING:
            top = plan.saturation
            if needed >= top:
                return None
            steep = log((top / needed - 1) / (top - 1)) / log(price)
            return steep * (1 - 1 / top)
        case Curve.LINEAR:
            return (needed - 1) / (1 - price)
