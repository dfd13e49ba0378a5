from pathlib import Path

import pytest

from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.shapes.config import shape_of_config, shape_of_json
from jevons.core.economics.shapes.flops import (
    decode_flops_per_token,
    prefill_flops_per_token,
    training_flops_per_token,
)
from jevons.core.economics.shapes.memory import kv_bytes, weight_bytes
from jevons.core.problems import ProblemError

PUBLISHED = Path(__file__).with_name("published")
V3 = known_model("deepseek-v3").shape
LLAMA_405B = known_model("llama-3.1-405b").shape


def test_the_cache_of_a_token():
    assert kv_bytes(V3).per_token == 70_272
    assert kv_bytes(LLAMA_405B).per_token == 516_096
    assert kv_bytes(LLAMA_405B, precision="fp8").per_token == 516_096 / 2
    assert kv_bytes(V3, context_tokens=4989).per_sequence == pytest.approx(350.6e6, rel=1e-3)


def test_a_window_bounds_the_cache():
    windowed = shape_of_config(
        {"model_type": "mistral", "vocab_size": 10, "hidden_size": 8, "intermediate_size": 8,
         "num_hidden_layers": 2, "num_attention_heads": 2, "sliding_window": 100},
        "a model",
    )  # fmt: skip
    assert kv_bytes(windowed, context_tokens=50).per_sequence == 50 * 2 * 2 * 8 * 2
    assert kv_bytes(windowed, context_tokens=900).per_sequence == 100 * 2 * 2 * 8 * 2
    assert decode_flops_per_token(windowed, context_tokens=900).attention == 2 * 2 * 16 * 100
    short = prefill_flops_per_token(windowed, context_tokens=100)
    assert short.attention == 2 * 2 * 16 * 50
    # Tokens 101 to 900 see 100 back, the first hundred see 50 in the mean.
    long = prefill_flops_per_token(windowed, context_tokens=900)
    assert long.attention == pytest.approx(2 * 2 * 16 * (100 * 50 + 800 * 100) / 900)


def test_weights_by_precision():
    in_fp8 = weight_bytes(V3, precision="fp8")
    assert in_fp8.embedding_and_head == pytest.approx(3.71e9, rel=1e-3)
    assert in_fp8.gb == pytest.approx(672.88, abs=0.01)
    assert weight_bytes(V3).gb == pytest.approx(2 * 671.026, abs=0.01)
    in_int4 = weight_bytes(LLAMA_405B, precision="int4", embedding_precision="int4")
    assert in_int4.total == pytest.approx(405_853_388_800 * 4.25 / 8)


def test_the_attention_of_a_training_token():
    causal = training_flops_per_token(V3, context_tokens=4096)
    assert causal.total == pytest.approx(250.4e9, rel=1e-3)
    full = training_flops_per_token(V3, context_tokens=4096, causal=False)
    assert full.attention == 2 * causal.attention
    assert training_flops_per_token(LLAMA_405B, context_tokens=4096).total == pytest.approx(
        2448e9, rel=0.011
    )


def test_a_decoded_token_of_latent_attention():
    token = decode_flops_per_token(V3, context_tokens=4989)
    assert token.attention == 2 * 128 * (2 * 512 + 64) * 4989 * 61
    assert token.total == pytest.approx(158e9, rel=0.01)


@pytest.mark.parametrize("context_tokens", [0, -1, float("nan")])
def test_a_context_there_must_be(context_tokens):
    with pytest.raises(ProblemError):
        kv_bytes(V3, context_tokens=context_tokens)
    with pytest.raises(ProblemError):
        training_flops_per_token(V3, context_tokens=context_tokens)


def test_a_precision_that_is_none():
    with pytest.raises(ProblemError, match="fp8"):
        weight_bytes(V3, precision="fp9")


def test_sparse_attention_attends_to_what_its_indexer_chose():
    text = (PUBLISHED / "deepseek-v3.2.json").read_text(encoding="utf-8")
    sparse = shape_of_json(text, "DeepSeek-V3.2")
    assert kv_bytes(sparse).per_token == 70_272 + 61 * 128 * 2
    index = 2 * 64 * 128 * 61
    scores = 2 * 128 * (2 * 512 + 64) * 61
    far = decode_flops_per_token(sparse, context_tokens=100_000)
    assert far.attention == index * 100_000 + scores * 2048
    near = decode_flops_per_token(sparse, context_tokens=1000)
    assert near.attention == (index + scores) * 1000
    dense = decode_flops_per_token(V3, context_tokens=100_000)
    assert far.attention < dense.attention / 10
