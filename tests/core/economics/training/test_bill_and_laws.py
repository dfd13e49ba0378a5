import pytest

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.training.bill import (
    BillLine,
    disclosed_bill,
    disclosed_runs,
    training_bill,
)
from jevons.core.economics.training.chinchilla import chinchilla_position, loss_laws
from jevons.core.economics.training.reinforcement import ReinforcementPlan, reinforcement_cost
from jevons.core.problems import ProblemError

V3 = known_model("deepseek-v3").shape


def test_post_training_is_its_own_line():
    bill = disclosed_bill("deepseek-v3")
    assert {line.stage: line.usd for line in bill.lines} == {
        "pre-training": 5_328_000, "context extension": 238_000, "post-training": 10_000,
    }  # fmt: skip
    assert bill.gpu_hours == 2_788_000
    more = training_bill([*bill.lines, BillLine("distillation", 1000, 3)])
    assert more.usd == bill.usd + 3000


def test_lines_of_r1_are_hours_times_chips():
    hours = [line.gpu_hours for line in disclosed_bill("deepseek-r1").lines]
    assert hours == [512 * 198, 5000, 512 * 80]


def test_runs_that_are_not_disclosed():
    assert "deepseek-r1" in disclosed_runs()
    with pytest.raises(ProblemError, match="o1"):
        disclosed_bill("o1")
    with pytest.raises(ProblemError):
        training_bill([])
    with pytest.raises(ProblemError):
        BillLine("pre-training", -1, 2)


@pytest.mark.parametrize("law", loss_laws(), ids=lambda law: law.id)
def test_no_run_of_the_same_flops_has_less_loss_than_the_optimal_one(law):
    here = chinchilla_position(parameters=V3.active_matmul, tokens=14.8e12, law=law)
    assert 6 * here.optimal_parameters * here.optimal_tokens == pytest.approx(here.flops)
    for factor in (0.5, 0.9, 1.1, 2):
        other = law.loss(factor * here.optimal_parameters, here.optimal_tokens / factor)
        assert other > here.optimal_loss
    best = law.optimal(here.flops_for_same_loss)
    assert law.loss(*best) == pytest.approx(here.loss)
    assert here.overtraining > 1


def test_chinchilla_itself_is_near_its_own_optimum():
    # By the replication; the constants as first printed say it should be smaller yet.
    first, replication = loss_laws()
    chinchilla = chinchilla_position(parameters=70e9, tokens=1.4e12, law=replication)
    assert chinchilla.times_twenty == 1
    assert chinchilla.overtraining == pytest.approx(1.05, abs=0.06)
    assert chinchilla_position(parameters=70e9, tokens=1.4e12, law=first).overtraining > 1.1


def test_v3_has_twenty_times_twenty_tokens_a_parameter():
    here = chinchilla_position(parameters=37e9, tokens=14.8e12, law=loss_laws()[1])
    assert here.tokens_per_parameter == pytest.approx(400)
    assert here.times_twenty == pytest.approx(20)


def test_no_run():
    with pytest.raises(ProblemError):
        chinchilla_position(parameters=0, tokens=1, law=loss_laws()[0])


def reinforcement(**changes):
    given = {
        "shape": V3, "chip": known_chip("H800"), "steps": 100, "prompts": 512, "samples": 16,
        "tokens_per_sample": 8000, "tokens_per_second_per_gpu": 1850, "mfu": 0.3,
        "usd_per_gpu_hour": 2,
    }  # fmt: skip
    return reinforcement_cost(ReinforcementPlan(**{**given, **changes}))


def test_drawing_and_learning():
    cost = reinforcement()
    assert cost.tokens == 100 * 512 * 16 * 8000
    assert cost.drawing_gpu_hours == pytest.approx(cost.tokens / 1850 / 3600)
    flops = 8 * V3.active_matmul * cost.tokens
    assert cost.learning_gpu_hours == pytest.approx(flops / (0.3 * 989.4e12) / 3600)
    assert cost.usd == pytest.approx(2 * (cost.drawing_gpu_hours + cost.learning_gpu_hours))
    without = reinforcement(reference=False)
    assert without.learning_gpu_hours == pytest.approx(0.75 * cost.learning_gpu_hours)


def test_longer_thoughts_are_mostly_drawing():
    slow = reinforcement(tokens_per_second_per_gpu=200)
    assert slow.drawing_share > 0.8
    with pytest.raises(ProblemError, match="Steps"):
        reinforcement(steps=0)
