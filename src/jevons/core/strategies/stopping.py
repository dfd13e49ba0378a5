"""Stopping when samples agree: a window of them, or a share of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jevons.core.strategies.choosing import majority
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Ask, Strategy, check_count, check_share


@dataclass(frozen=True, slots=True)
class EarlyStopping(Strategy):
    """Windows of samples, until all of one window agree; then the majority of all so far.

    Each wave is one `window`; at most `most` samples are drawn. A sample without an answer
    agrees with none. The paper has windows of 5 and at most 40.

    Source: early-stopping self-consistency, ESC (Li et al., arXiv 2401.10480, section 3).
    """

    name: ClassVar[str] = "early-stopping"
    source: ClassVar[str] = "arXiv 2401.10480, section 3"
    window: int = 5
    most: int = 40

    def __post_init__(self) -> None:
        check_count("window", self.window)
        check_count("most", self.most, least=self.window)

    @property
    def at_most(self) -> int:
        """What the windows end at."""
        return self.most

    def ask(self, state: State) -> Ask | Answer:
        """Ask for the next window, unless the last one agrees."""
        left = self.most - state.drawn
        if left <= 0 or self._agreed(state):
            return majority(state)
        return Ask(min(self.window, left))

    def _agreed(self, state: State) -> bool:
        if state.drawn < self.window:
            return False
        last = state.history.keys[state.drawn - self.window : state.drawn]
        return last[0] is not None and last.count(last[0]) == self.window


@dataclass(frozen=True, slots=True)
class Doubling(Strategy):
    """Waves that double what was drawn, until an answer has a `share` of all samples.

    From `first` samples on (2, 4, 8, ...) to at most `most`. Samples without an answer count
    among all. As in its_hub (pull request 262: from 2 to 8 samples, share 0.75).

    Source: its_hub, adaptive self-consistency.
    """

    name: ClassVar[str] = "doubling"
    source: ClassVar[str] = "its_hub, pull request 262"
    share: float = 0.75
    first: int = 2
    most: int = 8

    def __post_init__(self) -> None:
        check_share("share", self.share, whole=True)
        check_count("first", self.first)
        check_count("most", self.most)

    @property
    def at_most(self) -> int:
        """What the waves end at."""
        return self.most

    def ask(self, state: State) -> Ask | Answer:
        """Ask for the next wave, unless one answer has its share."""
        left = self.most - state.drawn
        agreed = state.drawn and state.first_votes >= self.share * state.drawn
        if left <= 0 or agreed:
            return majority(state)
        return Ask(min(state.drawn or self.first, left))
