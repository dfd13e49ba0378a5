"""The worksheet on training: from its cells to the cost of a run."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.shapes.flops import training_flops_per_token
from jevons.core.economics.training.bill import BillLine, training_bill
from jevons.core.economics.training.chinchilla import (
    ChinchillaPosition,
    LossLaw,
    chinchilla_position,
    loss_laws,
)
from jevons.core.economics.training.cost import TrainingCost, TrainingPlan, training_cost
from jevons.core.economics.worksheets.choices import chip_choices, model_choices
from jevons.core.economics.worksheets.worksheet import (
    Choices,
    Figures,
    Values,
    Worksheet,
    load_worksheet,
)

SECONDS_A_DAY = 86_400.0
SECONDS_AN_HOUR = 3_600.0
TERA = 1e12


def training_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    choices = {
        "models": model_choices(),
        "chips": chip_choices(),
        "laws": Choices(tuple(law.id for law in loss_laws())),
    }
    return load_worksheet("training", compute, choices, (TrainingCost, ChinchillaPosition))


def compute(values: Values) -> Figures:
    """The results from the cells; without tokens those that follow from stated hours.

    Raises:
        ProblemError: BAD_INPUT: they are impossible together.
    """
    cells: Any = values
    more_usd = (cells["more_hours"] or 0.0) * cells["price"]
    known = _of_hours(cells) if cells["tokens"] is None else _of_tokens(cells)
    return {"usd": known["run_usd"] + more_usd, "more_usd": more_usd, **known}


def _of_tokens(cells: Any) -> dict[str, Any]:
    """All results."""
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
    position = chinchilla_position(
        parameters=cost.active_parameters, tokens=cells["tokens"], law=_law(cells["law"])
    )
    return {
        "run_usd": cost.usd,
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


def _of_hours(cells: Any) -> dict[str, Any]:
    """What stated hours tell where nobody says on how many tokens."""
    hours, shape = cells["hours"], known_model(cells["model"]).shape
    if hours is None:
        raise bad_input("neither tokens nor hours are given", "give the one or the other")
    token = training_flops_per_token(shape, context_tokens=cells["context"])
    days = hours * SECONDS_AN_HOUR / cells["gpus"]
    kw = known_chip(cells["chip"]).kw_all_in
    power = cells["power"] or (None if kw is None else kw * 1e3)
    unknown = dict.fromkeys(
        ("mfu", "achieved", "hours_per_trillion", "tokens_per_day", "flops",
         "tokens_per_parameter", "overtraining")
    )  # fmt: skip
    return unknown | {
        "run_usd": training_bill([BillLine("the run", hours, cells["price"])]).usd,
        "gpu_hours": hours,
        "days": days,
        "wall_days": days / cells["availability"],
        "flops_per_token": token.total,
        "attention_share": token.attention / token.total,
        "active_parameters": float(shape.active_matmul),
        "power": None if power is None else power * cells["gpus"],
        "energy": None if power is None else power * hours,
    }


def _law(id_: str) -> LossLaw:
    return next(law for law in loss_laws() if law.id == id_)
