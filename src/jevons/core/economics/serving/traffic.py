"""What chips send each other while they draw tokens, and the limit that sets."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.economics.bounds import require_positive
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.shapes.shape import ModelShape

GB = 1e9
DISPATCH_BYTES = 1.0
COMBINE_BYTES = 2.0
ACTIVATION_BYTES = 2.0


def tensor_traffic_gb(plan: ServingPlan) -> float:
    """GB that a chip sends for one token of its group over all layers: two all-reduces each.

    2 x 2 (n - 1)/n x d x b, b = 2 (BF16) per layer.
    """
    ring = 2 * (plan.tensor - 1) / plan.tensor
    return plan.shape.layers * 2 * ring * plan.shape.width * ACTIVATION_BYTES / GB


def expert_traffic_gb(plan: ServingPlan) -> float:
    """GB that a chip sends for one token of its own to the experts and back, over all layers.

    (k + s) d x (1 B dispatched + 2 B combined) x (n - 1)/n: FP8 out, BF16 back.
    """
    if plan.expert == 1:
        return 0.0
    away = (plan.expert - 1) / plan.expert
    values = sum(
        block.count * (experts.active + (experts.shared_inner > 0)) * plan.shape.width
        for block, experts in plan.shape.expert_blocks
    )
    return values * (DISPATCH_BYTES + COMBINE_BYTES) * away / GB


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertParallelPlan:
    """Decoding with one expert on each chip, two microbatches in turn (ISCA 2025, section 2.3.2).

    `tokens_per_chip` go through a microbatch; `width` is the paper's rounding of d if
    given, the model's own else.
    """

    shape: ModelShape
    link_gb_s: float
    tokens_per_chip: float = 32
    microbatches: float = 2
    width: float | None = None

    def __post_init__(self) -> None:
        require_positive(self, "link_gb_s", "tokens_per_chip", "microbatches", "width")


@dataclass(frozen=True, slots=True)
class ExpertParallelLimit:
    """The time that the all-to-all alone takes, and the speed that it leaves a user."""

    experts_per_token: float
    bytes_per_exchange: float
    exchange_us: float
    step_ms: float
    tokens_per_second_per_user: float


def expert_parallel_limit(plan: ExpertParallelPlan) -> ExpertParallelLimit:
    """One exchange = (1 + 2) B x tokens x (k + s) x d / link; a step = that x 2 x layers.

    Source: Insights into DeepSeek-V3, ISCA 2025 (arXiv 2505.09343): 67 tok/s on
    InfiniBand at 50 GB/s, about 1,200 on NVL72 at 900 GB/s. It counts the shared expert
    as sent, and every layer as one with experts.
    """
    _, experts = plan.shape.expert_blocks[-1]
    shared = experts.shared_inner / experts.inner
    per_token = experts.active + shared
    width = plan.shape.width if plan.width is None else plan.width
    sent = (DISPATCH_BYTES + COMBINE_BYTES) * plan.tokens_per_chip * per_token * width
    exchange = sent / (plan.link_gb_s * GB)
    step = exchange * plan.microbatches * plan.shape.layers
    return ExpertParallelLimit(per_token, sent, 1e6 * exchange, 1e3 * step, 1 / step)
