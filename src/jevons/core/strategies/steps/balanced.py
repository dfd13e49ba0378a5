"""Searching a tree of steps whose room is shared out by scores: REBASE."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.steps.search import Finals, Scored, Search
from jevons.core.strategies.steps.strategy import Seen
from jevons.core.strategies.strategy import check_count


@dataclass(frozen=True, slots=True)
class BalancedTree(Search):
    r"""Thoughts drawn step by step, each going on as often as its score has a share of all.

    There are `room` thoughts at a time, fewer by those that have ended. Each step, scored R,
    is followed by its share of the room: as exp(R / `balance`), rounded so that all add up.
    A step ends at a blank line or after `tokens` tokens; after `depth` steps all are ended.
    The thoughts are answered, and vote with the weight of their last score: the judge model's,
    or with `score=logprob` the mean probability of the thought's tokens. A small balance
    follows the best, a large one leaves all alike.

    Source: REBASE (Wu et al., arXiv 2408.00724, section 3).
    """

    name: ClassVar[str] = "balanced-tree"
    source: ClassVar[str] = "arXiv 2408.00724, section 3"
    room: int = 16
    balance: float = 0.2

    def __post_init__(self) -> None:
        Search.__post_init__(self)
        check_count("room", self.room)
        if not 0 < self.balance < math.inf:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"balance cannot be {self.balance:g}",
                remedy="it is a number above 0; scores lie between 0 and 1",
            )

    @property
    def at_most(self) -> int:
        """A step of every thought at each depth, and its answer."""
        return self.room * (self.depth * self._asked_each + 1)

    def thoughts(self) -> Finals:
        """Grow, share out the room, and grow again."""
        ended: Scored = []
        going: Scored = []
        parents: list[Seen | None] = [None] * self.room
        for _ in range(self.depth):
            grown = yield from self._grow(parents)
            ended += [pair for pair in grown if pair[0].result.ended]
            alive = [pair for pair in grown if not pair[0].result.ended]
            counts = shares([score for _, score in alive], self.room - len(ended), self.balance)
            shared = list(zip(alive, counts, strict=True))
            going = [pair for pair, count in shared if count]
            parents = [step for (step, _), count in shared for _ in range(count)]
            if not parents:
                break
        return ended + going


def shares(scores: Sequence[float], room: int, balance: float) -> list[int]:
    """How much of the room each score gets, by exp(score / balance): all of it, in whole parts.

    What rounding down leaves goes to the largest remainders, of equal ones to the first.
    """
    if not scores:
        return []
    best = max(scores)
    weights = [math.exp((score - best) / balance) for score in scores]
    exact = [room * weight / math.fsum(weights) for weight in weights]
    counts = [math.floor(part) for part in exact]
    left = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in left[: room - sum(counts)]:
        counts[place] += 1
    return counts
