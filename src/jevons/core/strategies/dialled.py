"""Votes of samples that think as long as the strategy says: forced to a budget, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jevons.core.records import Dial
from jevons.core.strategies.choosing import majority
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import (
    LONGEST,
    Answer,
    Ask,
    Need,
    Strategy,
    check_count,
    check_tokens,
)


@dataclass(frozen=True, slots=True)
class BudgetForcing(Strategy):
    """The majority of `samples` that think for `minimum` to `maximum` tokens.

    A thought is closed at its maximum; an end below the minimum is refused with "Wait". A
    maximum of 0 sets none. The paper draws one sample and shares the maximum out among all
    continuations, as is done here; it counts refusals (2 to 6), not tokens.

    Source: budget forcing, s1 (Muennighoff et al., arXiv 2501.19393, section 3).
    """

    name: ClassVar[str] = "budget-forcing"
    source: ClassVar[str] = "arXiv 2501.19393, section 3"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.PREFILL})
    minimum: int = 0
    maximum: int = 1024
    samples: int = 1

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_tokens("maximum", self.maximum, least=0)
        check_tokens("minimum", self.minimum, least=0, most=self.maximum or LONGEST)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def dial(self) -> Dial:
        """The two ends of the budget."""
        if self.maximum:
            return Dial.budget(self.maximum, self.minimum)
        return Dial.unlimited(self.minimum)

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and count."""
        left = self.samples - state.drawn
        return Ask(left) if left > 0 else majority(state)


@dataclass(frozen=True, slots=True)
class NoThinking(Strategy):
    """The majority of so many `samples` that answer without a thought.

    The zero end of the thinking budget, drawn in parallel instead: the thought is closed
    before it began. The paper draws up to 64 and votes where nothing verifies an answer.

    Source: NoThinking (Ma et al., arXiv 2504.09858, section 4).
    """

    name: ClassVar[str] = "no-thinking"
    source: ClassVar[str] = "arXiv 2504.09858, section 4"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.OFF})
    samples: int = 32

    def __post_init__(self) -> None:
        check_count("samples", self.samples)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def dial(self) -> Dial:
        """Off."""
        return Dial.off()

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and count."""
        left = self.samples - state.drawn
        return Ask(left) if left > 0 else majority(state)
