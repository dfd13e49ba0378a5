"""The worksheet on serving: speed, chips for a load, dollars per million tokens."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.serving.calibration import calibrations, known_calibration
from jevons.core.economics.serving.decode import DecodeStep
from jevons.core.economics.serving.memory import MemoryFit
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.prefill import Prefill
from jevons.core.economics.serving.serve import (
    LoadCost,
    Serving,
    owned_instance,
    serve,
    serve_load,
)
from jevons.core.economics.serving.unit_costs import (
    SECONDS_PER_DAY,
    BreakEven,
    Margin,
    TokenPrice,
    Traffic,
    break_even,
    margin,
)
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.shapes.precisions import precisions
from jevons.core.economics.worksheets.choices import chip_choices, model_choices
from jevons.core.economics.worksheets.worksheet import (
    Choices,
    Figures,
    Values,
    Worksheet,
    load_worksheet,
)

GB = 1e9


def serving_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    choices = {
        "models": model_choices(),
        "chips": chip_choices(),
        "precisions": Choices(tuple(precisions())),
        "calibrations": Choices(tuple(calibrations()), _calibration_origin),
    }
    figures = (Serving, DecodeStep, Prefill, MemoryFit, LoadCost, Margin, BreakEven)
    return load_worksheet("serving", compute, choices, figures)


def _calibration_origin(name: str) -> tuple[str, str]:
    found = known_calibration(name)
    return found.source, found.confidence


def compute(values: Values) -> Figures:
    """The results from the cells.

    Raises:
        ProblemError: BAD_INPUT: they are impossible together, as a model that does not fit.
    """
    cells: Any = values
    plan = _plan(cells)
    serving = serve(plan)
    draw, read, fit = serving.decode, serving.prefill, serving.fit
    return {
        "usd_output": serving.usd_per_mtok_output,
        "usd_input": serving.usd_per_mtok_input,
        "usd_uncached": serving.usd_per_mtok_uncached_input,
        "user_speed": draw.tokens_per_second_per_user,
        "chip_speed": draw.tokens_per_second_per_chip,
        "bound": draw.bound,
        "read_speed": read.tokens_per_second_per_chip,
        "first_token": read.seconds_per_prompt,
        "step": draw.step_ms / 1e3,
        "users_now": float(draw.users_per_chip),
        "users_most": float(fit.users_per_chip),
        "weights_size": fit.weights_gb * GB,
        "cache_size": fit.kv_gb_per_user * GB,
        "roofline": draw.bandwidth_share,
        **_load(cells, plan, serving),
    }


def _plan(cells: Any) -> ServingPlan:
    link = cells["link"]
    return ServingPlan(
        shape=known_model(cells["model"]).shape,
        chip=known_chip(cells["chip"]),
        usd_per_chip_hour=cells["price"],
        chips=round(cells["chips"]),
        tensor=round(cells["tensor"]),
        expert=round(cells["expert"]),
        redundant_experts=round(cells["redundant"]),
        weights_precision=cells["weights"],
        kv_precision=cells["kv"],
        compute_precision=cells["compute"],
        context_tokens=cells["context"],
        prompt_tokens=cells["prompt"],
        cache_hit=cells["hit"],
        users_per_chip=cells["users"],
        tokens_per_second_per_user=cells["speed"],
        extra_tokens_per_step=cells["extra"],
        link_gb_s=None if link is None else link / GB,
        memory_share=cells["memory_share"],
        overhead_gb=cells["overhead"] / GB,
        utilisation=cells["utilisation"],
        calibration=None
        if cells["calibration"] is None
        else known_calibration(cells["calibration"]),
    )


def _load(cells: Any, plan: ServingPlan, serving: Serving) -> dict[str, float]:
    """What a day's load takes, brings in, and where owning pays."""
    read, drawn = (cells[name] * SECONDS_PER_DAY for name in ("tokens_in", "tokens_out"))
    traffic = Traffic(
        input_tokens=read * (1 - plan.cache_hit),
        cached_tokens=read * plan.cache_hit,
        output_tokens=drawn,
    )
    price = TokenPrice(cells["api_in"], cells["api_cached"], cells["api_out"])
    load = serve_load(plan, serving, traffic)
    sold = margin(revenue_usd=traffic.usd(price), cost_usd=load.usd_per_day)
    instance = owned_instance(plan, serving, output_share=drawn / (read + drawn))
    even = break_even(instance, price)
    return {
        "load_chips": float(load.chips),
        "usd_day": load.usd_per_day,
        "usd_blended": load.usd_per_mtok_blended,
        "revenue": sold.revenue_usd,
        "markup": sold.markup,
        "gross_margin": sold.gross_margin,
        "even_load": even.utilisation,
        "even_tokens": even.tokens_per_day,
    }
