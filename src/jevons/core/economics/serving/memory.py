"""What lies in a chip's memory: its part of the weights, and how many sequences beside them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import NamedTuple

from jevons.core.economics.amounts import amount
from jevons.core.economics.bounds import bad_input
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.shapes.memory import GB, kv_bytes
from jevons.core.economics.shapes.precisions import bytes_of
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.problems import ProblemError

_MOST_CHIPS = 4096


@dataclass(frozen=True, slots=True)
class ChipWeights:
    """The weights on one chip, in GB, by part.

    `embedding_gb` is a table of which a step reads some rows only; all else is read
    whole in a step, of `routed_gb` as much as its experts are chosen.
    """

    attention_gb: float
    dense_gb: float
    shared_gb: float
    routed_gb: float
    head_gb: float
    embedding_gb: float
    experts_per_chip: float
    total_gb: float


def chip_weights(plan: ServingPlan) -> ChipWeights:
    """Each part x bytes, over the chips that share it.

    Attention, dense layers, embedding and head are split over `tensor` chips; routed
    experts over `expert` chips (with copies), or like the rest; shared experts lie on
    every chip where experts are spread. Embedding and head are BF16 under FP8 and less.

    Raises:
        ProblemError: BAD_INPUT: no such precision.
    """
    return _chip_weights(
        plan.shape, plan.weights_precision, plan.tensor, plan.expert, plan.redundant_experts
    )


@functools.lru_cache(maxsize=128)
def _chip_weights(
    shape: ModelShape, precision: str, tensor: int, expert: int, redundant: int
) -> ChipWeights:
    parameters = shape.parameters
    layer = bytes_of(precision) / GB
    outer = max(layer, bytes_of("bf16") / GB) / tensor
    split = layer / tensor
    per_chip = 0.0
    routed = 0.0
    for block, experts in shape.expert_blocks:
        copies = experts.experts + redundant
        held = ceil(copies / expert) if expert > 1 else experts.experts / tensor
        routed += held * block.count * experts.expert_parameters(shape.width) * layer
        per_chip = max(per_chip, held)
    attention = (parameters.attention + parameters.norms) * split
    dense = parameters.dense_feedforward * split
    everywhere = parameters.shared_experts + parameters.routers
    shared = everywhere * (layer if expert > 1 else split)
    head = (parameters.embedding if parameters.tied else parameters.head) * outer
    table = parameters.positions + (0 if parameters.tied else parameters.embedding)
    embedding = table * outer
    total = attention + dense + shared + routed + head + embedding
    return ChipWeights(attention, dense, shared, routed, head, embedding, per_chip, total)


class MemoryFit(NamedTuple):
    """What fits: usable memory, weights, what is left for the cache, and for how many users.

    `kv_gb_per_user` is a sequence's cache on each chip of its group.
    """

    usable_gb: float
    weights: ChipWeights
    weights_gb: float
    kv_room_gb: float
    kv_gb_per_user: float
    users_per_group: int
    users_per_chip: float


def memory_fit(plan: ServingPlan) -> MemoryFit:
    """Users of a group = floor((M u - overhead - weights) / (S kv / split)).

    Raises:
        ProblemError: BAD_INPUT: not one sequence fits; it says how many chips would do.
    """
    fit = _fit(plan)
    if fit.users_per_group >= 1:
        return fit
    short = fit.weights_gb > fit.usable_gb
    what = (
        f"{_gb(fit.weights_gb)} of weights a chip do not fit in the {_gb(max(fit.usable_gb, 0))}"
        f" that {plan.chip.name} has for them"
        if short
        else f"beside its weights a {plan.chip.name} has {_gb(fit.kv_room_gb)}, and one sequence"
        f" takes {_gb(fit.kv_gb_per_user)}"
    )
    raise bad_input(f"{plan.shape.name} does not fit: {what}", _remedy(plan))


def _gb(size: float) -> str:
    return amount("memory", size * GB, digits=3)


def _fit(plan: ServingPlan) -> MemoryFit:
    usable = plan.chip.figure("memory_gb") * plan.memory_share - plan.overhead_gb
    weights = chip_weights(plan)
    room = usable - weights.total_gb
    cache = kv_bytes(
        plan.shape, context_tokens=plan.context_tokens, precision=plan.kv_precision
    ).per_sequence
    split = plan.shape.blocks[0].attention.kv_split(plan.tensor)
    per_user = cache / split / GB
    users = max(floor(room / per_user), 0)
    return MemoryFit(usable, weights, weights.total_gb, room, per_user, users, users / plan.tensor)


def chips_that_fit(plan: ServingPlan) -> int | None:
    """The fewest chips (1, 2, 4, 8 ...) that hold the model and one sequence; `None`: none do.

    They all share each sequence; experts are spread over them if they are in the plan.
    """
    chips = 1
    while chips <= _MOST_CHIPS:
        expert = chips if plan.expert > 1 else 1
        try:
            tried = replace(plan, chips=chips, tensor=chips, expert=expert)
        except ProblemError:
            return None
        if _fit(tried).users_per_group >= 1:
            return chips
        chips *= 2
    return None


def _remedy(plan: ServingPlan) -> str:
    chips = chips_that_fit(plan)
    if chips is None:
        return "shorten the context, or take chips with more memory"
    return f"{chips} such chips that share each sequence would do"
