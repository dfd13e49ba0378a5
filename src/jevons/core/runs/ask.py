"""One question asked, whole: reached, fitted, drawn, written down, priced.

Used by the Ask screen and by `jevons ask` alike.
"""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from jevons.core.events import (
    Failed,
    Finished,
    GenerationEnded,
    GenerationEvent,
    GenerationStarted,
    Noticed,
    Waiting,
)
from jevons.core.models.draft import Draft
from jevons.core.models.generate import Plan, generate
from jevons.core.models.registry import ModelSpec
from jevons.core.models.steering import Interrupted, Steering
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import (
    Dial,
    DialMode,
    FinishReason,
    Generation,
    Message,
    SamplingParams,
    Timing,
)
from jevons.core.runs.connection import Connection, connect, what_takes_time
from jevons.core.runs.context import Fitted, drop_oldest, dropped_notice, fit
from jevons.core.runs.costing import Costing
from jevons.core.runs.worker.shared_time import SharedTime
from jevons.core.settings import Settings

JOURNAL_EVERY_S = 1.0
"""Seconds of a generation that a sudden end may cost."""

CRASHES_FORGIVEN = 1
"""How often a crashed engine is started again for one generation."""


class Keeper(Protocol):
    """Where a generation is written down: the library, or what writes to it later."""

    def put_generation(
        self, turn_id: str | None, generation: Generation, messages: tuple[Message, ...]
    ) -> None:
        """Write a generation as it stands.

        Raises:
            ProblemError: it could not be written.
        """


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which model, with what behind it.

    `messages` end with the question. `thought` is one to go on with, of the
    generation `parent_id`; `turn_id` is where the library keeps the generation. With
    `surety_window` the server is asked for log-probabilities; below `floor` it is stopped (see
    `Plan`).
    """

    spec: ModelSpec
    messages: tuple[Message, ...]
    params: SamplingParams
    dial: Dial
    turn_id: str | None = None
    thought: str = ""
    parent_id: str | None = None
    surety_window: int | None = None
    floor: float = -math.inf


async def ask(
    asked: Asked,
    *,
    settings: Settings,
    costing: Costing,
    steering: Steering,
    library: Keeper | None = None,
    machine: SharedTime | None = None,
) -> AsyncGenerator[GenerationEvent, None]:
    """Ask, telling what happens; ends with `GenerationEnded`, whatever comes.

    With a library the generation is written down while it is drawn and at its end,
    also when the caller goes away in the middle. Of a `machine` that draws others as well at
    the same time it costs its part.
    """
    asking = _Asking(asked, settings, costing, steering, library)
    asking.machine = machine
    try:
        async with aclosing(asking.run()) as events:
            async for event in events:
                yield event
    finally:
        asking.close()


class _Asking:
    """The state of one call of `ask`."""

    def __init__(
        self,
        asked: Asked,
        settings: Settings,
        costing: Costing,
        steering: Steering,
        library: Keeper | None,
    ) -> None:
        self.asked = asked
        self.settings = settings
        self.costing = costing
        self.steering = steering
        self.library = library
        self.draft = Draft(asked.thought, requested=asked.dial.tokens)
        self.generation = Generation(
            id=uuid.uuid4().hex,
            model=asked.spec.name,
            question=asked.messages[-1].content,
            params=asked.params,
            dial=asked.dial,
            created_at=datetime.now(UTC),
            thinking=asked.thought,
            parent_id=asked.parent_id,
        )
        self.messages = asked.messages
        self.written = 0.0
        self.write_failed = False
        self.ending: Finished | Failed | None = None
        self.ended = False
        self.machine: SharedTime | None = None
        self.machine_s = 0.0

    async def run(self) -> AsyncGenerator[GenerationEvent, None]:
        """The whole way, from the question to the priced answer."""
        yield GenerationStarted(self.generation)
        try:
            async with aclosing(self._fit_and_draw()) as events:
                async for event in events:
                    yield event
        except ProblemError as error:
            self.ending = Failed(error.problem)
        except Interrupted:
            self.ending = Finished(FinishReason.CANCELLED)
        self._finish()
        notice = await asyncio.to_thread(self._write)
        if notice is not None:
            yield Noticed(notice)
        yield GenerationEnded(self.generation)

    async def _fit_and_draw(self) -> AsyncGenerator[GenerationEvent, None]:
        fitted = self._fit()
        self.messages = fitted.messages
        if fitted.dropped:
            yield Noticed(dropped_notice(fitted.dropped))
        unwritten = await self._journal()
        if unwritten is not None:
            yield Noticed(unwritten)
        crashes = 0
        while True:
            yield Waiting(what_takes_time(self.asked.spec))
            logprobs = self.asked.surety_window is not None
            connecting = connect(self.asked.spec, self.settings, logprobs=logprobs)
            connection = await self.steering.race(connecting)
            mark = self.machine.start() if self.machine else 0.0
            try:
                async with aclosing(self._draw(connection, fitted)) as events:
                    async for event in events:
                        yield event
            finally:
                self.machine_s += self.machine.end(mark) if self.machine else 0.0
                await connection.client.aclose()
            retry = self._next_try(connection, fitted, crashes)
            if retry is None:
                return
            fitted, notice = retry
            self.ending = None
            crashes += notice.kind is ProblemKind.ENGINE_CRASHED
            yield Noticed(notice)

    def _fit(self) -> Fitted:
        answer = self.asked.params.max_tokens or self.settings.answer_tokens
        thinks = self.asked.dial.mode is not DialMode.OFF
        asked = self.asked
        return fit(asked.messages, asked.spec.context, answer, thinks, asked.thought)

    async def _draw(
        self, connection: Connection, fitted: Fitted
    ) -> AsyncGenerator[GenerationEvent, None]:
        asked = self.asked
        window, floor = asked.surety_window, asked.floor
        room = fitted.thinking_room
        plan = Plan(self.messages, asked.params, asked.dial, room, window, floor)
        drawing = generate(connection.client, connection.spec, plan, self.draft, self.steering)
        yield Waiting("reading the question")
        async with aclosing(drawing):
            async for event in drawing:
                if isinstance(event, Finished | Failed):
                    self.ending = event
                    return
                yield event
                if time.monotonic() - self.written > JOURNAL_EVERY_S:
                    notice = await self._journal()
                    if notice is not None:
                        yield Noticed(notice)

    def _next_try(
        self, connection: Connection, fitted: Fitted, crashes: int
    ) -> tuple[Fitted, Problem] | None:
        """What to try after a failure, and how to say so; `None`: it stands."""
        if not isinstance(self.ending, Failed) or self.steering.stopped:
            return None
        if self.ending.problem.kind is ProblemKind.CONTEXT_FULL and len(self.messages) > 1:
            self.messages = drop_oldest(self.messages)
            dropped = fitted.dropped + 1
            return replace(fitted, dropped=dropped), dropped_notice(dropped)
        crash = connection.crash()
        if crash is None:
            return None
        if crashes >= CRASHES_FORGIVEN:
            self.ending = Failed(replace(crash, remedy="try again, or see the log"))
            return None
        return fitted, replace(
            crash, kept="all that it wrote is kept", remedy="it is started again and goes on"
        )

    def _snapshot(self) -> Generation:
        draft = self.draft
        return replace(
            self.generation,
            thinking=draft.thought,
            answer=draft.answer,
            usage=draft.usage(),
            timing=draft.timing(),
            fingerprint=draft.fingerprint,
            surety=draft.surety(),
        )

    def _finish(self) -> None:
        """The generation as it ended."""
        generation = self._snapshot()
        match self.ending:
            case Finished(reason):
                problem = "" if generation.answer else NO_ANSWER.get(reason, "")
                problem = FILTERED if reason is FinishReason.FILTERED else problem
            case Failed(trouble):
                reason = FinishReason.ERROR
                kept = trouble.kept or ("what came is kept" if generation.usage.output else "")
                problem = replace(trouble, kept=kept).line()
            case None:
                reason, problem = FinishReason.CANCELLED, ""
        taken = Timing(total_s=self.machine_s) if self.machine else generation.timing
        cost = self.costing.cost(self.asked.spec, generation.usage, taken)
        self.generation = replace(generation, finish_reason=reason, cost=cost, problem=problem)
        self.ended = True

    async def _journal(self) -> Problem | None:
        """Write down what there is; a problem is told once."""
        if not self.ended:
            self.generation = self._snapshot()
        return await asyncio.to_thread(self._write)

    def _write(self) -> Problem | None:
        self.written = time.monotonic()
        if self.library is None:
            return None
        try:
            self.library.put_generation(self.asked.turn_id, self.generation, self.asked.messages)
        except ProblemError as error:
            told, self.write_failed = self.write_failed, True
            return None if told else _not_written(error.problem)
        self.write_failed = False
        return None

    def close(self) -> None:
        """Keep what came when the caller went away before the end."""
        if not self.ended:
            self._finish()
            self._write()


FILTERED = "the server's filter ended the answer; ask in other words"
NO_ANSWER = {
    FinishReason.LENGTH: "the model used all its tokens without an answer;"
    " allow more answer tokens or less thinking",
    FinishReason.STOP: "the model ended without an answer; ask again",
}
"""What is said of a generation that ended with no text as its answer."""


def _not_written(problem: Problem) -> Problem:
    return replace(
        problem,
        what=f"the answer is not in the library: {problem.what}",
        kept="it stays on the screen; writing is tried again",
    )
