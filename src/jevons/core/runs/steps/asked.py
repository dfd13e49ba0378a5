"""What a step strategy is to answer, with what it may use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.keys import free_key, vote_key
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Dial, Generation, Message, Question, SamplingParams
from jevons.core.runs.costing import Costing
from jevons.core.runs.worker.server import Server
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.steps.trail import Trail
from jevons.core.strategies.strategy import Need, Needing, lacking

Keying = Callable[[Generation], Awaitable[str | None]]
"""The key that a reply votes by, `None` if it has no answer."""

AT_ONCE = 8
"""Requests that a server is sent at the same time, where nobody says how many."""


class Shelf(Protocol):
    """Where the generations of steps are kept: the library's pool, or nowhere."""

    def find(self, key: str, sample: int) -> Generation | None:
        """What is at this place of a pool, if it is there."""

    def generation(self, generation_id: str) -> Generation | None:
        """The generation of that id, if it is there."""

    def put(self, generation: Generation, key: str, sample: int) -> None:
        """Keep a generation; in its place of the pool, unless it broke off.

        Raises:
            ProblemError: it could not be written.
        """


@dataclass(frozen=True, slots=True)
class Asker:
    """A server with as many requests at the same time as `room` lets in.

    Several questions may share one.
    """

    server: Server
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


@dataclass(frozen=True, slots=True)
class Hands:
    """What draws and keeps: the model that solves, the one that judges, prices, the library.

    `answer_tokens` bound an answer where the parameters do not. `paid` is told every
    generation that was drawn, also those that failed or were cut short, as soon as it ended.
    `retry_s` is about how long to wait before trouble is tried again.
    """

    solver: Asker
    costing: Costing
    answer_tokens: int
    judge: Asker | None = None
    shelf: Shelf | None = None
    paid: Callable[[Generation], None] = lambda generation: None
    retry_s: float = 1.0


@dataclass(frozen=True, slots=True)
class StepsAsked:
    """A question, and the strategy that is to answer it.

    `messages` end with the question; `key` tells which answers are equal, and `boxed` whether
    trial answers stand in a box. `trail` is what an earlier attempt came to, to be gone on
    with. The seeds of all requests follow from them and the `salt`: without one they are those
    of the pool.
    """

    strategy: StepStrategy
    messages: tuple[Message, ...]
    params: SamplingParams
    dial: Dial
    key: Keying
    boxed: bool = True
    trail: Trail = Trail()  # noqa: RUF009 - it is frozen
    salt: str = ""

    @property
    def question(self) -> str:
        """The question alone, as a judge is shown it."""
        return self.messages[-1].content

    def budgeted(self) -> Dial:
        """The dial, for parts of a thought: where it is off they still think."""
        return self.dial if self.dial != Dial.off() else Dial.unlimited()


def exam_key(grader: Grader, question: Question) -> Keying:
    """Keys of the replies to a question of an exam; checkers run in a thread."""

    async def key(generation: Generation) -> str | None:
        if question.kind is AnswerKind.CHECKED:
            return await asyncio.to_thread(vote_key, grader, question, generation)
        return vote_key(grader, question, generation)

    return key


def free_keys(question: str) -> Keying:
    """Keys of the replies to a question without a known answer."""

    async def key(generation: Generation) -> str | None:
        return free_key(question, generation)

    return key


def is_boxed(question: Question) -> bool:
    """Whether trial answers to a question of an exam stand in a box."""
    return question.kind not in {AnswerKind.CHECKED, AnswerKind.JUDGED}


def check_offered(strategy: Needing, name: str, offers: frozenset[Need]) -> None:
    """Refuse a strategy that cannot run on what is offered.

    Raises:
        ProblemError: UNSUPPORTED, with the reason.
    """
    reason = lacking(strategy, offers)
    if reason:
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"{name} cannot be used here: {reason}",
            kept="nothing was asked",
            remedy="choose another strategy, or a model on a server that does",
        )
