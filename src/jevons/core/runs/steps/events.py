"""What happens while a step strategy answers a question, for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.problems import Problem
from jevons.core.strategies.steps.request import Request
from jevons.core.strategies.steps.trail import Result


@dataclass(frozen=True, slots=True)
class NodeStarted:
    """A request is about to be drawn, for this place in the trail."""

    place: int
    request: Request


@dataclass(frozen=True, slots=True)
class NodeGrew:
    """More text came for a place; `thinking` says whether it is of a thought."""

    place: int
    text: str
    thinking: bool


@dataclass(frozen=True, slots=True)
class NodeEnded:
    """A place has its result: a step, a trial answer, an answer or a score.

    `pooled` says that it was drawn before, and took nothing now.
    """

    place: int
    request: Request
    result: Result
    pooled: bool


@dataclass(frozen=True, slots=True)
class NodeWaits:
    """Nothing comes for a place yet, and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class NodeNoticed:
    """Something about a place that stops nothing."""

    place: int
    problem: Problem


StepEvent = NodeStarted | NodeGrew | NodeEnded | NodeWaits | NodeNoticed
