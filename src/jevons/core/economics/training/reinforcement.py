"""What reinforcement learning takes: drawing the rollouts, and learning from them."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.economics.bounds import require_positive, require_share
from jevons.core.economics.chips.chip import Chip
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.training.cost import SECONDS_PER_HOUR, TERA


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinforcementPlan:
    """A run of reinforcement learning on checkable answers.

    `samples` rollouts are drawn for each of `prompts` prompts a step; drawing goes at
    `tokens_per_second_per_gpu` (see serving); learning at `mfu` of the BF16 peak.
    `reference` says whether a frozen model scores every token too, for the KL term.

    Raises:
        ProblemError: BAD_INPUT.
    """

    shape: ModelShape
    chip: Chip
    steps: float
    prompts: float
    samples: float
    tokens_per_sample: float
    tokens_per_second_per_gpu: float
    mfu: float
    usd_per_gpu_hour: float
    reference: bool = True

    def __post_init__(self) -> None:
        require_positive(
            self, "steps", "prompts", "samples", "tokens_per_sample", "tokens_per_second_per_gpu",
            "usd_per_gpu_hour",
        )  # fmt: skip
        require_share(self, "mfu")


@dataclass(frozen=True, slots=True)
class ReinforcementCost:
    """Hours of drawing and of learning, and what they cost together."""

    rollouts: float
    tokens: float
    drawing_gpu_hours: float
    learning_flops_per_token: float
    learning_gpu_hours: float
    gpu_hours: float
    drawing_share: float
    usd: float


def reinforcement_cost(plan: ReinforcementPlan) -> ReinforcementCost:
    """Drawing: tokens / tok/s. Learning: tokens x (6 N_a, and 2 N_a for the reference).

    Attention is left out of the learning, idle time while the longest rollouts end out
    of the drawing: a lower bound.

    Raises:
        ProblemError: BAD_INPUT: the chip's BF16 peak is not known.
    """
    rollouts = plan.steps * plan.prompts * plan.samples
    tokens = rollouts * plan.tokens_per_sample
    drawing = tokens / plan.tokens_per_second_per_gpu / SECONDS_PER_HOUR
    per_token = (8 if plan.reference else 6) * plan.shape.active_matmul
    speed = plan.chip.peak_tflops("bf16") * TERA * plan.mfu
    learning = tokens * per_token / speed / SECONDS_PER_HOUR
    hours = drawing + learning
    return ReinforcementCost(
        rollouts, tokens, drawing, per_token, learning, hours, drawing / hours,
        hours * plan.usd_per_gpu_hour,
    )  # fmt: skip
