"""One sample drawn from a server: asked, timed, priced."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from jevons.core.events import AnswerDelta, Failed, Finished, ThinkingDelta, Waiting
from jevons.core.models.draft import Draft
from jevons.core.models.drawing import Plan
from jevons.core.models.generate import generate
from jevons.core.models.steering import Steering
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import (
    Cost,
    DialMode,
    FinishReason,
    Generation,
    Message,
    Timing,
)
from jevons.core.runs.connection import Connection
from jevons.core.runs.context import estimate_tokens, fit
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import RunPlan
from jevons.core.runs.worker.cutting import CutThoughts, anew, as_if_drawn
from jevons.core.runs.worker.jobs import Job
from jevons.core.runs.worker.server import OVERLOADED, Server


@dataclass(frozen=True, slots=True)
class Flying:
    """A generation on its way, for whoever watches."""

    job: Job
    model: str
    draft: Draft
    began: float


class Drawer:
    """Draws the samples of one run.

    `on_thought_end` is told the place (question, sample) of each thought that ends.
    """

    def __init__(
        self,
        plan: RunPlan,
        costing: Costing,
        answer_tokens: int,
        thoughts: CutThoughts | None = None,
    ) -> None:
        self.on_thought_end: Callable[[tuple[int, int]], None] = lambda place: None
        self.floors: dict[int, float] = {}
        """The confidence below which samples of a question are stopped, where there is one."""
        self.flying: dict[tuple[int, int], Flying] = {}
        """What is on its way, by (question, sample)."""
        self.cut_usd = 0.0
        """Dollars of what was given up on its way."""
        self._plan = plan
        self._costing = costing
        self._random = random.Random()
        self._thoughts = thoughts
        self._steered: dict[tuple[int, int], Steering] = {}
        self._answer_tokens = plan.params.max_tokens or answer_tokens

    async def draw(
        self, server: Server, job: Job, messages: tuple[Message, ...], key: str
    ) -> tuple[Generation, Problem | None]:
        """One generation, whatever becomes of it, and what went wrong with it.

        `key` is that of its pool, which gives it its seed. Its cost is that of this attempt.

        Raises:
            ProblemError: the server could not be reached, and nothing was drawn.
        """
        connection = await server.reach()
        draft = Draft(requested=self._plan.dial.tokens)
        whole = await self._take_over(draft, connection, job)
        generation = self._blank(messages, key, job.sample)
        steering = self._steered[job.place] = Steering()
        mark = server.time.start()
        ending: Finished | Failed | None = None
        try:
            with self._watched(job, server.spec.name, draft):
                ending = await self._fly(server, connection, draft, generation, job, messages)
        except ProblemError as error:
            ending = Failed(error.problem)
        finally:
            del self._steered[job.place]
            usage = draft.usage()
            if steering.stopped and not usage.prompt:  # the server tells it at the end
                usage = replace(usage, prompt=estimate_tokens(messages))
            timing = Timing(total_s=server.time.end(mark))
            paid = usage if whole is None else anew(usage)
            cost = self._costing.here(server.spec, paid, timing)
            if ending is None:
                self.cut_usd += cost.here_usd or 0.0
        generation = replace(
            generation,
            thinking=draft.thought,
            answer=draft.answer,
            usage=usage,
            timing=draft.timing(),
            cost=cost,
            fingerprint=draft.fingerprint,
            surety=draft.surety(),
        )
        if whole is not None:
            generation = as_if_drawn(generation, whole, server.spec, self._costing)
        match ending:
            case Finished(reason):
                return replace(generation, finish_reason=reason), None
            case Failed(problem):
                problem = server.look_behind(connection, problem)
                failed = FinishReason.ERROR
                return replace(generation, finish_reason=failed, problem=problem.line()), problem

    async def _take_over(self, draft: Draft, connection: Connection, job: Job) -> Generation | None:
        """Begin with the thought that is cut, where there is one; the generation it is of.

        Raises:
            ProblemError: the server cannot go on with it, or cannot be asked.
        """
        if self._thoughts is None:
            return None
        whole = await self._thoughts.whole(job.question, job.sample)
        if whole is not None:
            await self._thoughts.begin(draft, whole, connection.client)
        return whole

    def stop(self, place: tuple[int, int]) -> bool:
        """End what is drawn for a place; what came is kept. Tells whether it was under way."""
        steering = self._steered.get(place)
        if steering is not None:
            steering.stop()
        return steering is not None

    def unbegun(self, job: Job, messages: tuple[Message, ...], key: str) -> Generation:
        """What stands for a sample that was asked for and stopped before it began."""
        return replace(
            self._blank(messages, key, job.sample),
            finish_reason=FinishReason.CANCELLED,
            timing=Timing(total_s=0.0),
            cost=Cost(0.0, "it was not begun"),
        )

    def _blank(self, messages: tuple[Message, ...], key: str, sample: int) -> Generation:
        return Generation(
            id=f"{self._random.getrandbits(128):032x}",
            model=self._plan.model,
            question=messages[-1].content,
            params=replace(self._plan.params, seed=seed_of(key, sample)),
            dial=self._plan.dial,
            created_at=datetime.now(UTC),
        )

    async def _fly(
        self,
        server: Server,
        connection: Connection,
        draft: Draft,
        generation: Generation,
        job: Job,
        messages: tuple[Message, ...],
    ) -> Finished | Failed:
        """Draw into `draft`, and say how it ended."""
        spec = connection.spec
        thinks = self._plan.dial.mode is not DialMode.OFF
        fitted = fit(messages, spec.context, self._answer_tokens, thinks)
        params = replace(generation.params, max_tokens=self._answer_tokens)
        dial, window = self._plan.dial, self._plan.surety_window
        floor = self.floors.get(job.question, -math.inf)
        plan = Plan(fitted.messages, params, dial, fitted.thinking_room, window, floor)
        drawing = generate(connection.client, spec, plan, draft, self._steered[job.place])
        thinking = True
        async with aclosing(drawing) as events:
            async for event in events:
                if thinking and (draft.thought_closed_by or draft.answering):
                    thinking = False
                    self.on_thought_end(job.place)
                match event:
                    case Finished() | Failed():
                        return event
                    case Waiting(_, trouble) if trouble in OVERLOADED:
                        server.concurrency.refused(monotonic())
                    case ThinkingDelta() | AnswerDelta():
                        server.heard()
        raise AssertionError("a generation has an end")

    @contextmanager
    def _watched(self, job: Job, model: str, draft: Draft) -> Iterator[None]:
        self.flying[job.place] = Flying(job, model, draft, monotonic())
        try:
            yield
        finally:
            del self.flying[job.place]


def seed_of(key: str, sample: int) -> int:
    """The seed of a sample of a pool: the same whenever it is asked for, 31 bits."""
    import hashlib

    digest = hashlib.sha256(f"{key}/{sample}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
