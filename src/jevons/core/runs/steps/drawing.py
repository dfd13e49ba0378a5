"""One errand drawn: tried again where that may help, priced, kept, and told while it comes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from jevons.core import logs
from jevons.core.events import (
    AnswerDelta,
    Failed,
    Finished,
    Noticed,
    ThinkingDelta,
    ThoughtExtended,
    Waiting,
)
from jevons.core.models.draft import Draft
from jevons.core.models.drawing import DrawEvent, Plan
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.retry import Backoff
from jevons.core.models.steering import Interrupted, Steering
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import (
    Cost,
    DialMode,
    FinishReason,
    Generation,
    Message,
    Timing,
    Usage,
)
from jevons.core.runs.connection import Connection
from jevons.core.runs.context import estimate_tokens, fit
from jevons.core.runs.steps.asked import Asker, Hands
from jevons.core.runs.steps.errand import Errand
from jevons.core.runs.steps.events import NodeGrew, NodeNoticed, NodeWaits, StepEvent
from jevons.core.runs.worker.drawing import seed_of
from jevons.core.runs.worker.server import ABSENT, OVERLOADED, PASSING, Server
from jevons.core.strategies.steps.trail import Spent

TRIES = 3
"""How often a request is made that ends in trouble; each try goes on where the last one broke."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of an errand; `text` is what was drawn of a step, a trial or an answer."""

    generation: Generation
    text: str
    problem: Problem | None = None
    pooled: bool = False

    @property
    def stands(self) -> bool:
        """Whether it came to its end."""
        return self.problem is None and self.generation.finish_reason not in _BROKEN


_BROKEN = {FinishReason.CANCELLED, FinishReason.ERROR}


@dataclass(slots=True)
class _Flight:
    """An errand on its way."""

    errand: Errand
    server: Server
    draft: Draft
    steering: Steering
    generation: Generation
    seconds: float = 0.0
    ending: Finished | Failed | None = None


