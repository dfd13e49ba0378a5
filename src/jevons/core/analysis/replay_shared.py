"""Replay of an allocation: one sum shared out among the pools of all questions at once."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.analysis.replay_orders import ORDERS, QuestionPool, orders_of
from jevons.core.analysis.replay_rows import Rows, add_played, check_size, score_of
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.allocation import Allocation
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.sharing import share_out
from jevons.core.strategies.strategy import Answer


def replay_allocation(
    allocation: Allocation, pools: Sequence[QuestionPool], orders: int = ORDERS, seed: int = 0
) -> Rows:
    """Share out the allocation's dollars, in the orders of the pools that strategies are given.

    The n-th order of every question makes one exam. As its questions share the sum, the
    Monte Carlo error takes them for independent though they are not quite.

    Raises:
        ProblemError: BAD_INPUT: it has no sum, a pool has fewer samples than it may draw, or
            a sample has no price.
    """
    _check(allocation, pools)
    taken = [
        orders_of(len(pool.draws), orders, f"{seed}/{number}") for number, pool in enumerate(pools)
    ]
    count = min(map(len, taken))
    played: list[list[tuple[Answer, float, float]]] = [[] for _ in pools]
    for turn in range(count):
        served = [
            {place: pool.draws[own] for place, own in enumerate(order[turn])}
            for pool, order in zip(pools, taken, strict=True)
        ]
        for number, play in enumerate(share_out(allocation, served, allocation.usd).plays):
            assert play.answer is not None
            score = score_of(play.answer, pools[number], taken[number][turn])
            played[number].append((play.answer, score, play.seconds))
    rows = Rows()
    for found in played:
        answers, scores, seconds = zip(*found, strict=True)
        add_played(rows, answers, scores, seconds)
    return rows


def _check(allocation: Allocation, pools: Sequence[QuestionPool]) -> None:
    check_size(spelled(allocation), allocation.at_most, pools)
    if allocation.usd <= 0:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{allocation.name} has no sum to share out",
            remedy=f"give it one, in dollars: {allocation.name}:usd=0.5",
        )
    if any(draw.usd is None for pool in pools for draw in pool.draws):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{allocation.name} shares out dollars, and what samples cost is not known",
            remedy="add the model with --usd-per-hour or --price-model, and draw them again",
        )
