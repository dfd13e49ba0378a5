"""The parts of a layer: attention and feed-forward, and what each holds and computes.

Counts are of one layer. FLOPs are counted as two for a multiplication with its addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QkNorm(StrEnum):
    """What the norms of queries and keys hold: nothing, one head's values, or all heads'."""

    NONE = "none"
    HEAD = "head"
    LAYER = "layer"


@dataclass(frozen=True, slots=True)
class GroupedAttention:
    """Attention whose query heads share key-value heads: MHA, GQA (Ainslie 2023) or MQA.

    `window` is how many tokens back a query sees (`None`: all); `sinks` is a learned
    score per head that takes part in the softmax.
    """

    heads: int
    kv_heads: int
    head_dim: int
    qkv_bias: bool = False
    output_bias: bool = False
    qk_norm: QkNorm = QkNorm.NONE
    window: int | None = None
    sinks: bool = False

    def parameters(self, width: int) -> int:
        """In a layer: d (h + 2 h_kv) d_head + h d_head d, with biases, norms and sinks."""
        queries, keys = self.heads * self.head_dim, self.kv_heads * self.head_dim
        count = width * (queries + 2 * keys) + queries * width
        count += (queries + 2 * keys) * self.qkv_bias + width * self.output_bias
        norms = {QkNorm.NONE: 0, QkNorm.HEAD: 2 * self.head_dim, QkNorm.LAYER: queries + keys}
        return count + norms[self.qk_norm] + self.heads * self.sinks

    @property
    def kv_values(self) -> int:
        """Values cached per token: 2 h_kv d_head."""
        return 2 * self.kv_heads * self.head_dim

    @property
    def score_values(self) -> int:
        """Multiplications per token and attended token: h (d_qk + d_v)."""
        return 2 * self.heads * self.head_dim

    @property
    def decode_score_values(self) -> int:
        """The same when one token at a time is decoded."""
        return self.score_values

    @property
    def attended(self) -> int | None:
        """How many tokens one attends to at most (`None`: all)."""
        return self.window

    @property
    def index_values(self) -> int:
        """Multiplications per token and token before it to choose those attended to."""
        return 0

    def kv_split(self, tensor: int) -> int:
        """Over how many of `tensor` chips the cache is split; the others hold copies."""
        return min(tensor, self.kv_heads)


@dataclass(frozen=True, slots=True)
class LatentAttention:
    """Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).

    Keys and values come from one cached latent of `kv_rank` values and one shared
    rotary key of `rope_dim`; `query_rank` is `None` where queries are not compressed.
    With an indexer (DeepSeek-V3.2's sparse attention) `index_heads` heads of `index_dim`
    choose the `index_top` tokens that are attended to; their keys are cached too.
    """

    heads: int
    query_rank: int | None
    kv_rank: int
    nope_dim: int
    rope_dim: int
    value_dim: int
    bias: bool = False
    window: int | None = None
    index_heads: int = 0
    index_dim: int = 0
    index_top: int | None = None

    def parameters(self, width: int) -> int:
        """The six projections, the norms of the two latents, and the indexer."""
        query_dim = self.heads * (self.nope_dim + self.rope_dim)
        if self.query_rank is None:
            queries = width * query_dim
        else:
            queries = width * self.query_rank + self.query_rank + self.query_rank * query_dim
            queries += self.query_rank * self.bias
        down = width * (self.kv_rank + self.rope_dim) + self.kv_rank
        up = self.kv_rank * self.heads * (self.nope_dim + self.value_dim)
        output = self.heads * self.value_dim * width
        biases = (self.kv_rank + self.rope_dim + width) * self.bias
        return queries + down + up + output + biases + self._index_parameters(width)

    def _index_parameters(self, width: int) -> int:
        """Queries from their latent, one key with its norm, a weight per head."""
        if not self.index_heads:
            return 0
        queries = (self.query_rank or width) * self.index_heads * self.index_dim
        return queries + width * (self.index_dim + self.index_heads) + 2 * self.index_dim

    @property
    def kv_values(self) -> int:
        """Values cached per token: r_kv + d_rope, and the indexer's key."""
        return self.kv_rank + self.rope_dim + self.index_dim

    @property
    def score_values(self) -> int:
        """Multiplications per token and attended token: h (d_nope + d_rope + d_v)."""
        return self.heads * (self.nope_dim + self.rope_dim + self.value_dim)

    @property
    def decode_score_values(self) -> int:
        """With the up-projections absorbed, scores are over the latent: h (2 r_kv + d_rope)."""
        return self.heads * (2 * self.kv_rank + self.rope_dim)

    @property
    def attended(self) -> int | None:
        """How many tokens one attends to at most (`None`: all)."""
        return self.index_top

    @property
    def index_values(self) -> int:
        """Multiplications per token and token before it to choose those attended to."""
        return self.index_heads * self.index_dim

    def kv_split(self, tensor: int) -> int:
        """Every chip of a tensor-parallel group holds the whole latent."""
        return 1


Attention = GroupedAttention | LatentAttention


@dataclass(frozen=True, slots=True)
class DenseFeedForward:
    """A feed-forward that every token passes; `gated` has three matrices (SwiGLU), else two."""

    inner: int
    gated: bool = True
    bias: bool = False

    def parameters(self, width: int) -> int:
        """In a layer: 3 d d_ff (2 d d_ff without a gate), with biases."""
        matrices = 3 if self.gated else 2
        return matrices * width * self.inner + (self.inner * (matrices - 1) + width) * self.bias


@dataclass(frozen=True, slots=True)
class ExpertFeedForward:
    """A mixture of experts: a router sends each token to `active` of `experts`.

    `shared_inner` is the inner width of the experts that every token passes, taken
    together (0: none); `shared_gate` weighs them by the token; `router_bias` is a
    value per expert (for balance, or a plain bias).
    """

    experts: int
    active: int
    inner: int
    shared_inner: int = 0
    gated: bool = True
    bias: bool = False
    router_bias: bool = False
    shared_gate: bool = False

    def expert_parameters(self, width: int) -> int:
        """One routed expert."""
        return DenseFeedForward(self.inner, self.gated, self.bias).parameters(width)

    def shared_parameters(self, width: int) -> int:
        """The shared experts together, with their gate."""
        if not self.shared_inner:
            return 0
        shared = DenseFeedForward(self.shared_inner, self.gated, self.bias).parameters(width)
        return shared + width * self.shared_gate

    def router_parameters(self, width: int) -> int:
        """The router: d E, with its bias."""
        return width * self.experts + self.experts * self.router_bias


FeedForward = DenseFeedForward | ExpertFeedForward


@dataclass(frozen=True, slots=True)
class Block:
    """`count` equal layers: attention, feed-forward and the values of their norms.

    The order of a model's layers does not matter for what is computed here.
    """

    count: int
    attention: Attention
    feedforward: FeedForward
    norm_values: int = 0
