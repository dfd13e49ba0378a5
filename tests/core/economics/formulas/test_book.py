"""Every figure of every result is described, and by what is there."""

from dataclasses import fields

import pytest

from jevons.core.economics.formulas.book import described_results, formulas_of
from jevons.core.economics.shapes.flops import TokenFlops
from jevons.core.economics.shapes.memory import KvBytes, WeightBytes
from jevons.core.economics.shapes.parameters import ParameterCount
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.training.bill import TrainingBill
from jevons.core.economics.training.chinchilla import ChinchillaPosition
from jevons.core.economics.training.cost import TrainingCost, TrainingPlan
from jevons.core.economics.training.reinforcement import ReinforcementCost, ReinforcementPlan

SHAPE = {field.name for field in fields(ModelShape)} | {"shape", "precision", "context_tokens"}

RESULTS = {
    ParameterCount: SHAPE,
    WeightBytes: SHAPE | {"embedding_precision"},
    KvBytes: SHAPE,
    TokenFlops: SHAPE,
    TrainingCost: {field.name for field in fields(TrainingPlan)},
    TrainingBill: set(),
    ReinforcementCost: {field.name for field in fields(ReinforcementPlan)},
    ChinchillaPosition: set(),
}


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.__name__)
def test_every_figure_has_its_formula(result):
    formulas = formulas_of(result)
    names = {field.name for field in fields(result)}
    assert set(formulas) == names
    known = names | RESULTS[result]
    for formula in formulas.values():
        assert set(formula.inputs) <= known, formula.field
        assert formula.name
        if formula.inputs:
            assert formula.text, formula.field


def test_nothing_is_described_that_is_not_there():
    assert set(described_results()) == {result.__name__ for result in RESULTS}
