"""The cost of one training run, computed from its operations or from stated hours."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.economics.bounds import bad_input, require_positive, require_share
from jevons.core.economics.chips.chip import Chip
from jevons.core.economics.shapes.flops import training_flops_per_token
from jevons.core.economics.shapes.shape import ModelShape

HOURS_PER_DAY = 24
SECONDS_PER_HOUR = 3600
TERA = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPlan:
    """What the cost of a training run follows from.

    Either `mfu` is given, the share of the chip's peak in `mfu_precision` that the run
    achieves, or `gpu_hours` as stated, from which the MFU follows. `availability` is the
    share of the time that the cluster computes; `kw_per_gpu` is all in (a chip with its
    share of server, network and cooling), the chip's own figure if not given.

    Raises:
        ProblemError: BAD_INPUT: both or neither of them, or a figure that cannot be.
    """

    shape: ModelShape
    chip: Chip
    tokens: float
    usd_per_gpu_hour: float
    gpus: float
    mfu: float | None = None
    gpu_hours: float | None = None
    mfu_precision: str = "bf16"
    availability: float = 1.0
    context_tokens: float = 4096
    causal: bool = True
    kw_per_gpu: float | None = None

    def __post_init__(self) -> None:
        require_positive(
            self, "tokens", "usd_per_gpu_hour", "gpus", "gpu_hours", "context_tokens", "kw_per_gpu"
        )
        require_share(self, "mfu", "availability")
        if (self.mfu is None) == (self.gpu_hours is None):
            raise bad_input(
                "MFU and GPU-hours determine each other", "give one of the two, not both or none"
            )


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """What a training run takes; every figure has its formula in `formulas.toml`.

    `kw_per_gpu` and what follows from it are `None` where the chip's power is not known.
    """

    active_parameters: float
    weight_flops_per_token: float
    attention_flops_per_token: float
    flops_per_token: float
    flops: float
    peak_tflops: float
    mfu: float
    achieved_tflops_per_gpu: float
    gpu_hours: float
    gpu_hours_per_trillion_tokens: float
    days: float
    wall_days: float
    tokens_per_day: float
    usd: float
    usd_with_downtime: float
    tokens_per_active_parameter: float
    kw_per_gpu: float | None
    power_mw: float | None
    energy_gwh: float | None


def training_cost(plan: TrainingPlan) -> TrainingCost:
    """F = (6 N_a + 3 A(S)) D; H = F / (3600 P MFU); days = H / (24 n); dollars = H x $/h.

    Validated against DeepSeek-V3: 250 GFLOP per token, 385 TFLOP/s per GPU, 39 % of BF16
    (ISCA 2025, arXiv 2505.09343, table 4).

    Raises:
        ProblemError: BAD_INPUT: the chip has no peak in the precision of the MFU, or the
            stated hours are fewer than the chip could do it in.
    """
    token = training_flops_per_token(
        plan.shape, context_tokens=plan.context_tokens, causal=plan.causal
    )
    flops = token.total * plan.tokens
    peak = plan.chip.peak_tflops(plan.mfu_precision)
    if plan.gpu_hours is None:
        mfu = plan.mfu or 1.0
        hours = flops / (SECONDS_PER_HOUR * peak * TERA * mfu)
    else:
        hours = plan.gpu_hours
        mfu = _implied_mfu(plan, flops, peak)
    days = hours / (HOURS_PER_DAY * plan.gpus)
    wall_days = days / plan.availability
    usd = hours * plan.usd_per_gpu_hour
    kw = plan.chip.kw_all_in if plan.kw_per_gpu is None else plan.kw_per_gpu
    active = plan.shape.active_matmul
    return TrainingCost(
        active_parameters=active,
        weight_flops_per_token=token.weights,
        attention_flops_per_token=token.attention,
        flops_per_token=token.total,
        flops=flops,
        peak_tflops=peak,
        mfu=mfu,
        achieved_tflops_per_gpu=peak * mfu,
        gpu_hours=hours,
        gpu_hours_per_trillion_tokens=hours / (plan.tokens / TERA),
        days=days,
        wall_days=wall_days,
        tokens_per_day=plan.tokens / wall_days,
        usd=usd,
        usd_with_downtime=usd / plan.availability,
        tokens_per_active_parameter=plan.tokens / active,
        kw_per_gpu=kw,
        power_mw=None if kw is None else kw * plan.gpus / 1e3,
        energy_gwh=None if kw is None else kw * hours / 1e6,
    )


def _implied_mfu(plan: TrainingPlan, flops: float, peak_tflops: float) -> float:
    hours = plan.gpu_hours or 0
    mfu = flops / (hours * SECONDS_PER_HOUR * peak_tflops * TERA)
    if mfu > 1:
        raise bad_input(
            f"{hours:,.0f} GPU-hours for this run would be an MFU of {100 * mfu:,.0f} %",
            f"it takes at least {hours * mfu:,.0f} hours of {plan.chip.name}",
        )
    return mfu
