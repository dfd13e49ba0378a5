"""From a published configuration (a Hugging Face `config.json`) to a model's shape."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.shapes.parts import (
    Attention,
    Block,
    DenseFeedForward,
    ExpertFeedForward,
    FeedForward,
    GroupedAttention,
    LatentAttention,
    QkNorm,
)
from jevons.core.economics.shapes.settings import Settings
from jevons.core.economics.shapes.shape import ModelShape

_MOST_LAYERS = 10_000

_LAYER_TYPES = {"full_attention", "sliding_attention", "chunked_attention"}

_OTHER_PARTS = {
    "vision_config": "the vision tower",
    "audio_config": "the audio tower",
}


def shape_of_json(text: str, name: str) -> ModelShape:
    """The shape that the text of a `config.json` describes.

    Raises:
        ProblemError: BAD_INPUT: no such text, or a value in it; UNSUPPORTED: an architecture.
    """
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad_input(f"the configuration of {name} is no JSON", "take a config.json") from error
    if not isinstance(config, dict):
        raise bad_input(f"the configuration of {name} is no JSON object", "take a config.json")
    return shape_of_config(config, name)


def shape_of_config(config: Mapping[str, Any], name: str) -> ModelShape:
    """The shape that a configuration describes.

    Raises:
        ProblemError: BAD_INPUT: a value that is missing or wrong; UNSUPPORTED: an
            architecture, or layers, that are not known.
    """
    settings = Settings(config, name)
    layers = settings.number("layers")
    if layers > _MOST_LAYERS:
        raise settings.bad(f"has {layers:,} layers", f"at most {_MOST_LAYERS:,} are counted")
    width = settings.number("width")
    windows = _windows(settings, layers)
    experts = [_has_experts(settings, layer) for layer in range(layers)]
    norm_size = settings.meaning["norm_size"] * width
    kinds = Counter(zip(windows, experts, strict=True))
    blocks = tuple(
        Block(
            count,
            _attention(settings, width, window),
            _feedforward(settings, width, routed),
            settings.meaning["norms"] * norm_size,
        )
        for (window, routed), count in sorted(kinds.items(), key=lambda kind: kind[0][1])
    )
    return ModelShape(
        name=name,
        vocabulary=settings.number("vocabulary"),
        width=width,
        blocks=blocks,
        tied=settings.tied(),
        head_bias=settings.flag("head_bias"),
        positions=settings.number("positions") if settings.meaning["learned_positions"] else 0,
        final_norm_values=norm_size,
        mtp_layers=settings.optional("mtp_layers") or 0,
        precision=_precision(config, settings.values),
        context=settings.optional("context"),
        left_out=tuple(words for key, words in _OTHER_PARTS.items() if config.get(key)),
    )


def _attention(settings: Settings, width: int, window: int | None) -> Attention:
    heads = settings.number("heads")
    meaning = settings.meaning
    if meaning["attention"] == "latent":
        return LatentAttention(
            heads=heads,
            query_rank=settings.value("q_lora_rank"),
            kv_rank=_whole(settings, "kv_lora_rank"),
            nope_dim=_whole(settings, "qk_nope_head_dim"),
            rope_dim=_whole(settings, "qk_rope_head_dim"),
            value_dim=_whole(settings, "v_head_dim"),
            bias=settings.flag("qkv_bias"),
            index_heads=settings.value("index_n_heads") or 0,
            index_dim=settings.value("index_head_dim") or 0,
            index_top=settings.value("index_topk"),
        )
    normed = settings.flag("qk_norm_if") if "qk_norm_if" in meaning else True
    kv_heads = settings.optional("kv_heads") or heads
    if kv_heads > heads:
        raise settings.bad(f"has {kv_heads} key-value heads for {heads} heads", "mend the numbers")
    return GroupedAttention(
        heads=heads,
        kv_heads=kv_heads,
        head_dim=settings.optional("head_dim") or _share_of(settings, width, heads),
        qkv_bias=settings.flag("qkv_bias"),
        output_bias=settings.flag("output_bias"),
        qk_norm=QkNorm(meaning["qk_norm"]) if normed else QkNorm.NONE,
        window=window,
        sinks=meaning["sinks"],
    )


def _whole(settings: Settings, key: str) -> int:
    value = settings.value(key)
    if value is None:
        raise settings.bad(f"has no {key}", "take the whole config.json")
    return value


def _share_of(settings: Settings, width: int, heads: int) -> int:
    if width % heads:
        raise settings.bad(
            f"divides {width} over {heads} heads", "take the config.json with its head_dim"
        )
    return width // heads


def _feedforward(settings: Settings, width: int, routed: bool) -> FeedForward:
    gated, bias = settings.meaning["gated"], settings.flag("mlp_bias")
    if not routed:
        times = settings.meaning["inner_times_width"]
        inner = settings.optional("inner") if times else settings.number("inner")
        return DenseFeedForward(inner or times * width, gated, bias)
    experts, active = settings.number("experts"), settings.number("active_experts")
    if active > experts:
        raise settings.bad(f"sends a token to {active} of {experts} experts", "mend the numbers")
    inner = settings.number("expert_inner")
    number = settings.optional("shared_experts") or settings.meaning["shared_experts"]
    shared = settings.optional("shared_inner") or inner * number
    if (settings.value("moe_layer_freq") or 1) > 1:
        raise settings.unsupported("experts in some of the layers alone (moe_layer_freq)")
    return ExpertFeedForward(
        experts,
        active,
        inner,
        shared_inner=shared,
        gated=gated,
        bias=bias,
        router_bias=settings.flag("router_bias"),
        shared_gate=settings.flag("shared_gate") and shared > 0,
    )


def _has_experts(settings: Settings, layer: int) -> bool:
    """Whether a layer has routed experts: after the first dense ones, every so many."""
    if settings.optional("experts") is None:
        return False
    if layer in settings.values_of("mlp_only_layers"):
        return False
    every = settings.optional("expert_every") or 1
    return layer >= (settings.optional("dense_layers") or 0) and (layer + 1) % every == 0


def _windows(settings: Settings, layers: int) -> list[int | None]:
    """How far back each layer sees; `None`: to the beginning."""
    window = settings.value("sliding_window") or settings.value("attention_chunk_size")
    kinds = settings.values_of("layer_types")
    if kinds:
        strange = {str(kind) for kind in kinds} - _LAYER_TYPES
        if strange:
            raise settings.unsupported(f"layers of {', '.join(sorted(strange))[:80]}")
        if len(kinds) != layers:
            raise settings.bad(
                f"names {len(kinds)} of {layers} layers", "take the whole config.json"
            )
        return [None if kind == "full_attention" else window for kind in kinds]
    if not window:
        return [None] * layers
    return [window if _sees_a_window(settings, layer) else None for layer in range(layers)]


def _sees_a_window(settings: Settings, layer: int) -> bool:
    match settings.meaning.get("window"):
        case "all":
            return True
        case "alternate":
            return layer % 2 == 0
        case "sixth":
            return (layer + 1) % (settings.value("sliding_window_pattern") or 6) != 0
        case "chunks":
            return (layer + 1) % 4 != 0
        case "if used":
            used = bool(settings.values.get("use_sliding_window"))
            return used and layer >= (settings.value("max_window_layers") or 0)
        case _:
            return False


def _precision(config: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What the weights are published in."""
    quantized = config.get("quantization_config") or values.get("quantization_config") or {}
    method = quantized.get("quant_method") if isinstance(quantized, Mapping) else None
    if method in {"fp8", "mxfp4"}:
        return str(method)
    said = values.get("torch_dtype") or values.get("dtype") or config.get("torch_dtype")
    return {"float32": "fp32", "float16": "fp16"}.get(str(said), "bf16")
