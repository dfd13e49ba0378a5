"""What the serving of a model follows from."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.economics.bounds import (
    bad_input,
    require_not_negative,
    require_positive,
    require_share,
)
from jevons.core.economics.chips.chip import Chip
from jevons.core.economics.serving.calibration import (
    OF_DENSE,
    OF_EXPERTS,
    Calibration,
    calibrations,
)
from jevons.core.economics.shapes.shape import ModelShape

INFINIBAND_GB_S = 50.0
"""One direction of a 400 Gb/s link for each chip: what leaves a server of eight."""

SERVER_CHIPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingPlan:
    """One instance of a model on `chips` chips, and how it is used.

    `tensor` chips share each sequence (tensor parallel: attention and dense weights are
    split); there are `chips / tensor` such groups side by side. `expert` is over how many
    chips the routed experts are spread (1: they are split like the rest), with
    `redundant_experts` copies for balance. `context_tokens` is the mean length of what a
    drawn token attends to, `prompt_tokens` the mean prompt, of which a share `cache_hit`
    is cached. `users_per_chip` are sequences at a time; if not given, as many as fit, or
    as leave each `tokens_per_second_per_user`. `extra_tokens_per_step` are those that
    multi-token prediction gets accepted. `link_gb_s` is one direction, per chip. Without
    a `calibration` the one for the model's kind holds: mixture of experts, or dense.

    Raises:
        ProblemError: BAD_INPUT.
    """

    shape: ModelShape
    chip: Chip
    usd_per_chip_hour: float
    chips: int = SERVER_CHIPS
    tensor: int = 1
    expert: int = 1
    redundant_experts: int = 0
    weights_precision: str = "fp8"
    kv_precision: str = "bf16"
    compute_precision: str = "fp8"
    context_tokens: float = 4096
    prompt_tokens: float = 2048
    cache_hit: float = 0.0
    users_per_chip: float | None = None
    tokens_per_second_per_user: float | None = None
    extra_tokens_per_step: float = 0.0
    prefill_batch_tokens: float = 16384
    link_gb_s: float | None = None
    memory_share: float = 0.9
    overhead_gb: float = 2.0
    utilisation: float = 1.0
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        require_positive(
            self, "usd_per_chip_hour", "chips", "tensor", "expert", "context_tokens",
            "prompt_tokens", "users_per_chip", "tokens_per_second_per_user",
            "prefill_batch_tokens", "link_gb_s",
        )  # fmt: skip
        require_not_negative(
            self, "redundant_experts", "cache_hit", "extra_tokens_per_step", "overhead_gb"
        )
        require_share(self, "memory_share", "utilisation")
        if self.cache_hit >= 1:
            raise bad_input("every prompt is cached", "give a cache hit rate below 100 %")
        self._check_layout()

    def _check_layout(self) -> None:
        if self.chips % self.tensor:
            raise bad_input(
                f"{self.chips} chips cannot be split in groups of {self.tensor}",
                f"take a multiple of {self.tensor} chips",
            )
        if self.expert == 1:
            return
        if not self.shape.expert_blocks:
            raise bad_input(
                f"{self.shape.name} has no experts to spread", "set expert parallelism to 1"
            )
        if self.chips % self.expert:
            raise bad_input(
                f"experts over {self.expert} chips do not divide {self.chips} chips",
                "spread them over all chips, or over a divisor of their number",
            )

    @property
    def achieved(self) -> Calibration:
        """The calibration that holds."""
        if self.calibration is not None:
            return self.calibration
        return calibrations()[OF_EXPERTS if self.shape.expert_blocks else OF_DENSE]

    @property
    def link(self) -> float:
        """GB/s of one direction per chip: as given, half of NVLink (or PCIe), or InfiniBand.

        Raises:
            ProblemError: BAD_INPUT: the chip's links are not known.
        """
        if self.link_gb_s is not None:
            return self.link_gb_s
        if self.chips > SERVER_CHIPS:
            return INFINIBAND_GB_S
        return (self.chip.figure("nvlink_gb_s") or self.chip.figure("pcie_gb_s")) / 2
