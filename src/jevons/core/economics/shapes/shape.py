"""A model's shape: all that its cost follows from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from jevons.core.economics.shapes.parameters import ParameterCount
from jevons.core.economics.shapes.parts import Block, DenseFeedForward, ExpertFeedForward


class Seen(NamedTuple):
    """Multiplications per token of layers whose tokens attend to at most `attended` others.

    `scores` and `decode_scores` are for each token attended to, `indexing` for each before.
    """

    attended: int | None
    scores: int
    decode_scores: int
    indexing: int


@dataclass(frozen=True)
class ModelShape:
    """A transformer as its published configuration describes it.

    `width` is the hidden size d; `blocks` are its layers, equal ones together;
    `positions` is the length of a learned position table (0: none); `head_bias` and
    `tied` are of the output head. `mtp_layers` counts modules that predict further
    tokens, each a layer of the last block's kind. `precision` is what the weights are
    published in; `left_out` names what the configuration has and this does not count.
    """

    name: str
    vocabulary: int
    width: int
    blocks: tuple[Block, ...]
    tied: bool = False
    head_bias: bool = False
    positions: int = 0
    final_norm_values: int = 0
    mtp_layers: int = 0
    precision: str = "bf16"
    context: int | None = None
    left_out: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of what tells models apart: shapes are looked up many thousand times in a row."""
        return hash((self.name, self.width, self.vocabulary))

    @cached_property
    def layers(self) -> int:
        """How many layers, without MTP."""
        return sum(block.count for block in self.blocks)

    @cached_property
    def expert_blocks(self) -> tuple[tuple[Block, ExpertFeedForward], ...]:
        """The blocks with routed experts, each with its feed-forward."""
        return tuple(
            (block, block.feedforward)
            for block in self.blocks
            if isinstance(block.feedforward, ExpertFeedForward)
        )

    @cached_property
    def expert_layers(self) -> int:
        """How many layers have routed experts."""
        return sum(block.count for block, _ in self.expert_blocks)

    @cached_property
    def parameters(self) -> ParameterCount:
        """The parameters by part."""
        matrix = self.vocabulary * self.width
        return ParameterCount(
            embedding=matrix,
            positions=self.positions * self.width,
            attention=self._sum(lambda block: block.attention.parameters(self.width)),
            dense_feedforward=self._sum(self._dense),
            routed_experts=self._sum_experts(lambda ffn: ffn.experts),
            active_routed_experts=self._sum_experts(lambda ffn: ffn.active),
            shared_experts=sum(
                b.count * f.shared_parameters(self.width) for b, f in self.expert_blocks
            ),
            routers=sum(b.count * f.router_parameters(self.width) for b, f in self.expert_blocks),
            norms=self._sum(lambda block: block.norm_values) + self.final_norm_values,
            head=(0 if self.tied else matrix) + self.vocabulary * self.head_bias,
            mtp=self.mtp_layers * self._mtp_module(),
            tied=self.tied,
        )

    @cached_property
    def active_matmul(self) -> int:
        """N_a: the parameters that a token is multiplied with."""
        return self.parameters.active_matmul

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        """What attention computes per token, layers that see equally far together."""
        found: dict[int | None, Seen] = {}
        for block in self.blocks:
            part, count = block.attention, block.count
            before = found.get(part.attended, Seen(part.attended, 0, 0, 0))
            found[part.attended] = Seen(
                part.attended,
                before.scores + count * part.score_values,
                before.decode_scores + count * part.decode_score_values,
                before.indexing + count * part.index_values,
            )
        return tuple(found.values())

    @cached_property
    def kept(self) -> tuple[tuple[int | None, int], ...]:
        """Windows, and the values that the layers with each cache per token."""
        found: Counter[int | None] = Counter()
        for block in self.blocks:
            found[block.attention.window] += block.count * block.attention.kv_values
        return tuple(found.items())

    @cached_property
    def kv_values_per_token(self) -> int:
        """Values cached per token over all layers, windows not considered."""
        return sum(values for _, values in self.kept)

    def _sum(self, part: Callable[[Block], int]) -> int:
        return sum(block.count * part(block) for block in self.blocks)

    def _sum_experts(self, number: Callable[[ExpertFeedForward], int]) -> int:
        return sum(
            block.count * number(ffn) * ffn.expert_parameters(self.width)
            for block, ffn in self.expert_blocks
        )

    def _dense(self, block: Block) -> int:
        ffn = block.feedforward
        return ffn.parameters(self.width) if isinstance(ffn, DenseFeedForward) else 0

    def _mtp_module(self) -> int:
        """One module: a layer, a projection of two widths to one, and three norms.

        It shares the embedding and the head (DeepSeek-V3, arXiv 2412.19437, section 2.2).
        """
        block = self.blocks[-1]
        count = block.attention.parameters(self.width) + block.norm_values
        ffn = block.feedforward
        if isinstance(ffn, DenseFeedForward):
            count += ffn.parameters(self.width)
        else:
            count += ffn.experts * ffn.expert_parameters(self.width)
            count += ffn.shared_parameters(self.width) + ffn.router_parameters(self.width)
        return count + 2 * self.width * self.width + 3 * self.width
