"""How many parameters a model has, part by part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """The parameters of a model by part; sums below are what publishers state.

    `head` is 0 where it shares the embedding's matrix (`tied`); `active_routed_experts`
    are those of `routed_experts` that one token passes. `mtp` (modules that predict
    further tokens) is in no sum: publishers leave it out.
    """

    embedding: int
    positions: int
    attention: int
    dense_feedforward: int
    routed_experts: int
    active_routed_experts: int
    shared_experts: int
    routers: int
    norms: int
    head: int
    mtp: int
    tied: bool

    @property
    def total(self) -> int:
        """N_t: all, without MTP."""
        return self._every_token + self.routed_experts + self.embedding + self.positions + self.head

    @property
    def total_without_embedding(self) -> int:
        """All but the embedding (with it the tied head), positions and MTP."""
        return self.total - self.embedding - self.positions

    @property
    def active(self) -> int:
        """What a token passes, embedding and head included."""
        return self.total - self.routed_experts + self.active_routed_experts

    @property
    def active_without_input_embedding(self) -> int:
        """The same without the embedding, of which a token takes one row; the head stays."""
        head = self.embedding if self.tied else self.head
        return self._every_token + self.active_routed_experts + head

    @property
    def active_without_embedding(self) -> int:
        """What a token passes, without the embedding and the head."""
        return self._every_token + self.active_routed_experts

    @property
    def active_matmul(self) -> int:
        """N_a: what a token is multiplied with: no embedding, no norms, but the head."""
        head = self.embedding if self.tied else self.head
        return self._every_token - self.norms + self.active_routed_experts + head

    @property
    def _every_token(self) -> int:
        layers = self.attention + self.dense_feedforward + self.shared_experts
        return layers + self.routers + self.norms
