"""What happens while a strategy answers a question with samples, for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.events import GenerationEvent
from jevons.core.problems import Problem
from jevons.core.records import Generation
from jevons.core.strategies.registry import AnyStrategy
from jevons.core.strategies.strategy import Answer


@dataclass(frozen=True, slots=True)
class SolvingWaits:
    """Nothing is drawn yet, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class WaveBegun:
    """So many samples are asked for, by their places; as many as the server has room for begin."""

    places: range


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """Something happens to the sample at a place."""

    place: int
    event: GenerationEvent


@dataclass(frozen=True, slots=True)
class SampleVoted:
    """A sample has ended. It votes by `key` for what it `said`, or has no answer to vote by."""

    place: int
    key: str | None
    said: str | None
    generation: Generation


@dataclass(frozen=True, slots=True)
class Decided:
    """The end of it.

    `generation`, that of the sample at `place`, stands for the answer; `None` where no sample
    has one. `strategy` decided, after `rounds` waves; `early` says that it was ended before it
    had its answer, which is then the vote of what came. `problem` is what was in the way.
    """

    answer: Answer
    place: int | None
    generation: Generation | None
    strategy: AnyStrategy
    rounds: int
    early: bool = False
    problem: Problem | None = None


SolvingEvent = SolvingWaits | WaveBegun | SampleEvent | SampleVoted | Decided
