"""The worksheet on training: from its cells to the cost of a run."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.chips.chip import chip_ids, known_chip
from jevons.core.economics.shapes.catalogue import known_model, model_ids
from jevons.core.economics.training.chinchilla import (
    ChinchillaPosition,
    LossLaw,
    chinchilla_position,
    loss_laws,
)
from jevons.core.economics.training.cost import TrainingCost, TrainingPlan, training_cost
from jevons.core.economics.worksheets.worksheet import Figures, Values, Worksheet, load_worksheet

SECONDS_A_DAY = 86_400.0
TERA = 1e12


def training_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    choices = {
        "models": model_ids(),
        "chips": chip_ids(),
        "laws": [law.id for law in loss_laws()],
    }
    return load_worksheet("training", compute, choices, (TrainingCost, ChinchillaPosition))


def compute(values: Values) -> Figures:
    """The results from the cells.

    Raises:
        ProblemError: BAD_INPUT: they are impossible together.
    """
    cells: Any = values
    hours, power = cells["hours"], cells["power"]
    cost = training_cost(
        TrainingPlan(
            shape=known_model(cells["model"]).shape,
            chip=known_chip(cells["chip"]),
            tokens=cells["tokens"],
            usd_per_gpu_hour=cells["price"],
            gpus=cells["gpus"],
            mfu=cells["mfu"] if hours is None else None,
            gpu_hours=hours,
            mfu_precision=cells["precision"],
            availability=cells["availability"],
            context_tokens=cells["context"],
            kw_per_gpu=None if power is None else power / 1e3,
        )
    )
    more_usd = (cells["more_hours"] or 0.0) * cells["price"]
    position = chinchilla_position(
        parameters=cost.active_parameters, tokens=cells["tokens"], law=_law(cells["law"])
    )
    return {
        "usd": cost.usd + more_usd,
        "run_usd": cost.usd,
        "more_usd": more_usd,
        "gpu_hours": cost.gpu_hours,
        "days": cost.days * SECONDS_A_DAY,
        "wall_days": cost.wall_days * SECONDS_A_DAY,
        "mfu": cost.mfu,
        "achieved": cost.achieved_tflops_per_gpu * TERA,
        "hours_per_trillion": cost.gpu_hours_per_trillion_tokens,
        "tokens_per_day": cost.tokens_per_day,
        "flops": cost.flops,
        "flops_per_token": cost.flops_per_token,
        "attention_share": cost.attention_flops_per_token / cost.flops_per_token,
        "active_parameters": float(cost.active_parameters),
        "tokens_per_parameter": cost.tokens_per_active_parameter,
        "overtraining": position.overtraining,
        "power": None if cost.power_mw is None else cost.power_mw * 1e6,
        "energy": None if cost.energy_gwh is None else cost.energy_gwh * 1e9,
    }


def _law(id_: str) -> LossLaw:
    return next(law for law in loss_laws() if law.id == id_)
