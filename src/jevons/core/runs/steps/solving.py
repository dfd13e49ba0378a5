"""A step strategy as the Ask screen follows it: each request is shown as a sample of its own.

It tells the same events as `runs.solving.Solving`, and is steered in the same way, as far as a
step strategy can be: it can be stopped.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from jevons.core.events import (
    AnswerDelta,
    GenerationEnded,
    GenerationEvent,
    GenerationStarted,
    Noticed,
    ThinkingDelta,
    Waiting,
)
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import ProblemError
from jevons.core.records import FinishReason, Generation, Purpose
from jevons.core.runs.ask import Asked
from jevons.core.runs.connection import what_takes_time
from jevons.core.runs.solving import Means
from jevons.core.runs.solving_events import (
    Decided,
    SampleEvent,
    SampleVoted,
    SolvingEvent,
    SolvingWaits,
    WaveBegun,
)
from jevons.core.runs.steps.asked import Asker, Hands, StepsAsked, free_keys
from jevons.core.runs.steps.events import (
    NodeEnded,
    NodeGrew,
    NodeNoticed,
    NodeStarted,
    NodeWaits,
    StepEvent,
)
from jevons.core.runs.steps.stepping import Stepped, Stepper
from jevons.core.runs.worker.server import Server
from jevons.core.strategies.steps.request import ANSWERING, Judge, Request
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.steps.trail import Result
from jevons.core.strategies.strategy import Answer, Need

ANSWERS = frozenset({Purpose.SOLVE, Purpose.REVISE})
"""What belongs to a turn of a conversation; all else is kept beside it."""


class StepSolving:
    """The way of one question to its answer, step by step.

    Where the strategy needs a judge it is the model `judge`, else the one that is asked.
    """

    available = False
    """Thoughts under way cannot be ended or prolonged: the strategy does that."""

    grows = False
    """Nothing can be added: the strategy asks for what it needs."""

    def __init__(
        self, asked: Asked, strategy: StepStrategy, means: Means, judge: ModelSpec | None = None
    ) -> None:
        self.strategy = strategy
        self._asked = asked
        self._means = means
        logprobs = Need.LOGPROBS in strategy.needs
        self._server = Server(asked.spec, means.settings, None, logprobs=logprobs)
        self._judge: Server | None = None
        if Need.JUDGE in strategy.needs:
            own = judge is None or judge.name == asked.spec.name
            self._judge = self._server if own else Server(judge or asked.spec, means.settings, None)
        self._queue: asyncio.Queue[SolvingEvent | None] = asyncio.Queue()
        self._generations: dict[str, Generation] = {}
        self._rounds = 0
        self._open: set[int] = set()
        self._stepper = Stepper(self._steps(), self._hands(), self._take)
        self.stopped = False

    def _steps(self) -> StepsAsked:
        asked = self._asked
        keys = free_keys(asked.messages[-1].content)
        return StepsAsked(
            self.strategy, asked.messages, asked.params, asked.dial, keys, salt=salt_of(asked)
        )

    def _hands(self) -> Hands:
        room = asyncio.Semaphore(8)
        return Hands(
            solver=Asker(self._server, room),
            costing=self._means.costing,
            answer_tokens=self._means.settings.answer_tokens,
            judge=None if self._judge is None else Asker(self._judge, room),
            shelf=_TurnShelf(self._asked, self._means),
            paid=self._pay,
        )

    def _pay(self, generation: Generation) -> None:
        self._generations[generation.id] = alone(generation)

    # Steering.

    def stop(self) -> None:
        """End it now; what came is kept."""
        self.stopped = True
        self._stepper.stop()

    def end_thought(self, place: int | None = None) -> None:
        """The strategy ends thoughts itself."""

    def think_on(self, place: int | None = None) -> None:
        """The strategy prolongs thoughts itself."""

    # What happens.

    async def events(self) -> AsyncGenerator[SolvingEvent, None]:
        """Draw until there is an answer; ends with `Decided`, whatever comes."""
        work = asyncio.create_task(self._work())
        work.add_done_callback(lambda _: self._queue.put_nowait(None))
        try:
            while (event := await self._queue.get()) is not None:
                yield event
            work.result()  # a fault of ours is not kept silent
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _work(self) -> None:
        self._tell(SolvingWaits(what_takes_time(self._asked.spec)))
        try:
            self._tell(await self._decided(await self._stepper.answer()))
        finally:
            for server in {self._server, self._judge} - {None}:
                assert server is not None
                await server.close()

    async def _decided(self, stepped: Stepped) -> Decided:
        answer = stepped.answer or Answer(None, None, (), stepped.spent.charge)
        generation = stepped.generation
        if generation is not None:
            generation = await self._charged(generation, stepped)
        return Decided(
            answer=answer,
            place=answer.draw,
            generation=generation,
            strategy=self.strategy,
            rounds=self._rounds,
            early=stepped.answer is None,
            problem=stepped.problem,
        )

    async def _charged(self, chosen: Generation, stepped: Stepped) -> Generation:
        """The chosen answer, with all in its cost that no other answer of the turn has."""
        others = [
            one.cost.paid if one.cost else None
            for one in self._generations.values()
            if one.purpose in ANSWERS and one.id != chosen.id
        ]
        known = [usd for usd in others if usd is not None]
        if chosen.cost is None or stepped.spent.usd is None or len(known) < len(others):
            return chosen
        usd = stepped.spent.usd - sum(known)
        said = f"with all {len(stepped.trail.nodes)} requests of {self.strategy.name}"
        cost = replace(chosen.cost, here_usd=usd, spent_usd=None, assumption=said)
        chosen = replace(chosen, cost=cost)
        with suppress(ProblemError):  # it is written as soon as that works
            await asyncio.to_thread(_TurnShelf(self._asked, self._means).put, chosen, "", None)
        return chosen

    def _take(self, event: StepEvent) -> None:
        """Tell what happens to a request as what happens to a sample."""
        match event:
            case NodeStarted(place):
                self._rounds += not self._open
                self._open.add(place)
                self._tell(WaveBegun(range(place, place + 1)))
                self._tell(SampleEvent(place, GenerationStarted(self._blank())))
            case NodeGrew(place, text, thinking):
                more: GenerationEvent = ThinkingDelta(text) if thinking else AnswerDelta(text)
                self._tell(SampleEvent(place, more))
            case NodeWaits(place, reason):
                self._tell(SampleEvent(place, Waiting(reason)))
            case NodeNoticed(place, problem):
                self._tell(SampleEvent(place, Noticed(problem)))
            case NodeEnded(place, request, result):
                self._open.discard(place)
                generation = self._generations.get(result.generation) or self._blank()
                self._tell(SampleEvent(place, GenerationEnded(generation)))
                votes = result.key if isinstance(request, ANSWERING) else None
                self._tell(SampleVoted(place, votes, said_of(request, result), generation))

    def _blank(self) -> Generation:
        asked = self._asked
        return Generation(
            id="",
            model=asked.spec.name,
            question=asked.messages[-1].content,
            params=asked.params,
            dial=asked.dial,
            created_at=datetime.now(UTC),
            finish_reason=FinishReason.STOP,
            purpose=Purpose.STEP,
        )

    def _tell(self, event: SolvingEvent) -> None:
        self._queue.put_nowait(event)


def alone(generation: Generation) -> Generation:
    """A generation with the cost of what was drawn for it alone, without the steps before.

    Answers of one turn may share steps: their costs are added up.
    """
    cost = generation.cost
    if cost is None or cost.spent_usd is None:
        return generation
    return replace(generation, cost=replace(cost, here_usd=cost.spent_usd, spent_usd=None))


def salt_of(asked: Asked) -> str:
    """What makes the seeds of one asking its own; with a seed they are the same each time."""
    seed = asked.params.seed
    return f"{uuid.uuid4().hex if seed is None else seed}/"


def said_of(request: Request, result: Result) -> str | None:
    """What a request came to, in a few words: its answer, or its score."""
    if isinstance(request, Judge):
        return None if result.score is None else f"{result.score:.2f} by the judge"
    return result.key


class _TurnShelf:
    """Keeps answers with the turn of the conversation, and all else beside it."""

    def __init__(self, asked: Asked, means: Means) -> None:
        self._asked = asked
        self._keeper = means.library

    def find(self, key: str, sample: int) -> Generation | None:
        """Nothing: each question is drawn anew."""

    def generation(self, generation_id: str) -> Generation | None:
        """Nothing: what is needed was drawn just now."""

    def put(self, generation: Generation, key: str, sample: int | None) -> None:
        """Write a generation down."""
        if self._keeper is not None:
            turn_id = self._asked.turn_id if generation.purpose in ANSWERS else None
            self._keeper.put_generation(turn_id, alone(generation), self._asked.messages)
