"""How many operations a token takes."""

from __future__ import annotations

from typing import NamedTuple

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.shapes.shape import ModelShape


class TokenFlops(NamedTuple):
    """FLOPs of one token: with the weights, and of attention over `context_tokens`."""

    weights: float
    attention: float
    total: float
    context_tokens: float


def training_flops_per_token(
    shape: ModelShape, *, context_tokens: float = 4096, causal: bool = True
) -> TokenFlops:
    """A token of a training sequence, forward and backward: 6 N_a + 3 A(S).

    The backward pass is twice the forward (Kaplan 2020, Hoffmann 2022); operations
    computed again to save memory are not counted. MTP modules are left out.

    Raises:
        ProblemError: BAD_INPUT: no context.
    """
    attention = 3 * _attention_over_a_sequence(shape, context_tokens, causal)
    weights = 6 * shape.active_matmul
    return TokenFlops(weights, attention, weights + attention, context_tokens)


def prefill_flops_per_token(
    shape: ModelShape, *, context_tokens: float, causal: bool = True
) -> TokenFlops:
    """A token of a prompt of `context_tokens`, the mean over it: 2 N_a + A(S).

    A(S) = 2 h (d_qk + d_v) S c L, c = 1/2 causal, 1 else.

    Raises:
        ProblemError: BAD_INPUT: no context.
    """
    attention = _attention_over_a_sequence(shape, context_tokens, causal)
    weights = 2 * shape.active_matmul
    return TokenFlops(weights, attention, weights + attention, context_tokens)


def decode_flops_per_token(shape: ModelShape, *, context_tokens: float) -> TokenFlops:
    """A token drawn after `context_tokens` others: 2 N_a + 2 h (d_qk + d_v) S L.

    Latent attention is counted with its up-projections absorbed: 2 h (2 r_kv + d_rope) S L.

    Raises:
        ProblemError: BAD_INPUT: no context.
    """
    _check(context_tokens)
    attention = 0.0
    for attended, _, scores, index in shape.seen:
        near = min(context_tokens, attended or context_tokens)
        attention += 2 * (scores * near + index * context_tokens)
    weights = 2 * shape.active_matmul
    return TokenFlops(weights, attention, weights + attention, context_tokens)


def _attention_over_a_sequence(shape: ModelShape, context_tokens: float, causal: bool) -> float:
    """A(S): forward FLOPs of attention per token, the mean over a sequence."""
    _check(context_tokens)
    flops = 0.0
    for attended, scores, _, index in shape.seen:
        near = _mean_attended(context_tokens, attended, causal)
        before = _mean_attended(context_tokens, None, causal) if index else 0.0
        flops += 2 * (scores * near + index * before)
    return flops


def _mean_attended(context: float, window: int | None, causal: bool) -> float:
    """How many tokens one attends to, the mean over a sequence: S/2, or w (1 - w/2S)."""
    if not causal:
        return min(context, window or context)
    if window is None or window >= context:
        return context / 2
    return window * (1 - window / (2 * context))


def _check(context_tokens: float) -> None:
    if not context_tokens > 0:
        raise bad_input(f"a context of {context_tokens:g} tokens", "give a number above 0")
