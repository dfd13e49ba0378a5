import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.economics.shapes.config import shape_of_config, shape_of_json
from jevons.core.economics.shapes.parts import ExpertFeedForward, QkNorm
from jevons.core.economics.shapes.settings import known_architectures
from jevons.core.problems import ProblemError, ProblemKind

LLAMA = {
    "model_type": "llama",
    "vocab_size": 1000,
    "hidden_size": 64,
    "intermediate_size": 256,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
}


def shape(**changes):
    return shape_of_config({**LLAMA, **changes}, "a model")


def problem(config):
    with pytest.raises(ProblemError) as caught:
        shape_of_config(config, "a model")
    return caught.value.problem


def test_a_small_llama_counted_by_hand():
    counts = shape().parameters
    layer = 64 * (64 + 2 * 16) + 64 * 64 + 3 * 64 * 256 + 2 * 64
    assert counts.total == 2 * 1000 * 64 + 4 * layer + 64
    assert counts.active == counts.total
    assert counts.active_matmul == 4 * (layer - 2 * 64) + 1000 * 64


def test_a_tied_head_is_counted_once_and_multiplied_all_the_same():
    tied, untied = shape(tie_word_embeddings=True).parameters, shape().parameters
    assert untied.total - tied.total == 1000 * 64
    assert tied.active_matmul == untied.active_matmul


def test_biases_and_norms_of_queries_and_keys():
    plain = shape().parameters.attention
    assert shape(attention_bias=True).parameters.attention == plain + 4 * (64 + 2 * 16 + 64)
    qwen3 = shape(model_type="qwen3", head_dim=8)
    assert qwen3.blocks[0].attention.qk_norm is QkNorm.HEAD
    assert qwen3.parameters.attention == plain + 4 * 2 * 8
    assert shape(model_type="olmo2").parameters.attention == plain + 4 * (64 + 16)


def test_windows_by_layer():
    kinds = ["full_attention", "sliding_attention", "sliding_attention", "sliding_attention"]
    mixed = shape(sliding_window=32, layer_types=kinds)
    assert {(b.count, b.attention.window) for b in mixed.blocks} == {(1, None), (3, 32)}
    gemma = shape(model_type="gemma2", sliding_window=32)
    assert {(b.count, b.attention.window) for b in gemma.blocks} == {(2, None), (2, 32)}
    unused = shape(model_type="qwen2", sliding_window=32, use_sliding_window=False)
    assert [b.attention.window for b in unused.blocks] == [None]


def test_dense_layers_before_experts():
    moe = shape(
        model_type="glm4_moe",
        n_routed_experts=16,
        num_experts_per_tok=2,
        n_shared_experts=1,
        moe_intermediate_size=32,
        first_k_dense_replace=1,
        num_nextn_predict_layers=1,
    )
    ((block, experts),) = moe.expert_blocks
    assert block.count == 3
    assert experts == ExpertFeedForward(16, 2, 32, shared_inner=32, router_bias=True)
    counts = moe.parameters
    assert counts.routed_experts == 8 * counts.active_routed_experts
    assert counts.mtp > 16 * 3 * 64 * 32


def test_text_inside_a_model_of_images():
    inside = shape_of_config(
        {"model_type": "gemma3", "text_config": {**LLAMA, "model_type": "gemma3_text"},
         "vision_config": {"hidden_size": 8}},
        "a model",
    )  # fmt: skip
    assert inside.left_out == ("the vision tower",)
    assert inside.tied


def test_the_precision_of_the_weights():
    assert shape(torch_dtype="float16").precision == "fp16"
    assert shape(quantization_config={"quant_method": "fp8"}).precision == "fp8"


def test_an_unknown_architecture_is_told():
    told = problem({**LLAMA, "model_type": "mamba2"})
    assert told.kind is ProblemKind.UNSUPPORTED
    assert "mamba2" in told.what
    assert "llama" in told.remedy


def test_experts_in_some_layers_by_a_frequency_are_told():
    moe = {"model_type": "deepseek", "n_routed_experts": 4, "num_experts_per_tok": 2}
    told = problem({**LLAMA, **moe, "moe_intermediate_size": 8, "moe_layer_freq": 2})
    assert told.kind is ProblemKind.UNSUPPORTED
    assert "moe_layer_freq" in told.what


def test_layers_that_cannot_be_counted_are_told():
    told = problem({**LLAMA, "layer_types": ["linear_attention"] * 4})
    assert told.kind is ProblemKind.UNSUPPORTED
    assert "linear_attention" in told.what


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hidden_size": None}, "hidden_size"),
        ({"hidden_size": 64.5}, "64.5"),
        ({"num_hidden_layers": -4}, "-4"),
        ({"num_attention_heads": "eight"}, "eight"),
        ({"hidden_size": 63}, "63 over 8 heads"),
        ({"num_key_value_heads": 16}, "16 key-value heads for 8 heads"),
        ({"num_hidden_layers": 20_000}, "20,000 layers"),
        ({"hidden_size": 10**400}, "a huge number"),
        ({"layer_types": "all"}, "layer_types = 'all'"),
        ({"layer_types": ["full_attention"]}, "1 of 4 layers"),
        ({"num_local_experts": 2, "num_experts_per_tok": 4}, "4 of 2 experts"),
        ({"model_type": None}, "model_type"),
    ],
)
def test_bad_values_are_told(change, words):
    told = problem({**LLAMA, **change})
    assert told.kind is ProblemKind.BAD_INPUT
    assert words in told.what
    assert told.remedy


@pytest.mark.parametrize("text", ["", "[]", "{", '"llama"', "[" * 100_000])
def test_what_is_no_configuration(text):
    with pytest.raises(ProblemError) as caught:
        shape_of_json(text, "a model")
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT


def test_json_reads_as_the_mapping_does():
    assert shape_of_json(json.dumps(LLAMA), "a model") == shape()


KEYS = [
    *LLAMA, "head_dim", "sliding_window", "layer_types", "mlp_only_layers", "max_window_layers",
    "use_sliding_window", "num_experts", "num_experts_per_tok", "first_k_dense_replace",
    "decoder_sparse_step", "moe_intermediate_size", "q_lora_rank", "kv_lora_rank",
    "qk_rope_head_dim", "qk_nope_head_dim", "v_head_dim", "attention_bias", "text_config",
    "quantization_config", "torch_dtype", "tie_word_embeddings", "sliding_window_pattern",
    "n_positions", "num_nextn_predict_layers", "use_qk_norm", "vision_config",
]  # fmt: skip

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.lists(st.one_of(st.integers(), st.text(max_size=8), st.lists(st.none())), max_size=4),
    st.dictionaries(st.sampled_from(KEYS), st.integers(), max_size=3),
    st.sampled_from([0, 1, 2, 4, 8, 64, 10**9, 10**400, 2**63]),
)  # fmt: skip


@given(
    st.sampled_from(known_architectures()),
    st.dictionaries(st.sampled_from(KEYS[1:]), VALUES, max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_no_configuration_does_more_than_be_refused(architecture, changes):
    latent = {"kv_lora_rank": 8, "qk_rope_head_dim": 4, "qk_nope_head_dim": 4, "v_head_dim": 4}
    try:
        read = shape_of_config({**LLAMA, **latent, **changes, "model_type": architecture}, "it")
    except ProblemError as error:
        told = error.problem
        assert told.remedy
        assert len(told.line()) < 800
    else:
        assert read.parameters.total >= read.parameters.active > 0
        assert read.layers < 100_000
