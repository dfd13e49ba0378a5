"""One sample, and plain votes among many: all of them, or as many as can still matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jevons.core.strategies.choosing import majority, of_sample
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Ask, Strategy, check_count


@dataclass(frozen=True, slots=True)
class Single(Strategy):
    """One sample, whatever it says: pass@1, what all else is measured against.

    Source: DeepSeek-R1 (arXiv 2501.12948, section 3), who average it over samples.
    """

    name: ClassVar[str] = "single"
    source: ClassVar[str] = "arXiv 2501.12948, section 3"

    @property
    def at_most(self) -> int:
        """One."""
        return 1

    def ask(self, state: State) -> Ask | Answer:
        """Ask for one, and take it."""
        return of_sample(state, 0) if state.drawn else Ask(1)


@dataclass(frozen=True, slots=True)
class SelfConsistency(Strategy):
    """The majority among so many `samples`, drawn at once: maj@N, cons@N.

    The votes are of equal answers, not of equal texts. Of tied ones, the answer with the
    shorter mean thinking is given, then the one that came first. The paper draws 40 at
    temperature 0.7; DeepSeek-R1 reports 64.

    Source: self-consistency (Wang et al., arXiv 2203.11171, section 2).
    """

    name: ClassVar[str] = "self-consistency"
    source: ClassVar[str] = "arXiv 2203.11171, section 2"
    samples: int = 32

    def __post_init__(self) -> None:
        check_count("samples", self.samples)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and count."""
        left = self.samples - state.drawn
        return Ask(left) if left > 0 else majority(state)


@dataclass(frozen=True, slots=True)
class Lossless(Strategy):
    """The majority among so many `samples`, without those that cannot change it.

    It stops once the first answer leads by more votes than there are samples left: always
    with the answer of self-consistency among all. Each time it asks for as many at once as
    it needs at the least, so that no sample is drawn that one by one would have spared.

    Source: arithmetic, on self-consistency (arXiv 2203.11171, section 2).
    """

    name: ClassVar[str] = "lossless"
    source: ClassVar[str] = "arXiv 2203.11171, section 2, stopped when decided"
    samples: int = 32

    def __post_init__(self) -> None:
        check_count("samples", self.samples)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for what may decide it, if all of them vote for the first answer."""
        left = self.samples - state.drawn
        lead = state.first_votes - state.second_votes
        if left <= 0 or lead > left:
            return majority(state)
        return Ask(min((left - lead) // 2 + 1, left))
