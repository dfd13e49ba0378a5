"""The worksheet on reinforcement learning: drawing the rollouts, and learning from them."""

from __future__ import annotations

from typing import Any

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.training.reinforcement import (
    ReinforcementCost,
    ReinforcementPlan,
    reinforcement_cost,
)
from jevons.core.economics.worksheets.choices import chip_choices, model_choices
from jevons.core.economics.worksheets.worksheet import Figures, Values, Worksheet, load_worksheet

SECONDS_PER_HOUR = 3600.0


def reinforcement_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    choices = {"models": model_choices(), "chips": chip_choices()}
    return load_worksheet("reinforcement", compute, choices, (ReinforcementCost,))


def compute(values: Values) -> Figures:
    """The results from the cells.

    Raises:
        ProblemError: BAD_INPUT: they are impossible together.
    """
    cells: Any = values
    cost = reinforcement_cost(
        ReinforcementPlan(
            shape=known_model(cells["model"]).shape,
            chip=known_chip(cells["chip"]),
            steps=cells["steps"],
            prompts=cells["prompts"],
            samples=cells["samples"],
            tokens_per_sample=cells["length"],
            tokens_per_second_per_gpu=cells["speed"],
            mfu=cells["mfu"],
            usd_per_gpu_hour=cells["price"],
            reference=cells["reference"] == "yes",
        )
    )
    hours = cells["hours"]
    return {
        "usd": cost.usd,
        "gpu_hours": cost.gpu_hours,
        "days": cost.gpu_hours * SECONDS_PER_HOUR / cells["gpus"],
        "drawing_hours": cost.drawing_gpu_hours,
        "learning_hours": cost.learning_gpu_hours,
        "drawing_share": cost.drawing_share,
        "rollouts": cost.rollouts,
        "tokens": cost.tokens,
        "busy": None if hours is None else cost.gpu_hours / hours,
    }
