import pytest

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.training.cost import TrainingPlan, training_cost
from jevons.core.economics.uncertainty import Range, propagate, tornado
from jevons.core.problems import ProblemError, ProblemKind


def plan(**changes):
    given = {
        "shape": known_model("deepseek-v3").shape,
        "chip": known_chip("H800"),
        "tokens": 14.8e12,
        "usd_per_gpu_hour": 2,
        "gpus": 2048,
        "mfu": 0.39,
    }
    return TrainingPlan(**{**given, **changes})


def stated(gpu_hours, **changes):
    return plan(mfu=None, gpu_hours=gpu_hours, **changes)


def test_hours_from_the_mfu_and_the_mfu_from_hours():
    computed = training_cost(plan())
    back = training_cost(stated(computed.gpu_hours))
    assert back.mfu == pytest.approx(0.39)
    assert back.usd == pytest.approx(computed.usd)
    assert computed.gpu_hours == pytest.approx(2664e3, rel=0.003)


def test_the_same_run_by_the_peak_of_fp8():
    in_bf16, in_fp8 = (
        training_cost(stated(2664e3, mfu_precision=precision)) for precision in ("bf16", "fp8")
    )
    assert in_bf16.achieved_tflops_per_gpu == pytest.approx(in_fp8.achieved_tflops_per_gpu)
    assert in_bf16.mfu == pytest.approx(2 * in_fp8.mfu, rel=1e-3)


def test_a_cluster_that_is_down_at_times_takes_longer_and_costs_more():
    whole, part = training_cost(plan()), training_cost(plan(availability=0.8))
    assert part.days == whole.days
    assert part.wall_days == pytest.approx(whole.days / 0.8)
    assert part.usd == whole.usd
    assert part.usd_with_downtime == pytest.approx(whole.usd / 0.8)
    assert part.tokens_per_day == pytest.approx(0.8 * whole.tokens_per_day)


def test_energy_of_the_whole_run():
    cost = training_cost(stated(2788e3))
    assert cost.energy_gwh == pytest.approx(3.84, abs=0.005)
    assert cost.power_mw == pytest.approx(2.818, abs=0.001)


def test_power_that_is_not_known_stays_unknown():
    cost = training_cost(plan(chip=known_chip("a100-sxm-80")))
    assert cost.energy_gwh is None
    given = training_cost(plan(chip=known_chip("a100-sxm-80"), kw_per_gpu=0.8))
    assert given.energy_gwh == pytest.approx(given.gpu_hours * 0.8e-6)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mfu": 1.2}, "MFU is 120 %"),
        ({"mfu": 0}, "MFU is 0 %"),
        ({"tokens": 0}, "Tokens is 0"),
        ({"tokens": float("nan")}, "Tokens is nan"),
        ({"gpus": -8}, "GPUs is -8"),
        ({"usd_per_gpu_hour": 0}, "USD per GPU hour is 0"),
        ({"availability": 1.5}, "Availability is 150 %"),
        ({"gpu_hours": 1e6}, "not both"),
        ({"mfu": None}, "not both or none"),
    ],
)
def test_figures_that_cannot_be(change, words):
    with pytest.raises(ProblemError, match=words) as caught:
        plan(**change)
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT
    assert caught.value.problem.remedy


def test_fewer_hours_than_the_chip_could_do_it_in():
    with pytest.raises(ProblemError, match="MFU of 104 %"):
        training_cost(stated(1e6))


def test_a_precision_that_the_chip_lacks():
    with pytest.raises(ProblemError, match="FP8"):
        training_cost(plan(chip=known_chip("a100-sxm-80"), mfu_precision="fp8"))
    with pytest.raises(ProblemError, match="MI308X"):
        training_cost(plan(chip=known_chip("mi308x")))


def test_ranges_become_intervals_and_say_what_drives_them():
    def cost(**inputs):
        return training_cost(TrainingPlan(**inputs))

    inputs = {
        "shape": known_model("deepseek-v3").shape,
        "chip": known_chip("H800"),
        "tokens": 14.8e12,
        "mfu": Range(0.35, 0.45),
        "usd_per_gpu_hour": Range(1.5, 3.5),
        "gpus": 2048,
    }
    usd = propagate(cost, inputs, ("usd", "days"), draws=2000).intervals["usd"]
    assert usd.low < 5.2e6 < usd.high
    assert usd.low > 1.5 / 2 * 5.328e6 * 0.39 / 0.45
    assert [bar.name for bar in tornado(cost, inputs, "usd")] == ["usd_per_gpu_hour", "mfu"]
