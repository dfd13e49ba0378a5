"""`jevons plan shape`: what a model's configuration says of its size and work."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from jevons.commands.columns import columns
from jevons.core.economics.amounts import amount
from jevons.core.economics.quantities import read_quantity
from jevons.core.economics.shapes.catalogue import known_model, model_ids
from jevons.core.economics.shapes.config import shape_of_json
from jevons.core.economics.shapes.flops import decode_flops_per_token, training_flops_per_token
from jevons.core.economics.shapes.memory import kv_bytes, weight_bytes
from jevons.core.economics.shapes.precisions import precisions
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.visible_text import one_line

LARGEST = 1_000_000
"""Bytes that a configuration may have."""

DASH = "-"


@dataclass(frozen=True)
class Asked:
    """A model at a context, in a precision."""

    shape: ModelShape
    context: float
    precision: str
    kv_precision: str


def run(arguments: Sequence[str]) -> int:
    """Print a model's figures, or all models that are known."""
    args = _parser().parse_args(arguments)
    try:
        if args.model is None:
            print("\n".join(_models()))
            return 0
        asked = _asked(args)
        print(_json(asked) if args.json else "\n".join(_lines(asked)))
    except ProblemError as error:
        print(f"jevons plan: {one_line(str(error), 500)}", file=sys.stderr)
        return 1
    return 0


def shape_in(file: Path) -> ModelShape:
    """The shape in a configuration's file; `-` is the standard input.

    Raises:
        ProblemError: NOT_FOUND: it cannot be read; others as `shape_of_json`.
    """
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if str(file) == DASH else _start_of(file)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"{one_line(str(file), 80)} cannot be read",
            remedy="name the config.json of a model",
        ) from error
    if len(data) > LARGEST:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{one_line(str(file), 80)} is larger than a configuration",
            remedy="name the config.json of a model",
        )
    name = file.parent.name if file.stem == "config" and file.parent.name else file.stem
    return shape_of_json(text, one_line(name, 60))


def _start_of(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jevons plan shape",
        description="Parameters, bytes and operations of a model, from its configuration.",
    )
    parser.add_argument(
        "model", nargs="?", help="a model's id, or a Hugging Face config.json (- reads it)"
    )
    parser.add_argument("--context", default="4,096", metavar="TOKENS", help="of a sequence")
    parser.add_argument(
        "--precision", metavar="NAME", help=f"of the weights: {', '.join(precisions())}"
    )
    parser.add_argument("--kv-precision", default="bf16", metavar="NAME", help="of the cache")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _asked(args: argparse.Namespace) -> Asked:
    named = args.model.lower() in model_ids()
    is_file = not named and (args.model == DASH or args.model.endswith(".json"))
    shape = shape_in(Path(args.model)) if is_file else known_model(args.model).shape
    context = read_quantity("tokens", args.context)
    return Asked(shape, context.middle, args.precision or shape.precision, args.kv_precision)


def _models() -> list[str]:
    """All models known, with what their publishers say."""
    rows: list[tuple[str, ...]] = [("id", "total", "active", "source")]
    for id_ in model_ids():
        known = known_model(id_)
        counts = known.shape.parameters
        sizes = [amount("parameters", count, 3) for count in (counts.total, counts.active)]
        short = [size.removesuffix(" parameters") for size in sizes]
        rows.append((id_, *short, f"{known.confidence}: {known.source}"))
    return columns(rows)


def _lines(asked: Asked) -> list[str]:
    shape, counts = asked.shape, asked.shape.parameters
    parts = {
        "embedding": counts.embedding,
        "attention": counts.attention,
        "dense feed-forward": counts.dense_feedforward,
        "routed experts": counts.routed_experts,
        "of them active": counts.active_routed_experts,
        "shared experts": counts.shared_experts,
        "routers": counts.routers,
        "output head": counts.head,
        "total": counts.total,
        "active": counts.active,
        "active, multiplied": counts.active_matmul,
        "multi-token prediction": counts.mtp,
    }
    rows = [(name, amount("parameters", count)) for name, count in parts.items() if count]
    held = weight_bytes(shape, precision=asked.precision)
    cache = kv_bytes(shape, context_tokens=asked.context, precision=asked.kv_precision)
    training = training_flops_per_token(shape, context_tokens=asked.context)
    decode = decode_flops_per_token(shape, context_tokens=asked.context)
    at = f"at {asked.context:,.0f} tokens"
    rows += [
        (f"weights in {held.precision}", amount("memory", held.total)),
        (f"cache of a token in {cache.precision}", amount("memory", cache.per_token)),
        (f"cache of a sequence {at}", amount("memory", cache.per_sequence)),
        (f"training, per token {at}", amount("operations", training.total)),
        (f"drawing a token {at}", amount("operations", decode.total)),
    ]
    lines = [f"{shape.name}: {shape.layers} layers, width {shape.width:,}", "", *columns(rows)]
    return [*lines, *(f"not counted: {part}" for part in shape.left_out)]


def _json(asked: Asked) -> str:
    shape, counts = asked.shape, asked.shape.parameters
    document = {
        "name": shape.name,
        "layers": shape.layers,
        "width": shape.width,
        "vocabulary": shape.vocabulary,
        "parameters": {
            **asdict(counts),
            "total": counts.total,
            "active": counts.active,
            "active_without_embedding": counts.active_without_embedding,
            "active_matmul": counts.active_matmul,
        },
        "weights_bytes": asdict(weight_bytes(shape, precision=asked.precision)),
        "kv_bytes": kv_bytes(
            shape, context_tokens=asked.context, precision=asked.kv_precision
        )._asdict(),
        "training_flops_per_token": training_flops_per_token(
            shape, context_tokens=asked.context
        )._asdict(),
        "decode_flops_per_token": decode_flops_per_token(
            shape, context_tokens=asked.context
        )._asdict(),
        "not_counted": shape.left_out,
    }
    return json.dumps(document, indent=2)
