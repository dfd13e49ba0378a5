"""How fast tokens are drawn: the roofline of one decoding step."""

from __future__ import annotations

from math import floor
from typing import NamedTuple

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.serving.memory import MemoryFit
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.traffic import expert_traffic_gb, tensor_traffic_gb
from jevons.core.economics.shapes.flops import decode_flops_per_token

TERA = 1e12

ROUNDING = 1e-12
"""What a quotient may be off by."""


class DecodeStep(NamedTuple):
    """One step: every sequence of the instance gets a token (and those predicted with it).

    Times are of one chip, in milliseconds; the longest of the three is the step's
    (they overlap), and `bound` names it: bandwidth, compute or links.
    """

    users_per_chip: float
    users_per_instance: float
    kv_gb: float
    experts_read: float
    weights_read_gb: float
    bandwidth_ms: float
    flops_per_token: float
    compute_ms: float
    traffic_gb: float
    links_ms: float
    step_ms: float
    bound: str
    bandwidth_share: float
    tokens_per_second_per_user: float
    tokens_per_second_per_chip: float


class _Step:
    """A step's times as functions of the users of a group; what does not change is kept."""

    def __init__(self, plan: ServingPlan, fit: MemoryFit) -> None:
        weights = fit.weights
        self.always_gb = (
            weights.attention_gb + weights.dense_gb + weights.shared_gb + weights.head_gb
        )
        self.routed_gb = weights.routed_gb
        self.kv_gb = fit.kv_gb_per_user
        routed = plan.shape.expert_blocks
        self.unchosen = 1 - routed[-1][1].active / routed[-1][1].experts if routed else 0.0
        self.groups_together = max(plan.expert / plan.tensor, 1.0)
        self.flops = decode_flops_per_token(plan.shape, context_tokens=plan.context_tokens).total
        self.sent_gb = tensor_traffic_gb(plan) + expert_traffic_gb(plan) / plan.tensor
        shares, chip = plan.achieved, plan.chip
        self.bandwidth = chip.figure("bandwidth_gb_s") * shares.decode_bandwidth
        peak = chip.peak_tflops(plan.compute_precision)
        self.compute = peak * TERA * shares.decode_compute * plan.tensor
        self.links = plan.link * shares.links if self.sent_gb else 1.0

    def experts_read(self, users: float) -> float:
        """The share of a layer's experts that some token is sent to: 1 - (1 - k/E)^T."""
        return 1.0 - float(self.unchosen ** (users * self.groups_together))

    def times(self, users: float) -> tuple[float, float, float]:
        """Seconds for the memory, the compute and the links, with so many users in a group."""
        read = self.always_gb + self.routed_gb * self.experts_read(users) + users * self.kv_gb
        return (
            read / self.bandwidth,
            users * self.flops / self.compute,
            users * self.sent_gb / self.links,
        )

    def most_users(self, longest: float, most: int) -> int:
        """The most users, of those that fit, whose step is no longer than that; at least 1.

        As if all experts were read it is a quotient; with fewer read it may be more.
        """
        read = longest * self.bandwidth - self.always_gb - self.routed_gb
        bounds = (
            read / self.kv_gb,
            longest * self.compute / self.flops,
            longest * self.links / self.sent_gb if self.sent_gb else most,
        )
        low = min(max(floor(min(bounds) * (1 - ROUNDING)), 1), most)
        if low == most or max(self.times(low + 1)) > longest:
            return low
        high = most
        while low < high:
            middle = (low + high + 1) // 2
            if max(self.times(middle)) <= longest:
                low = middle
            else:
                high = middle - 1
        return low


def decode_step(plan: ServingPlan, fit: MemoryFit) -> DecodeStep:
    """A step: t = max(read / (W eta), B f / (P eta), sent / link); a user draws (1 + extra) / t.

    Read are the weights (of the experts as many as are chosen) and the cache of all B.

    Raises:
        ProblemError: BAD_INPUT: more users than fit, or a speed that not even one
            user would have.
    """
    step = _Step(plan, fit)
    users = _users(plan, fit, step)
    memory, compute, links = step.times(users)
    longest = max(memory, compute, links)
    bound = {memory: "bandwidth", compute: "compute", links: "links"}[longest]
    per_chip = users / plan.tensor
    speed = (1 + plan.extra_tokens_per_step) / longest
    share = step.experts_read(users)
    ideal = memory * plan.achieved.decode_bandwidth
    return DecodeStep(
        users_per_chip=per_chip,
        users_per_instance=per_chip * plan.chips,
        kv_gb=users * step.kv_gb,
        experts_read=share,
        weights_read_gb=step.always_gb + step.routed_gb * share,
        bandwidth_ms=1e3 * memory,
        flops_per_token=step.flops,
        compute_ms=1e3 * compute,
        traffic_gb=users * step.sent_gb,
        links_ms=1e3 * links,
        step_ms=1e3 * longest,
        bound=bound,
        bandwidth_share=ideal / longest,
        tokens_per_second_per_user=speed,
        tokens_per_second_per_chip=per_chip * speed,
    )


def _users(plan: ServingPlan, fit: MemoryFit, step: _Step) -> float:
    """The users of a group: as planned, or as many as memory and speed allow."""
    if plan.users_per_chip is not None:
        users = plan.users_per_chip * plan.tensor
        if users > fit.users_per_group:
            raise bad_input(
                f"{plan.users_per_chip:g} users a chip do not fit beside the weights",
                f"at most {fit.users_per_chip:g} do, with {plan.context_tokens:g} tokens each",
            )
        return users
    if plan.tokens_per_second_per_user is None:
        return fit.users_per_group
    longest = (1 + plan.extra_tokens_per_step) / plan.tokens_per_second_per_user
    if max(step.times(1)) > longest:
        fastest = (1 + plan.extra_tokens_per_step) / max(step.times(1))
        raise bad_input(
            f"{plan.tokens_per_second_per_user:g} tok/s for each user is out of reach",
            f"alone, a user has {fastest:.3g} tok/s here; share each sequence over more chips",
        )
    return step.most_users(longest, fit.users_per_group)
