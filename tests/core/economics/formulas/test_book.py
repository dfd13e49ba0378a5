"""Every figure of every result is described, and by what is there."""

import pytest

from jevons.core.economics.chips.china import ChipEquivalents
from jevons.core.economics.chips.chip import Chip
from jevons.core.economics.demand.rebound import Demand, DemandPlan
from jevons.core.economics.fleet.estimated import FleetBill
from jevons.core.economics.fleet.ownership import FleetCost, FleetPlan, FleetPurchase
from jevons.core.economics.formulas.book import described_results, field_names, formulas_of
from jevons.core.economics.serving.decode import DecodeStep
from jevons.core.economics.serving.memory import ChipWeights, MemoryFit
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.prefill import Prefill
from jevons.core.economics.serving.serve import LoadCost, Serving
from jevons.core.economics.serving.traffic import ExpertParallelLimit, ExpertParallelPlan
from jevons.core.economics.serving.unit_costs import BreakEven, Margin, OwnedInstance, Traffic
from jevons.core.economics.shapes.flops import TokenFlops
from jevons.core.economics.shapes.memory import KvBytes, WeightBytes
from jevons.core.economics.shapes.parameters import ParameterCount
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.training.bill import TrainingBill
from jevons.core.economics.training.chinchilla import ChinchillaPosition
from jevons.core.economics.training.cost import TrainingCost, TrainingPlan
from jevons.core.economics.training.reinforcement import ReinforcementCost, ReinforcementPlan


def names(kind):
    return set(field_names(kind))


SERVING = names(ServingPlan)
SHAPE = names(ModelShape) | {"shape", "precision", "context_tokens"}

RESULTS = {
    ParameterCount: SHAPE,
    WeightBytes: SHAPE | {"embedding_precision"},
    KvBytes: SHAPE,
    TokenFlops: SHAPE,
    TrainingCost: names(TrainingPlan),
    TrainingBill: set(),
    ReinforcementCost: names(ReinforcementPlan),
    ChinchillaPosition: set(),
    **dict.fromkeys((ChipWeights, MemoryFit, DecodeStep, Prefill, Serving), SERVING),
    LoadCost: SERVING | names(Serving) | names(Traffic),
    ExpertParallelLimit: names(ExpertParallelPlan),
    Chip: set(),
    ChipEquivalents: set(),
    Margin: set(),
    FleetCost: names(FleetPlan),
    FleetPurchase: names(FleetPlan),
    FleetBill: set(),
    Demand: names(DemandPlan),
    BreakEven: names(OwnedInstance) | {"price"},
}


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.__name__)
def test_every_figure_has_its_formula(result):
    formulas = formulas_of(result)
    assert set(formulas) >= names(result)
    assert all(hasattr(result, name) for name in formulas)
    known = set(formulas) | RESULTS[result]
    for formula in formulas.values():
        assert set(formula.inputs) <= known, formula.field
        assert formula.name
        if formula.inputs:
            assert formula.text, formula.field


def test_nothing_is_described_that_is_not_there():
    assert set(described_results()) == {result.__name__ for result in RESULTS}
