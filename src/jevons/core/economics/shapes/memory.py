"""What a model's weights and its key-value cache take in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.shapes.precisions import bytes_of
from jevons.core.economics.shapes.shape import ModelShape

GB = 1e9


@dataclass(frozen=True, slots=True)
class WeightBytes:
    """Bytes of the weights: of the layers, and of embedding, positions and head."""

    layers: float
    embedding_and_head: float
    total: float
    precision: str
    embedding_precision: str

    @property
    def gb(self) -> float:
        """The total in GB (10^9 bytes)."""
        return self.total / GB


def weight_bytes(
    shape: ModelShape, *, precision: str = "bf16", embedding_precision: str | None = None
) -> WeightBytes:
    """Bytes of the weights, without MTP: layers x b + (embedding + positions + head) x b_emb.

    The embedding and the head stay in BF16 where the layers are narrower, as in
    published FP8 and 4-bit weights, unless told otherwise.

    Raises:
        ProblemError: BAD_INPUT: no such precision.
    """
    outer = embedding_precision or (precision if bytes_of(precision) >= 2 else "bf16")
    parameters = shape.parameters
    ends = parameters.embedding + parameters.positions + parameters.head
    layers = (parameters.total - ends) * bytes_of(precision)
    ends_bytes = ends * bytes_of(outer)
    return WeightBytes(layers, ends_bytes, layers + ends_bytes, precision, outer)


class KvBytes(NamedTuple):
    """Bytes of the key-value cache: of one token, and of one sequence of `context_tokens`.

    They are proportional only where no layer has a window.
    """

    per_token: float
    per_sequence: float
    context_tokens: float
    precision: str


def kv_bytes(shape: ModelShape, *, context_tokens: float = 1, precision: str = "bf16") -> KvBytes:
    """The key-value cache: 2 h_kv d_head b L of GQA, (r_kv + d_rope) b L of MLA, per token.

    A layer with a window keeps no more tokens than the window.

    Raises:
        ProblemError: BAD_INPUT: no such precision, or no tokens.
    """
    if not context_tokens > 0:
        raise bad_input(f"a context of {context_tokens:g} tokens", "give a number above 0")
    width = bytes_of(precision)
    values = 0.0
    for window, per_token in shape.kept:
        values += per_token * min(context_tokens, window or context_tokens)
    return KvBytes(shape.kv_values_per_token * width, values * width, context_tokens, precision)
