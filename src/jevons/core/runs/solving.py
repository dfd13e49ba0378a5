"""One question, several samples: a strategy asks for them until it has its answer.

    solving = Solving(asked, strategy, Means(settings, costing, library))
    async for event in solving.events():
        ...

Each sample is a generation of its own (`runs.ask`), kept while it is drawn; as many are drawn
at once as the server has room for. What the strategy is told, and when, is as in a run of an
exam: the same `Play`, wave by wave. `stop`, `end_thought`, `think_on` and `add` may be called
meanwhile, from the loop that draws.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from jevons.core.events import AnswerDelta, GenerationEnded, ThoughtClosed
from jevons.core.exams.grading.keys import spoken_answer, spoken_key
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.steering import Interrupted, Steering
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import FinishReason, Generation, Outcome
from jevons.core.runs.ask import Asked, Keeper, ask
from jevons.core.runs.connection import connect, what_takes_time
from jevons.core.runs.costing import Costing
from jevons.core.runs.draws import Taken, graded
from jevons.core.runs.run import UNGRADED
from jevons.core.runs.solving_events import (
    Decided,
    SampleEvent,
    SampleVoted,
    SolvingEvent,
    SolvingWaits,
    WaveBegun,
)
from jevons.core.runs.worker.shared_time import SharedTime
from jevons.core.settings import Settings
from jevons.core.strategies.choosing import majority
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.play import Play, follow
from jevons.core.strategies.sizing import with_more
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Need, Strategy, lacking

AT_ONCE = 8
"""Samples drawn at the same time by a server that is no engine of ours."""

FAILURES = 3
"""Samples that fail before any comes to its end, after which no more are begun."""

_OUTCOMES = {FinishReason.CANCELLED: Outcome.STOPPED, FinishReason.ERROR: Outcome.ERROR}


@dataclass(frozen=True, slots=True)
class Means:
    """What samples are drawn, priced and kept with."""

    settings: Settings
    costing: Costing
    library: Keeper | None = None


def new_seed() -> int:
    """Where the seeds of samples begin, if nobody says: each has its own, which is kept."""
    return random.randrange(1 << 30)


def draw_of(question: str, generation: Generation) -> tuple[Draw, str | None]:
    """A sample as strategies see it, and the answer that it gives, if it gives one."""
    usage, cost = generation.usage, generation.cost
    taken = Taken(
        usage.thinking,
        usage.answer,
        generation.timing.total_s or 0.0,
        cost.here_usd if cost else None,
        generation.surety,
    )
    said = spoken_answer(question, generation)
    key = None if said is None else spoken_key(question, said)
    outcome = _OUTCOMES.get(generation.finish_reason or FinishReason.ERROR, UNGRADED)
    return graded(taken, outcome, key).draw, said


class Solving:
    """The way of one question to its answer.

    `known` are samples that are there already: they come first, and are not drawn again.
    """

    def __init__(
        self, asked: Asked, strategy: Strategy, means: Means, known: Sequence[Generation] = ()
    ) -> None:
        window = WINDOW if Need.LOGPROBS in strategy.needs else asked.surety_window
        self._asked = replace(asked, dial=strategy.dial() or asked.dial, surety_window=window)
        self._means = means
        self._seed = new_seed() if asked.params.seed is None else asked.params.seed
        self._play = Play(strategy)
        self._machine = SharedTime()
        self._queue: asyncio.Queue[SolvingEvent | None] = asyncio.Queue()
        self._steering: dict[int, Steering] = {}
        self._generations = dict(enumerate(known))
        self._draws: dict[int, Draw] = {}
        self._ended_thoughts: set[int] = set()
        self._begun = len(known)
        self._failed = self._came = 0
        self._problem: Problem | None = None
        self._group: asyncio.TaskGroup | None = None
        self._room = asyncio.Semaphore(AT_ONCE)
        self._reaching = Steering()

    @property
    def stopped(self) -> bool:
        """Whether the user ended it."""
        return self._reaching.stopped

    @property
    def strategy(self) -> Strategy:
        """What decides; it grows where samples are added."""
        return self._play.strategy

    def stop(self) -> None:
        """End all samples now; what came is kept, and votes."""
        self._reaching.stop()
        for steering in self._steering.values():
            steering.stop()

    def end_thought(self, place: int | None = None) -> None:
        """Close the thought of one sample now, or of all that think."""
        for steering in self._chosen(place):
            steering.end_thought()

    def think_on(self, place: int | None = None) -> None:
        """Refuse the next end of the thought of one sample, or of all that are drawn."""
        for steering in self._chosen(place):
            steering.think_on()

    grows = True
    """Whether samples can be added."""

    @property
    def available(self) -> bool:
        """Whether there is a thought that can be ended or prolonged."""
        return any(steering.available for steering in self._steering.values())

    def add(self, samples: int) -> None:
        """Draw so many samples more than the strategy asks for; all of them vote."""
        total = max(self._begun, self._play.wave.stop) + samples
        strategy = with_more(self._play.strategy, total)
        self._play = follow(strategy, self._draws)
        if self._group is not None and not self.stopped:
            self._begin(range(self._begun, total), self._group)

    def _chosen(self, place: int | None) -> list[Steering]:
        if place is None:
            return list(self._steering.values())
        return [self._steering[place]] if place in self._steering else []

    async def events(self) -> AsyncGenerator[SolvingEvent, None]:
        """Draw until there is an answer; ends with `Decided`, whatever comes.

        If the caller goes away what is being drawn is given up, and kept as far as it came.
        """
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
        try:
            await self._reach()
            await self._take_known()
            while self._play.answer is None and not self._is_over():
                await self._wave()
        except ProblemError as error:
            self._problem = error.problem
        except Interrupted:
            pass
        answer = self._play.answer or majority(State.of(self._in_order))
        self._tell(self._decided(answer))

    async def _reach(self) -> None:
        """Find out how many samples the server draws at once, and what it offers.

        Raises:
            ProblemError: it cannot be reached, or lacks what the strategy needs.
        """
        self._tell(SolvingWaits(what_takes_time(self._asked.spec)))
        logprobs = self._asked.surety_window is not None
        connecting = connect(self._asked.spec, self._means.settings, logprobs=logprobs)
        connection = await self._reaching.race(connecting)
        await connection.client.aclose()
        reason = lacking(self.strategy, connection.offers)
        if reason:
            raise ProblemError.of(
                ProblemKind.UNSUPPORTED,
                f"{self.strategy.name} cannot be used here: {reason}",
                kept="nothing was asked",
                remedy="choose another strategy, or another model",
            )
        self._room = asyncio.Semaphore(connection.slots or AT_ONCE)

    async def _take_known(self) -> None:
        """Tell the strategy of the samples that are there."""
        for place, generation in list(self._generations.items()):
            await self._hear(place, generation)
        self._play = follow(self.strategy, self._draws)

    def _is_over(self) -> bool:
        return self.stopped or (self._failed >= FAILURES and not self._came)

    async def _wave(self) -> None:
        """Draw what is asked for now, and what the user adds meanwhile."""
        self._ended_thoughts.clear()
        async with asyncio.TaskGroup() as self._group:
            self._begin(range(self._begun, self._play.wave.stop), self._group)
        self._group = None
        while self._play.tell(self._draws):
            pass

    def _begin(self, places: range, group: asyncio.TaskGroup) -> None:
        self._begun = max(self._begun, places.stop)
        if places:
            self._tell(WaveBegun(places))
        for place in places:
            group.create_task(self._sample(place))

    # One sample.

    async def _sample(self, place: int) -> None:
        """Draw a sample, unless it is not needed any more when its turn has come."""
        async with self._room:
            if self._is_over() or self._race_is_over():
                self._draws[place] = Draw(None, finished=None)
                return
            steering = self._steering[place] = Steering()
            try:
                async with aclosing(self._drawn(place, steering)) as events:
                    async for event in events:
                        self._tell(SampleEvent(place, event))
                        if isinstance(event, ThoughtClosed | AnswerDelta):
                            self._thought_ended(place)
                        elif isinstance(event, GenerationEnded):
                            await self._hear(place, event.generation)
            finally:
                del self._steering[place]

    def _drawn(self, place: int, steering: Steering) -> AsyncGenerator[Any, None]:
        asked, means = self._asked, self._means
        asked = replace(asked, params=replace(asked.params, seed=self._seed + place))
        if self._play.floor is not None:
            asked = replace(asked, floor=self._play.floor)
        return ask(
            asked,
            settings=means.settings,
            costing=means.costing,
            steering=steering,
            library=means.library,
            machine=self._machine,
        )

    async def _hear(self, place: int, generation: Generation) -> None:
        """Take a sample that has ended, and find what it votes for."""
        question = self._asked.messages[-1].content
        draw, said = await asyncio.to_thread(draw_of, question, generation)
        self._generations[place] = generation
        self._draws[place] = draw
        if generation.finish_reason is FinishReason.ERROR:
            self._failed += 1
            self._problem = Problem(ProblemKind.SERVER_ERROR, generation.problem)
        else:
            self._came += 1
        self._tell(SampleVoted(place, draw.key, said, generation))

    def _thought_ended(self, place: int) -> None:
        """Stop those that still think, once enough thoughts of a race have ended."""
        self._ended_thoughts.add(place)
        if self._race_is_over():
            for other, steering in self._steering.items():
                if other not in self._ended_thoughts:
                    steering.stop()

    def _race_is_over(self) -> bool:
        until = self._play.until
        return until is not None and len(self._ended_thoughts) >= until

    # The end.

    def _decided(self, answer: Answer) -> Decided:
        generation = None if answer.draw is None else self._generations.get(answer.draw)
        return Decided(
            answer=answer,
            place=answer.draw,
            generation=generation,
            strategy=self.strategy,
            rounds=self._play.rounds,
            early=self.stopped or self._play.answer is None,
            problem=None if self._came else self._problem,
        )

    @property
    def _in_order(self) -> list[Draw]:
        """What came, by place: every sample that was asked for has ended somehow."""
        return [self._draws[place] for place in sorted(self._draws)]

    def _tell(self, event: SolvingEvent) -> None:
        self._queue.put_nowait(event)
