from dataclasses import replace

import pytest

from jevons.core.economics.demand.elasticities import elasticities, known_elasticity, trends
from jevons.core.economics.demand.rebound import Curve, DemandPlan, demand, demand_ratio
from jevons.core.problems import ProblemError

O1_TO_R1 = 27.3


@pytest.mark.parametrize(
    ("elasticity", "tasks", "spend", "rebound"),
    [(0.06, 1.22, 0.045, 0.008), (0.5, 5.2, 0.19, 0.16), (1.11, 39.3, 1.44, 1.46)],
)
def test_a_price_of_one_twenty_seventh(elasticity, tasks, spend, rebound):
    after = demand(DemandPlan(gain=O1_TO_R1, elasticity=elasticity))
    assert after.tasks_ratio == pytest.approx(tasks, rel=0.01)
    assert after.spend_ratio == pytest.approx(spend, rel=0.02)
    assert after.rebound == pytest.approx(rebound, abs=0.005)
    assert after.paradox == (elasticity > 1)


def test_published_elasticities_disagree_on_the_paradox():
    within, across = known_elasticity("nber-2025"), known_elasticity("openrouter-2025")
    assert within.elasticity / across.elasticity > 16
    verdicts = [
        demand(DemandPlan(gain=O1_TO_R1, elasticity=found.elasticity)).paradox
        for found in (within, across)
    ]
    assert verdicts == [True, False]
    assert all(found.source and found.scope for found in elasticities().values())
    with pytest.raises(ProblemError, match="nber-2025"):
        known_elasticity("jevons-1865")


def test_small_gains_rebound_by_the_elasticity():
    for elasticity in (0.3, 1.0, 1.4):
        after = demand(DemandPlan(gain=1.0001, elasticity=elasticity))
        assert after.rebound == pytest.approx(elasticity, abs=1e-3)


def test_what_is_passed_on_and_tokens_per_task():
    half = demand(DemandPlan(gain=16, elasticity=1.5, pass_through=0.5))
    assert half.price_ratio == pytest.approx(1 / 4)
    assert half.compute_ratio == pytest.approx(16 ** (0.5 * 1.5 - 1))
    assert half.spend_ratio == pytest.approx(16 ** (0.5 * (1.5 - 1)))
    assert half.critical_elasticity == pytest.approx(2)
    thinking = demand(DemandPlan(gain=16, elasticity=0.5, tokens_per_task=8))
    assert thinking.tokens_ratio == pytest.approx(8 * 4)
    assert thinking.paradox
    assert demand(DemandPlan(gain=4, elasticity=1, tokens_per_task=4)).critical_elasticity == 0


@pytest.mark.parametrize("curve", Curve)
def test_every_curve_has_its_elasticity_at_todays_price(curve):
    plan = DemandPlan(gain=2, elasticity=0.7, curve=curve)
    assert demand_ratio(plan, 1) == pytest.approx(1)
    step = 1e-6
    slope = (demand_ratio(plan, 1 - step) - demand_ratio(plan, 1 + step)) / (2 * step)
    assert slope == pytest.approx(0.7, rel=1e-4)
    prices = [demand_ratio(plan, ratio) for ratio in (0.1, 0.5, 1, 2, 10)]
    assert prices == sorted(prices, reverse=True)


@pytest.mark.parametrize("curve", Curve)
def test_the_local_elasticity_is_the_slope_at_the_new_price(curve):
    plan = DemandPlan(gain=5, elasticity=0.7, curve=curve)
    after = demand(plan)
    price, step = after.price_ratio, 1e-6
    higher, lower = (demand_ratio(plan, price * (1 + by)) for by in (step, -step))
    slope = (lower - higher) / (2 * step) / demand_ratio(plan, price)
    assert after.local_elasticity == pytest.approx(slope, rel=1e-4)


def test_demand_that_saturates():
    plan = DemandPlan(gain=1e6, elasticity=1.11, curve=Curve.SATURATING, saturation=10)
    after = demand(plan)
    assert after.tasks_ratio == pytest.approx(10, rel=1e-3)
    assert not after.paradox
    assert after.critical_elasticity is None
    assert after.local_elasticity < 0.01
    line = demand(replace(plan, curve=Curve.LINEAR))
    assert line.tasks_ratio == pytest.approx(2.11, rel=1e-3)
    assert demand_ratio(replace(plan, curve=Curve.LINEAR), 2) == 0


@pytest.mark.parametrize("curve", Curve)
def test_the_paradox_begins_at_the_critical_elasticity(curve):
    plan = DemandPlan(
        gain=3, elasticity=1, curve=curve, pass_through=0.9, tokens_per_task=1.3, saturation=6
    )
    critical = demand(plan).critical_elasticity
    assert demand(replace(plan, elasticity=critical)).compute_ratio == pytest.approx(1)
    assert demand(replace(plan, elasticity=1.01 * critical)).paradox
    assert not demand(replace(plan, elasticity=0.99 * critical)).paradox


def test_a_price_that_does_not_fall_moves_nothing():
    kept = demand(DemandPlan(gain=10, elasticity=2, pass_through=0))
    assert kept.tasks_ratio == 1
    assert kept.compute_ratio == pytest.approx(0.1)
    assert kept.rebound == pytest.approx(0)
    assert kept.critical_elasticity is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gain": 1}, "no fall"),
        ({"gain": 0}, "Gain is 0"),
        ({"elasticity": -1}, "Elasticity is -1"),
        ({"pass_through": 1.5}, "150 %"),
        ({"curve": Curve.SATURATING, "saturation": 1}, "cannot grow"),
    ],
)
def test_plans_that_cannot_be(change, words):
    with pytest.raises(ProblemError, match=words):
        DemandPlan(**{"gain": 10, "elasticity": 1, **change})
    with pytest.raises(ProblemError):
        demand_ratio(DemandPlan(gain=10, elasticity=1), 0)
    with pytest.raises(ProblemError, match="no bounds"):
        demand(DemandPlan(gain=10, elasticity=1e30))


def test_trends_have_sources():
    assert len(trends()) == 7
    assert all(trend.source and trend.confidence in set("ABCD") for trend in trends())
