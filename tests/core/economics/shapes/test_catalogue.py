import pytest

from jevons.core.economics.shapes.catalogue import known_model, model_ids
from jevons.core.problems import ProblemError, ProblemKind


@pytest.mark.parametrize("model", model_ids())
def test_every_shape_has_the_published_size(model):
    known = known_model(model)
    counts = known.shape.parameters
    # Qwen3 1.7B is 1.72 B, and publishers round active parameters to two digits.
    assert counts.total / 1e9 == pytest.approx(known.total_published_b, rel=0.0125)
    assert counts.active / 1e9 == pytest.approx(known.active_published_b, rel=0.017)
    assert known.confidence in set("ABCD")
    assert known.source


def test_exact_counts():
    counts = {
        "deepseek-v3": 671_026_419_200,
        "llama-3.1-8b": 8_030_261_248,
        "qwen2.5-32b": 32_763_876_352,
        "smollm2-135m": 134_515_008,
        "mixtral-8x7b": 46_702_792_704,
        "qwen3-235b-a22b": 235_093_634_560,
    }
    for model, count in counts.items():
        assert known_model(model).shape.parameters.total == count


def test_r1_is_v3():
    r1, v3 = known_model("deepseek-r1").shape, known_model("DeepSeek-V3").shape
    assert r1.parameters == v3.parameters
    assert r1.precision == "fp8"


def test_an_unknown_model_is_told_with_what_is_near():
    with pytest.raises(ProblemError) as caught:
        known_model("qwen3-30b")
    assert caught.value.problem.kind is ProblemKind.UNKNOWN_MODEL
    assert "qwen3-30b-a3b" in caught.value.problem.remedy
