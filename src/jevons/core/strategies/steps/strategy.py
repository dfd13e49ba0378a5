"""What a step strategy is: an object that asks for steps until it can tell the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies import choosing
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.state import State
from jevons.core.strategies.steps.request import Request
from jevons.core.strategies.steps.trail import Node, Result, Trail
from jevons.core.strategies.strategy import Answer, Need


class Seen(NamedTuple):
    """A node of the trail, by its place there."""

    place: int
    trail: Trail

    @property
    def request(self) -> Request:
        """What was asked for."""
        return self.trail.nodes[self.place].request

    @property
    def result(self) -> Result:
        """What came."""
        return self.trail.nodes[self.place].result

    @property
    def thinking_tokens(self) -> int:
        """The tokens of the thought that it ends, or that is behind its answer."""
        return self.trail.thinking_tokens(self.place)


class Choice(NamedTuple):
    """The answer that a strategy comes to; see `Answer`."""

    key: str | None
    place: int | None
    tied: tuple[str, ...] = ()


Course = Generator[tuple[Request, ...], tuple[Seen, ...], Choice]
"""Yields requests that are drawn at the same time, takes what came of them, returns the answer."""


@dataclass(frozen=True, slots=True)
class StepStrategy(ABC):
    """How to get from a question to an answer by steps; equal for equal parameters.

    Subclasses are frozen dataclasses whose fields, each a number or a word with a default,
    are the parameters. `name` is what users call it and `source` where it comes from. What
    it asks depends on the trail alone, so that the same object goes on live, after an
    interruption, and over a trail that was recorded.
    """

    name: ClassVar[str]
    source: ClassVar[str]

    @property
    @abstractmethod
    def needs(self) -> frozenset[Need]:
        """What servers must offer."""

    @property
    @abstractmethod
    def at_most(self) -> int:
        """The most requests that it makes for a question."""

    @abstractmethod
    def course(self) -> Course:
        """What it asks for, from the beginning; equal results lead to equal requests."""

    def ask(self, trail: Trail) -> tuple[Request, ...] | Answer:
        """What to draw next, all at once, or the answer.

        Where a trail breaks off between requests made at once, those that are missing.

        Raises:
            ProblemError: BAD_INPUT: the trail is not one of this strategy.
        """
        walk = Walk(self)
        walk.tell(trail.nodes)
        return walk.step


class Walk:
    """A strategy on its way over a trail that grows.

    What it asks is what `StepStrategy.ask` does on the same trail; it is found out once for
    each node, instead of from the beginning each time.
    """

    def __init__(self, strategy: StepStrategy) -> None:
        self._name = strategy.name
        self._course = strategy.course()
        self._asked = next(self._course)
        self._begun = 0
        self._choice: Choice | None = None
        self.trail = Trail()

    @property
    def step(self) -> tuple[Request, ...] | Answer:
        """What to draw next, or the answer."""
        if self._choice is not None:
            return Answer(*self._choice, self.trail.spent().charge)
        return self._asked[len(self.trail.nodes) - self._begun :]

    def tell(self, nodes: Sequence[Node]) -> None:
        """Add nodes to the trail, in the order in which they were asked for.

        Raises:
            ProblemError: BAD_INPUT: they are not what was asked for.
        """
        self.trail = self.trail.followed_by(nodes)
        while self._choice is None:
            own = self.trail.nodes[self._begun : self._begun + len(self._asked)]
            if any(node.request != asked for node, asked in zip(own, self._asked, strict=False)):
                raise _another(self._name)
            if len(own) < len(self._asked):
                return
            seen = tuple(Seen(self._begun + number, self.trail) for number in range(len(own)))
            self._begun += len(own)
            try:
                self._asked = self._course.send(seen)
            except StopIteration as end:
                self._choice = end.value
        if self._begun < len(self.trail.nodes):
            raise _another(self._name)


def majority(answers: Iterable[Seen]) -> Choice:
    """The answer with the most votes; between tied ones decides what does in a plain vote."""
    return weighted((answer, 1.0) for answer in answers)


def weighted(voters: Iterable[tuple[Seen, float]]) -> Choice:
    """The answer whose voters weigh most together."""
    heard = list(voters)
    draws = [Draw(seen.result.key, seen.thinking_tokens) for seen, _ in heard]
    weights = [(index, weight) for index, (_, weight) in enumerate(heard)]
    found = choosing.weighted(State.of(draws), weights)
    return Choice(found.key, None if found.draw is None else heard[found.draw][0].place, found.tied)


def chosen(answer: Seen | None) -> Choice:
    """The answer of one node, chosen for itself; none if there is no such node."""
    if answer is None:
        return Choice(None, None)
    return Choice(answer.result.key, answer.place)


def _another(name: str) -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"the steps that were kept are not those of {name}",
        kept="they are as they were",
        remedy="go on with the strategy that they were begun with, or begin anew",
    )
