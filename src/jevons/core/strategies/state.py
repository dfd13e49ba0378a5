"""What was drawn so far of a question, with its votes counted and its costs summed up."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from jevons.core.strategies.draw import Draw


class Charge(NamedTuple):
    """What samples took in all; `usd` is `None` if one of them has no known price.

    `seconds` are those of every sample, added up: not how long the answer took to wait for.
    """

    samples: int
    thinking_tokens: int
    answer_tokens: int
    usd: float | None
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens drawn: thinking and answer."""
        return self.thinking_tokens + self.answer_tokens


class History:
    """Samples of one question in their order, and what every beginning of them comes to.

    Counted once, for all strategies that are replayed on it. `keys` and `seconds` are those
    of the samples; `first`, `second` and `leader` have at place n what the first n samples
    come to: the votes of the answer with the most and of the one that follows, and that
    answer (one of both where they are tied).
    """

    __slots__ = (
        "_answer", "_busy", "_thinking", "_usd", "draws", "first", "keys", "leader", "second",
        "seconds",
    )  # fmt: skip

    def __init__(self, draws: Sequence[Draw]) -> None:
        self.draws = draws
        self.keys = [draw.key for draw in draws]
        self.seconds = [draw.seconds for draw in draws]
        self._count_votes()
        self._thinking = [0, *accumulate([draw.thinking_tokens for draw in draws])]
        self._answer = [0, *accumulate([draw.answer_tokens for draw in draws])]
        self._busy = [0.0, *accumulate(self.seconds)]
        prices = [math.nan if draw.usd is None else draw.usd for draw in draws]
        self._usd = [0.0, *accumulate(prices)]

    def _count_votes(self) -> None:
        votes: defaultdict[str, int] = defaultdict(int)
        first = second = 0
        leader: str | None = None
        self.first, self.second, self.leader = [0], [0], [leader]
        for key in self.keys:
            if key is not None:
                votes[key] = own = votes[key] + 1
                if key == leader:
                    first = own
                elif own > first:
                    first, second, leader = own, first, key
                elif own > second:
                    second = own
            self.first.append(first)
            self.second.append(second)
            self.leader.append(leader)

    def charge(self, drawn: int) -> Charge:
        """What the first `drawn` samples took."""
        usd = self._usd[drawn]
        return Charge(
            drawn,
            self._thinking[drawn],
            self._answer[drawn],
            None if math.isnan(usd) else usd,
            self._busy[drawn],
        )


class State(NamedTuple):
    """The first `drawn` samples of a history: all that a strategy knows."""

    history: History
    drawn: int

    @classmethod
    def of(cls, draws: Sequence[Draw]) -> State:
        """The state with these samples drawn, in the order in which they were asked for."""
        return cls(History(draws), len(draws))

    @property
    def draws(self) -> Sequence[Draw]:
        """The samples."""
        return self.history.draws[: self.drawn]

    @property
    def first_votes(self) -> int:
        """Votes of the answer that has the most."""
        return self.history.first[self.drawn]

    @property
    def second_votes(self) -> int:
        """Votes of the answer that follows; as many as the first has, if they are tied."""
        return self.history.second[self.drawn]

    def leaders(self) -> tuple[str, ...]:
        """The answers with the most votes, in the order of their first samples."""
        history, drawn = self
        leader = history.leader[drawn]
        if leader is None:
            return ()
        most = history.first[drawn]
        if history.second[drawn] < most:
            return (leader,)
        votes = Counter(history.keys[:drawn])
        return tuple(key for key, own in votes.items() if key is not None and own == most)

    def charge(self) -> Charge:
        """What all samples so far took."""
        return self.history.charge(self.drawn)
