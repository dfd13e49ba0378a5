"""short-m@k: the thoughts that end first decide, and the others are stopped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from jevons.core.strategies.choosing import of_sample
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Ask, Strategy, check_count


@dataclass(frozen=True, slots=True)
class Short(Strategy):
    """The majority among the `m` samples, of `k` begun at once, that end their thinking first.

    The others are stopped then, and what they took so far is charged. Of tied answers that
    of the shortest thought is given. A thought that was cut off at its limit has ended, and
    has no vote. The paper recommends m of 1 and 3.

    Source: short-m@k (Hassid et al., arXiv 2505.17813, section 4).
    """

    name: ClassVar[str] = "short"
    source: ClassVar[str] = "arXiv 2505.17813, section 4"
    m: int = 3
    k: int = 8

    def __post_init__(self) -> None:
        check_count("k", self.k)
        check_count("m", self.m, most=self.k)

    @property
    def at_most(self) -> int:
        """All that are begun."""
        return self.k

    def ask(self, state: State) -> Ask | Answer:
        """Begin all at once; then count those that ended first."""
        if not state.drawn:
            return Ask(self.k, until=self.m)
        return of_sample(state, self._chosen(state))

    def _chosen(self, state: State) -> int | None:
        """The shortest sample with the answer that has the most votes."""
        draws = state.draws
        ended = [
            (draw.finished, place) for place, draw in enumerate(draws) if draw.finished is not None
        ]
        heard = [place for _, place in sorted(ended)[: self.m] if draws[place].key is not None]
        votes = Counter(draws[place].key for place in heard)
        return min(
            heard,
            key=lambda place: (-votes[draws[place].key], draws[place].thinking_tokens),
            default=None,
        )