class ErrandDrawer:
    """Draws the errands of one question."""

    def __init__(
        self,
        hands: Hands,
        tell: Callable[[StepEvent], None],
        paid: Callable[[int, Generation], None],
        salt: str = "",
    ) -> None:
        self._hands = hands
        self._salt = salt
        self._tell = tell
        self._paid = paid
        self._backoff = Backoff(hands.retry_s, 30.0)
        self._flights: list[_Flight] = []
        self.stopped = False

    def stop(self) -> None:
        """End what is on its way; what came is kept."""
        self.stopped = True
        for flight in self._flights:
            flight.steering.stop()

    async def draw(
        self, errand: Errand, asker: Asker, sample: int, parent_id: str | None, place: int
    ) -> Drawn:
        """Draw it, unless it is the pool's already: the `sample`-th that was asked in this way.

        Cancelled, it keeps and charges what came.
        """
        key = errand.key(asker.server.spec.name)
        found = await self._find(key, sample, sure=errand.sure)
        if found is not None:
            return Drawn(found, text_of(found, errand), pooled=True)
        flight = self._begin(errand, asker.server, seed_of(self._salt + key, sample), parent_id)
        self._flights.append(flight)
        try:
            async with asker.room:
                problem = await self._try_on(flight, place)
        except asyncio.CancelledError:
            self._keep(self._end(flight, None, place), key, sample)
            raise
        finally:
            self._flights.remove(flight)
        generation = self._end(flight, problem, place)
        unwritten = await asyncio.to_thread(self._keep, generation, key, sample)
        if unwritten is not None:
            self._tell(NodeNoticed(place, unwritten))
        return Drawn(generation, text_of(generation, errand), problem)

    def _begin(self, errand: Errand, server: Server, seed: int, parent_id: str | None) -> _Flight:
        generation = Generation(
            id=uuid.uuid4().hex,
            model=server.spec.name,
            question=errand.messages[-1].content,
            params=replace(errand.params, seed=seed),
            dial=errand.dial,
            created_at=datetime.now(UTC),
            parent_id=parent_id,
            purpose=errand.purpose,
        )
        return _Flight(errand, server, errand.draft(), Steering(), generation)

    async def _find(self, key: str, sample: int, *, sure: bool) -> Generation | None:
        """What the pool has; where log-probabilities are needed, not without them."""
        if self._hands.shelf is None:
            return None
        found = await asyncio.to_thread(self._hands.shelf.find, key, sample)
        return None if found is not None and sure and found.surety is None else found

    # Drawing.

    async def _try_on(self, flight: _Flight, place: int) -> Problem | None:
        """Try until it comes to an end; what stands in the way."""
        for attempt in range(TRIES):
            problem = await self._try(flight, place)
            if problem is None or flight.steering.stopped or self.stopped:
                return None
            if problem.kind not in ABSENT | PASSING or attempt + 1 == TRIES:
                return problem
            wait_s = self._backoff.wait_s(attempt)
            self._tell(NodeWaits(place, f"{problem.what}; trying again in {wait_s:.1f} s"))
            try:
                await flight.steering.race(asyncio.sleep(wait_s))
            except Interrupted:
                return None
        raise AssertionError("the last try returns")

    async def _try(self, flight: _Flight, place: int) -> Problem | None:
        """One try; why it failed."""
        server = flight.server
        if self.stopped:
            return None
        try:
            connection = await flight.steering.race(server.reach())
        except Interrupted:
            return None
        except ProblemError as error:
            server.failed(error.problem, absent=True)
            return error.problem
        mark = server.time.start()
        try:
            await self._fly(flight, connection, place)
        except ProblemError as error:
            flight.ending = Failed(error.problem)
        finally:
            flight.seconds += server.time.end(mark)
        if isinstance(flight.ending, Failed):
            problem = server.look_behind(connection, flight.ending.problem)
            server.failed(problem)
            return problem
        server.succeeded(flight.draft.timing().ttft_s)
        return None

    async def _fly(self, flight: _Flight, connection: Connection, place: int) -> None:
        flight.ending = None
        plan = self._plan(flight, connection)
        way = flight.errand.begin(connection, plan, flight.draft, flight.steering)
        async with aclosing(way.events) as events:
            async for event in events:
                if isinstance(event, Finished | Failed):
                    flight.ending = event
                    break
                self._relay(flight.server, place, event)
        if way.step is not None and isinstance(flight.ending, Finished) and way.step.ended:
            flight.draft.close_thought("model")

    def _plan(self, flight: _Flight, connection: Connection) -> Plan:
        """What to draw, so that it fits.

        Raises:
            ProblemError: CONTEXT_FULL.
        """
        errand, dial = flight.errand, flight.errand.dial
        params = flight.generation.params
        most = params.max_tokens or self._hands.answer_tokens
        thinks = dial.mode is not DialMode.OFF
        context = connection.spec.context
        fitted = fit(errand.messages, context, most, thinks)
        messages = errand.messages
        if fitted.dropped:  # the question must stay: leave out the tries between
            messages = shortened(messages)
            fitted = replace(fit(messages, context, most, thinks), dropped=0)
        params = replace(params, max_tokens=most)
        window = WINDOW if errand.sure else None
        return Plan(messages, params, dial, fitted.thinking_room, window)

    def _relay(self, server: Server, place: int, event: DrawEvent) -> None:
        match event:
            case ThinkingDelta(text) | ThoughtExtended(text):
                server.heard()
                self._tell(NodeGrew(place, text, thinking=True))
            case AnswerDelta(text):
                server.heard()
                self._tell(NodeGrew(place, text, thinking=False))
            case Waiting(reason, trouble):
                if trouble in OVERLOADED:
                    server.concurrency.refused(monotonic())
                self._tell(NodeWaits(place, reason))
            case Noticed(problem):
                self._tell(NodeNoticed(place, problem))
            case _:
                pass

    # The end.

    def _end(self, flight: _Flight, problem: Problem | None, place: int) -> Generation:
        """Price it, and charge it if anything came."""
        generation = self._ended(flight, problem)
        if _brought(generation):
            self._paid(place, generation)
        return generation

    def _ended(self, flight: _Flight, problem: Problem | None) -> Generation:
        errand, draft = flight.errand, flight.draft
        usage = draft.usage()
        match flight.ending:
            case Finished(reason) if problem is None:
                pass
            case _:
                reason = FinishReason.CANCELLED if problem is None else FinishReason.ERROR
        if not usage.prompt and usage.output:  # cut short, the server told nothing
            read = (*errand.messages, Message("assistant", errand.thought))
            usage = replace(usage, prompt=estimate_tokens(read))
        costing, spec = self._hands.costing, flight.server.spec
        cost = costing.here(spec, usage, Timing(total_s=flight.seconds))
        if errand.closed_by:
            usage, cost = with_thought(usage, cost, errand.before)
        return replace(
            flight.generation,
            thinking=errand.kept_thought(draft.thought),
            answer=draft.answer,
            finish_reason=reason,
            usage=usage,
            timing=draft.timing(),
            cost=cost,
            surety=draft.surety(),
            fingerprint=draft.fingerprint,
            problem="" if problem is None else problem.line(),
        )

    def _keep(self, generation: Generation, key: str, sample: int) -> Problem | None:
        """Write it down, with what came if it broke off; why that failed."""
        if self._hands.shelf is None or not _brought(generation):
            return None
        try:
            self._hands.shelf.put(generation, key, sample)
        except ProblemError as error:
            logs.log_problem(error.problem)
            return error.problem
        return None


def _brought(generation: Generation) -> bool:
    """Whether it brought something: its end, or a part at least."""
    return bool(generation.usage.drawn) or generation.finish_reason not in _BROKEN


def with_thought(usage: Usage, cost: Cost, before: Spent) -> tuple[Usage, Cost]:
    """The usage and cost of an answer, with those of the thought before it."""
    thinking, own = before.thinking_tokens, cost.here_usd
    usage = replace(usage, thinking=usage.thinking + thinking, inherited=thinking)
    here = None if own is None or before.usd is None else own + before.usd
    return usage, replace(cost, here_usd=here, spent_usd=own)


def text_of(generation: Generation, errand: Errand) -> str:
    """What a generation brought of what an errand asked for."""
    is_step = errand.ends is not None and not errand.cue
    return generation.thinking if is_step else generation.answer


def shortened(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """A conversation of revisions with its question, its last answer and what is said to it."""
    first = next(place for place, message in enumerate(messages) if message.role == "user")
    return messages if len(messages) - first <= 3 else (*messages[: first + 1], *messages[-2:])
