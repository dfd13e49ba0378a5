import pytest

from jevons.core.economics.fleet.estimated import estimated_fleets, fleet_bill
from jevons.core.economics.fleet.ownership import (
    FleetPlan,
    book_value,
    capital_recovery_factor,
    fleet_cost,
    fleet_for_budget,
)
from jevons.core.problems import ProblemError

DEEPSEEK = estimated_fleets()["deepseek-semianalysis"]


def test_an_hour_of_a_chip_by_parts():
    cost = fleet_cost(
        FleetPlan(
            capex_usd_per_gpu=34_728,
            kw_per_gpu=1.0,
            pue=1.2,
            usd_per_kwh=0.1,
            power_use=0.5,
            hosting_usd_per_kw_month=100,
            upkeep_share=0.05,
            utilisation=0.5,
        )
    )
    assert cost.capital_usd_per_gpu_hour == pytest.approx(0.99, abs=0.002)
    assert cost.power_usd_per_gpu_year == pytest.approx(1.2 * 0.5 * 8760 * 0.1)
    assert cost.hosting_usd_per_gpu_year == 1200
    assert cost.upkeep_usd_per_gpu_year == pytest.approx(1736.4)
    parts = cost.capital_usd_per_gpu_hour + cost.running_usd_per_gpu_hour
    assert cost.usd_per_gpu_hour == pytest.approx(parts)
    assert cost.usd_per_used_gpu_hour == pytest.approx(2 * cost.usd_per_gpu_hour)


def test_the_factor_repays_the_price_with_interest():
    factor = capital_recovery_factor(rate=0.1, years=4)
    assert sum(factor / 1.1**year for year in (1, 2, 3, 4)) == pytest.approx(1)
    assert capital_recovery_factor(rate=0, years=4) == 0.25
    assert capital_recovery_factor(rate=1e-9, years=4) == pytest.approx(0.25)
    assert capital_recovery_factor(rate=1e-300, years=4) == pytest.approx(0.25)


def test_a_residual_value_is_not_paid_for():
    whole = fleet_cost(FleetPlan(capex_usd_per_gpu=1000))
    part = fleet_cost(FleetPlan(capex_usd_per_gpu=1000, residual_share=0.2))
    assert part.capital_usd_per_gpu_year == pytest.approx(0.8 * whole.capital_usd_per_gpu_year)
    later = fleet_cost(FleetPlan(capex_usd_per_gpu=1000, residual_share=0.2, discount_rate=0.1))
    paid = sum(later.capital_usd_per_gpu_year / 1.1**year for year in (1, 2, 3, 4))
    assert paid == pytest.approx(1000 - 200 / 1.1**4)


def test_the_books_write_it_off_evenly():
    plan = FleetPlan(capex_usd_per_gpu=1000, gpus=3, residual_share=0.1)
    assert [book_value(plan, year=year) for year in (0, 2, 4, 9)] == pytest.approx(
        [3000, 1650, 300, 300]
    )
    assert fleet_cost(plan).depreciation_usd_per_year == pytest.approx((3000 - 300) / 4)


def test_what_fifty_thousand_cost_and_what_a_sum_buys():
    plan = FleetPlan(capex_usd_per_gpu=31_904.63, gpus=50_000)
    assert fleet_cost(plan).capex_usd == pytest.approx(1.595e9, rel=1e-3)
    bought = fleet_for_budget(plan, budget_usd=1.6e9)
    assert bought.gpus == 50_149
    assert bought.spent_usd + bought.left_usd == pytest.approx(1.6e9)
    assert 0 <= bought.left_usd < 31_904.63
    with_power = fleet_for_budget(plan, budget_usd=1.6e9, with_running=True)
    assert with_power.gpus < bought.gpus
    assert with_power.usd_per_gpu == pytest.approx(fleet_cost(plan).usd_over_life / 50_000)


def test_the_estimated_fleet_by_kind_of_chip():
    hours = {line.name: round(line.usd_per_gpu_hour, 2) for line in DEEPSEEK}
    assert hours == {"A100": 1.12, "H20": 1.06, "H800": 1.39, "H100": 1.65}
    hoppers = fleet_bill(line for line in DEEPSEEK if line.hopper)
    assert hoppers.capex_usd == pytest.approx(1391e6, rel=1e-3)
    assert hoppers.usd_per_year == pytest.approx(545e6, rel=2e-3)
    assert fleet_bill(DEEPSEEK).chips_usd == pytest.approx(940e6)
    assert fleet_bill(DEEPSEEK[:3]).capex_usd == pytest.approx(1281e6, rel=1e-3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"capex_usd_per_gpu": 0}, "is 0"),
        ({"years": -1}, "-1"),
        ({"pue": 0.9}, "PUE is 0.9"),
        ({"utilisation": 1.2}, "120 %"),
        ({"residual_share": 1}, "keep their price"),
        ({"discount_rate": -0.1}, "-0.1"),
    ],
)
def test_fleets_that_cannot_be(change, words):
    with pytest.raises(ProblemError, match=words):
        FleetPlan(**{"capex_usd_per_gpu": 1000, **change})


def test_sums_that_buy_nothing():
    with pytest.raises(ProblemError, match="does not buy one"):
        fleet_for_budget(FleetPlan(capex_usd_per_gpu=1000), budget_usd=999)
    with pytest.raises(ProblemError):
        fleet_bill([])
