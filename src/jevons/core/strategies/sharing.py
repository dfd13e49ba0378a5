"""An allocation on its way through an exam: questions that get what it grants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jevons.core.strategies.allocation import Allocation
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.play import Play
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer
from jevons.core.strategies.voting import SelfConsistency


@dataclass(slots=True)
class Allotted(Play):
    """One question: the majority of what it was granted so far.

    `latest` is its answer, while more samples of it are on their way as well; `state` what
    it was told.
    """

    latest: Answer | None = None
    state: State = field(default_factory=lambda: State.of([]))

    @property
    def answer(self) -> Answer | None:
        """The latest one."""
        return self.latest

    def tell(self, drawn: Mapping[int, Draw]) -> bool:
        """Go on if `drawn` has all that was granted; tells whether it had."""
        told = Play.tell(self, drawn)
        if told and isinstance(self.step, Answer):
            self.latest, self.state = self.step, State.of(self.told)
        return told

    def grant(self, samples: int) -> None:
        """Have it ask for so many samples more."""
        self.strategy = SelfConsistency(len(self.told) + samples)
        self.step = self.strategy.ask(self.state)


class Sharing:
    """All questions of an exam, and the `usd` dollars that are shared out among them."""

    def __init__(self, allocation: Allocation, questions: int, usd: float) -> None:
        self._allocation = allocation
        self.usd = usd
        self.plays = [Allotted(SelfConsistency(allocation.first)) for _ in range(questions)]

    def go_on(self) -> list[int]:
        """Grant more once all have what they were granted; the questions that get it."""
        if any(play.wave for play in self.plays):
            return []
        grants = self._allocation.ask([play.state for play in self.plays], self.usd)
        for question, samples in grants.items():
            self.plays[question].grant(samples)
        return list(grants)


def share_out(allocation: Allocation, served: Sequence[Mapping[int, Draw]], usd: float) -> Sharing:
    """Let an allocation go as far as the samples of the questions reach, or the sum.

    `served` has each question's samples by their places.
    """
    sharing = Sharing(allocation, len(served), usd)
    granted = list(range(len(served)))
    while granted:
        for question in granted:
            sharing.plays[question].tell(served[question])
        granted = sharing.go_on()
    return sharing
