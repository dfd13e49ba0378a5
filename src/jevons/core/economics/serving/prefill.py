"""How fast prompts are read."""

from __future__ import annotations

from typing import NamedTuple

from jevons.core.economics.serving.memory import ChipWeights
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.shapes.flops import prefill_flops_per_token

TERA = 1e12


class Prefill(NamedTuple):
    """One chip reading prompts: speed by tokens computed, and with those from the cache."""

    flops_per_token: float
    compute_us_per_token: float
    bandwidth_us_per_token: float
    bound: str
    uncached_tokens_per_second_per_chip: float
    tokens_per_second_per_chip: float
    seconds_per_prompt: float


def prefill(plan: ServingPlan, weights: ChipWeights) -> Prefill:
    """tok/s = 1 / max(f / (P eta), weights / (W eta) / batch); with hits: / (1 - hit).

    f = 2 N_a + A(S). `seconds_per_prompt` is one prompt alone on the chips of a group.

    Raises:
        ProblemError: BAD_INPUT: a figure of the chip is not known.
    """
    flops = prefill_flops_per_token(plan.shape, context_tokens=plan.prompt_tokens).total
    peak = plan.chip.peak_tflops(plan.compute_precision)
    compute = flops / (peak * TERA * plan.achieved.prefill_compute)
    speed = plan.chip.figure("bandwidth_gb_s") * plan.achieved.decode_bandwidth
    read = (weights.total_gb - weights.embedding_gb) / speed
    bandwidth = read / plan.prefill_batch_tokens
    uncached = 1 / max(compute, bandwidth)
    fresh = 1 - plan.cache_hit
    alone = max(plan.prompt_tokens * fresh * compute / plan.tensor, read)
    return Prefill(
        flops_per_token=flops,
        compute_us_per_token=1e6 * compute,
        bandwidth_us_per_token=1e6 * bandwidth,
        bound="compute" if compute >= bandwidth else "bandwidth",
        uncached_tokens_per_second_per_chip=uncached,
        tokens_per_second_per_chip=uncached / fresh,
        seconds_per_prompt=alone,
    )
