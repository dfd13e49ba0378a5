"""A model served: speed, chips for a load, and dollars per million tokens."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.serving.decode import DecodeStep, decode_step
from jevons.core.economics.serving.memory import MemoryFit, memory_fit
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.prefill import Prefill, prefill
from jevons.core.economics.serving.unit_costs import (
    SECONDS_PER_DAY,
    OwnedInstance,
    Traffic,
    instances_for_load,
    usd_per_mtok,
)


class Serving(NamedTuple):
    """What an instance does and costs, drawing and reading apart.

    Dollars are per million tokens at the plan's utilisation: drawn, read with those from
    the cache, and read afresh.
    """

    fit: MemoryFit
    decode: DecodeStep
    prefill: Prefill
    usd_per_mtok_output: float
    usd_per_mtok_input: float
    usd_per_mtok_uncached_input: float


def serve(plan: ServingPlan) -> Serving:
    """Drawing by `decode_step`, reading by `prefill`, each on chips of its own.

    Raises:
        ProblemError: BAD_INPUT: it does not fit, a figure is not known, or cannot be.
    """
    fit = memory_fit(plan)
    drawing = decode_step(plan, fit)
    reading = prefill(plan, fit.weights)
    paid, used = plan.usd_per_chip_hour, plan.utilisation
    output = usd_per_mtok(
        usd_per_hour=paid,
        tokens_per_second=drawing.tokens_per_second_per_chip,
        utilisation=used,
    )
    fresh = usd_per_mtok(
        usd_per_hour=paid,
        tokens_per_second=reading.uncached_tokens_per_second_per_chip,
        utilisation=used,
    )
    return Serving(fit, drawing, reading, output, fresh * (1 - plan.cache_hit), fresh)


class LoadCost(NamedTuple):
    """The chips that a day's traffic takes at the plan's utilisation, and what they cost.

    Instances for drawing are whole; chips for reading are as many as it takes.
    """

    decode_chips: float
    decode_instances: int
    prefill_chips: float
    chips: float
    usd_per_day: float
    usd_per_mtok_blended: float
    busy: float


def serve_load(plan: ServingPlan, serving: Serving, traffic: Traffic) -> LoadCost:
    """Chips = tokens / (86,400 tok/s utilisation) for each, drawing in whole instances.

    `busy` is the share of the chips' time that this load takes.

    Raises:
        ProblemError: BAD_INPUT: no load.
    """
    tokens = traffic.prompt_tokens + traffic.output_tokens
    if not tokens > 0:
        raise bad_input("there is no load", "give tokens a day, read or drawn")
    decode = instances_for_load(
        tokens_per_day=traffic.output_tokens,
        tokens_per_second=serving.decode.tokens_per_second_per_chip,
        utilisation=plan.utilisation,
    )
    reading = instances_for_load(
        tokens_per_day=traffic.input_tokens,
        tokens_per_second=serving.prefill.uncached_tokens_per_second_per_chip,
        utilisation=plan.utilisation,
    )
    instances = ceil(decode / plan.chips)
    reading_chips = ceil(reading)
    chips = instances * plan.chips + reading_chips
    usd = chips * plan.usd_per_chip_hour * 24
    busy = (decode + reading) * plan.utilisation / chips
    return LoadCost(decode, instances, reading, chips, usd, usd * 1e6 / tokens, busy)


def owned_instance(plan: ServingPlan, serving: Serving, *, output_share: float) -> OwnedInstance:
    """One instance whose chips draw and read in turn, full with traffic.

    Of its tokens a share `output_share` are drawn; the plan's cache hit rate holds.

    Chip-seconds of a token: 1 / tok/s, of drawing and of reading.

    Raises:
        ProblemError: BAD_INPUT: a share that is none.
    """
    if not 0 <= output_share <= 1:
        raise bad_input(f"{100 * output_share:g} % of the tokens are drawn", "give 0 to 100 %")
    drawn = output_share / serving.decode.tokens_per_second_per_chip
    read = (1 - output_share) / serving.prefill.tokens_per_second_per_chip
    tokens = plan.chips * SECONDS_PER_DAY / (drawn + read)
    prompts = tokens * (1 - output_share)
    return OwnedInstance(
        usd_per_hour=plan.chips * plan.usd_per_chip_hour,
        full_traffic=Traffic(
            input_tokens=prompts * (1 - plan.cache_hit),
            cached_tokens=prompts * plan.cache_hit,
            output_tokens=tokens * output_share,
        ),
    )
