"""How a model is fitted to this machine."""

import pytest

from jevons.core.models.engine.plan import BUFFER_BYTES, EngineLimits, plan_engine
from jevons.core.models.engine.resources import available_memory, usable_cores
from jevons.core.problems import ProblemError, ProblemKind
from model_files import write_gguf


def test_defaults(tmp_path):
    path = write_gguf(tmp_path / "m.gguf", llama__context_length=131072)
    plan = plan_engine(path)
    assert (plan.context, plan.slots, plan.threads) == (8192, 4, usable_cores())
    assert plan.memory_bytes == path.stat().st_size + 256 * 8192 * 4 + BUFFER_BYTES
    assert plan.chat_template == ""


def test_the_model_bounds_the_context(tmp_path):
    path = write_gguf(tmp_path / "m.gguf", llama__context_length=2048)
    assert plan_engine(path).context == 2048
    assert plan_engine(path, context=1024).context == 1024
    assert plan_engine(path, context=10**6, limits=EngineLimits(threads=3)).context == 2048
    assert plan_engine(path, limits=EngineLimits(threads=3)).threads == 3


@pytest.mark.parametrize(("share", "slots"), [(0.2, 2), (0.4, 1), (0.8, 1)])
def test_fewer_slots_in_little_memory(tmp_path, share, slots):
    width = int(share * available_memory() / 8192 / 4 / 2)  # two layers, keys and values
    path = write_gguf(
        tmp_path / "m.gguf",
        llama__context_length=8192,
        llama__attention__head_count_kv=1,
        llama__attention__key_length=width,
        llama__attention__value_length=width,
    )
    assert plan_engine(path).slots == slots


def test_too_large_for_the_memory(tmp_path):
    path = write_gguf(tmp_path / "giant.gguf", size=available_memory() * 2)
    with pytest.raises(ProblemError) as caught:
        plan_engine(path)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.NO_MEMORY
    assert "giant needs" in problem.what


def test_the_template_of_r1_is_replaced_by_one_that_can_be_continued(tmp_path):
    path = write_gguf(tmp_path / "m.gguf", tokenizer__chat_template="<｜User｜> </think>")
    template = plan_engine(path).chat_template
    assert "<｜Assistant｜>" in template
    assert "think" not in template


def test_no_more_memory_than_is_allowed(tmp_path):
    path = write_gguf(tmp_path / "m.gguf")
    with pytest.raises(ProblemError) as caught:
        plan_engine(path, limits=EngineLimits(memory_bytes=BUFFER_BYTES // 2))
    assert caught.value.problem.kind is ProblemKind.NO_MEMORY
    assert "memory_gb" in caught.value.problem.remedy
