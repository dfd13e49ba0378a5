"""A strategy on its way through one question: told wave after wave, until it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jevons.core.strategies.draw import Draw
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Ask, Strategy


@dataclass(slots=True)
class Play:
    """What a strategy was told of a question, and what it asks for next or answers.

    `told` has the samples in the order of their places, those of a race as they were when it
    ended; `rounds` are the waves, and `seconds` what these took one after the other, each as
    long as its longest sample.
    """

    strategy: Strategy
    told: list[Draw] = field(default_factory=list)
    rounds: int = 0
    seconds: float = 0.0
    step: Ask | Answer = field(init=False)

    def __post_init__(self) -> None:
        self.step = self.strategy.ask(State.of(self.told))

    @property
    def answer(self) -> Answer | None:
        """The answer, once it is found."""
        return self.step if isinstance(self.step, Answer) else None

    @property
    def wave(self) -> range:
        """The places of the samples that are asked for now; none once there is an answer."""
        begun = len(self.told)
        more = self.step.samples if isinstance(self.step, Ask) else 0
        return range(begun, begun + more)

    @property
    def until(self) -> int | None:
        """How many thoughts of the wave have to end; `None`: all of its samples."""
        return self.step.until if isinstance(self.step, Ask) else None

    @property
    def floor(self) -> float | None:
        """The confidence below which a sample of the wave is stopped."""
        return self.step.floor if isinstance(self.step, Ask) else None

    def tell(self, drawn: Mapping[int, Draw]) -> bool:
        """Go on if `drawn` has the whole wave; tells whether it had."""
        wave = [drawn[place] for place in self.wave if place in drawn]
        if not wave or len(wave) < len(self.wave):
            return False
        if self.until is not None:
            wave = race(wave, self.until)
            self.seconds += seconds_of(wave)
        else:
            if self.floor is not None:
                wave = [draw.stopped_below(self.floor) for draw in wave]
            self.seconds += max(draw.seconds for draw in wave)
        self.told += wave
        self.rounds += 1
        self.step = self.strategy.ask(State.of(self.told))
        return True


def follow(strategy: Strategy, drawn: Mapping[int, Draw]) -> Play:
    """Let a strategy go as far as the samples reach, which are given by their places."""
    play = Play(strategy)
    while play.tell(drawn):
        pass
    return play


def race(wave: Sequence[Draw], until: int) -> list[Draw]:
    """The samples as they are when `until` of them have ended their thinking.

    All write equally fast, as those of one batch do: the shortest thoughts end first, of
    equal ones the earlier. Those that are stopped have as many tokens as the last to end.
    What never ended its thinking (`finished` is `None`: a live race stopped it, or it
    failed) has lost, and stays as it is.
    """
    ended = [place for place, draw in enumerate(wave) if draw.finished is not None]
    ranked = sorted(ended, key=lambda place: wave[place].thinking_tokens)
    last = max([wave[place].thinking_tokens for place in ranked[:until]], default=0)
    raced = list(wave)
    for rank, place in enumerate(ranked):
        draw = wave[place]
        raced[place] = replace(draw, finished=rank) if rank < until else draw.stopped_at(last)
    return raced


def seconds_of(wave: Sequence[Draw]) -> float:
    """How long a race took: until the last that won has its answer, or all have failed."""
    ended = [draw.seconds for draw in wave if draw.finished is not None]
    return max(ended or [draw.seconds for draw in wave])
