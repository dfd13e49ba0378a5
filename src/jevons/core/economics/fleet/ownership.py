"""The cost of an owned chip an hour, and of a fleet; what a sum buys."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, floor, log1p

from jevons.core.economics.bounds import (
    bad_input,
    require_not_negative,
    require_positive,
    require_share,
)

HOURS_PER_YEAR = 8760
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPlan:
    """Chips that are bought, with their share of servers and network, and run for `years`.

    `discount_rate` is what the capital costs a year (0: straight line); `residual_share`
    of the price is got back in the end. `kw_per_gpu` is the power of a chip with its
    share of server and network, drawn for `power_use` of the time; PUE adds cooling.
    `hosting_usd_per_kw_month` is rent of space; `upkeep_share` of the price goes into
    staff, repairs and insurance each year. `utilisation` is the share of hours in use.

    Raises:
        ProblemError: BAD_INPUT.
    """

    capex_usd_per_gpu: float
    gpus: float = 1
    years: float = 4
    discount_rate: float = 0.0
    residual_share: float = 0.0
    kw_per_gpu: float = 1.4
    pue: float = 1.25
    usd_per_kwh: float = 0.08
    power_use: float = 0.8
    hosting_usd_per_kw_month: float = 0.0
    upkeep_share: float = 0.0
    utilisation: float = 1.0

    def __post_init__(self) -> None:
        require_positive(self, "capex_usd_per_gpu", "gpus", "years", "kw_per_gpu")
        require_not_negative(
            self, "discount_rate", "residual_share", "usd_per_kwh", "hosting_usd_per_kw_month",
            "upkeep_share",
        )  # fmt: skip
        require_share(self, "power_use", "utilisation")
        if self.pue < 1:
            raise bad_input(f"PUE is {self.pue:g}", "it is at least 1: all power over computing's")
        if self.residual_share >= 1:
            raise bad_input("the chips keep their price", "give a residual share below 100 %")


@dataclass(frozen=True, slots=True)
class FleetCost:
    """Dollars a year of one chip by part, an hour of it, and the fleet's sums.

    `usd_per_gpu_hour` is of every hour of the year, `usd_per_used_gpu_hour` of those in use.
    """

    capital_recovery_factor: float
    capital_usd_per_gpu_year: float
    power_usd_per_gpu_year: float
    hosting_usd_per_gpu_year: float
    upkeep_usd_per_gpu_year: float
    usd_per_gpu_year: float
    capital_usd_per_gpu_hour: float
    running_usd_per_gpu_hour: float
    usd_per_gpu_hour: float
    usd_per_used_gpu_hour: float
    depreciation_usd_per_year: float
    power_mw: float
    energy_gwh_per_year: float
    capex_usd: float
    running_usd_per_year: float
    usd_per_year: float
    usd_over_life: float


def capital_recovery_factor(*, rate: float, years: float) -> float:
    """The yearly share of a price that repays it with interest: r / (1 - (1 + r)^-y), 1/y at 0.

    Raises:
        ProblemError: BAD_INPUT: no years, or a rate below 0.
    """
    if not (years > 0 and rate >= 0):
        raise bad_input(
            f"{years:g} years at {100 * rate:g} %", "give years above 0, a rate of 0 or more"
        )
    if rate == 0:
        return 1 / years
    return rate / -expm1(-years * log1p(rate))


def fleet_cost(plan: FleetPlan) -> FleetCost:
    """[(capex - residual) CRF + kW PUE 8760 $/kWh + hosting + upkeep] / (8760 u).

    The residual value counts at its present worth. With a discount rate, dollars over
    the life are those of the capital's yearly payments.
    """
    factor = capital_recovery_factor(rate=plan.discount_rate, years=plan.years)
    residual = plan.capex_usd_per_gpu * plan.residual_share
    present = residual / float((1 + plan.discount_rate) ** plan.years)
    capital = (plan.capex_usd_per_gpu - present) * factor
    drawn_kw = plan.kw_per_gpu * plan.pue * plan.power_use
    power = drawn_kw * HOURS_PER_YEAR * plan.usd_per_kwh
    hosting = plan.hosting_usd_per_kw_month * plan.kw_per_gpu * MONTHS_PER_YEAR
    upkeep = plan.upkeep_share * plan.capex_usd_per_gpu
    running = power + hosting + upkeep
    year = capital + running
    hour = year / HOURS_PER_YEAR
    return FleetCost(
        capital_recovery_factor=factor,
        capital_usd_per_gpu_year=capital,
        power_usd_per_gpu_year=power,
        hosting_usd_per_gpu_year=hosting,
        upkeep_usd_per_gpu_year=upkeep,
        usd_per_gpu_year=year,
        capital_usd_per_gpu_hour=capital / HOURS_PER_YEAR,
        running_usd_per_gpu_hour=running / HOURS_PER_YEAR,
        usd_per_gpu_hour=hour,
        usd_per_used_gpu_hour=hour / plan.utilisation,
        depreciation_usd_per_year=plan.gpus * (plan.capex_usd_per_gpu - residual) / plan.years,
        power_mw=plan.gpus * plan.kw_per_gpu * plan.pue / 1e3,
        energy_gwh_per_year=plan.gpus * drawn_kw * HOURS_PER_YEAR / 1e6,
        capex_usd=plan.gpus * plan.capex_usd_per_gpu,
        running_usd_per_year=plan.gpus * running,
        usd_per_year=plan.gpus * year,
        usd_over_life=plan.gpus * year * plan.years,
    )


def book_value(plan: FleetPlan, *, year: float) -> float:
    """Dollars that the fleet stands at in the books after so many years, written off evenly.

    Raises:
        ProblemError: BAD_INPUT: before the purchase.
    """
    if not year >= 0:
        raise bad_input(f"{year:g} years after the purchase", "give 0 or more")
    whole = plan.gpus * plan.capex_usd_per_gpu
    left = max(1 - year / plan.years, 0.0)
    return whole * (plan.residual_share + (1 - plan.residual_share) * left)


@dataclass(frozen=True, slots=True)
class FleetPurchase:
    """What a sum buys: whole chips, what they cost, and what is left of the sum."""

    budget_usd: float
    usd_per_gpu: float
    gpus: int
    spent_usd: float
    left_usd: float


def fleet_for_budget(
    plan: FleetPlan, *, budget_usd: float, with_running: bool = False
) -> FleetPurchase:
    """Chips = floor(sum / price); `with_running`: the price and all running costs of the life.

    Raises:
        ProblemError: BAD_INPUT: the sum does not buy one chip.
    """
    price = plan.capex_usd_per_gpu
    if with_running:
        cost = fleet_cost(plan)
        price += cost.running_usd_per_gpu_hour * HOURS_PER_YEAR * plan.years
    if not budget_usd >= price:
        raise bad_input(
            f"${budget_usd:,.0f} does not buy one chip at ${price:,.0f}", "give a larger sum"
        )
    gpus = floor(budget_usd / price)
    return FleetPurchase(budget_usd, price, gpus, gpus * price, budget_usd - gpus * price)
