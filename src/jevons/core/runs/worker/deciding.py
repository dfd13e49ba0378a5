"""The strategies of a run at work: one to each question, told its samples as they come."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jevons.core import logs
from jevons.core.problems import ProblemError
from jevons.core.records import Generation, Message, Outcome, Verdict
from jevons.core.runs.answers import answer_of
from jevons.core.runs.draws import LOST, Graded, Taken, graded
from jevons.core.runs.run import Caps, Run
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn
from jevons.core.runs.worker.committer import AGAIN_S, Committer
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.jobs import Failed, Job, Jobs
from jevons.core.runs.worker.pooling import Grade
from jevons.core.strategies.play import Play
from jevons.core.strategies.sharing import Sharing
from jevons.core.strategies.strategy import Need, Strategy

BATCH = 64
"""Questions whose next wave is looked for in the pool at once."""


@dataclass(slots=True)
class _Asked:
    """A question on its way: `there` are the places that need no drawing any more.

    `ended` are the places of the present race whose thoughts have ended.
    """

    play: Play
    samples: dict[int, Graded] = field(default_factory=dict)
    there: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)


class Deciding:
    """What the strategies of one run ask for goes to `jobs`, what they come to is written.

    They are told of samples once these are written and graded, in the order of their
    places: so their state follows from what is in the library, whenever the process dies.
    `on_change` is called when there is something new to draw.
    """

    def __init__(
        self,
        store: RunStore,
        run: Run,
        strategy: Strategy,
        asked: Sequence[tuple[tuple[Message, ...], str]],
        drawer: Drawer,
        grade: Grade,
    ) -> None:
        self._store = store
        self._run = run
        self._strategy = strategy
        self._weighs = Need.LOGPROBS in strategy.needs
        self._sharing: Sharing | None = None
        self._asked = asked
        """The messages of each question, and the key of its pool."""
        self._drawer = drawer
        self._grade = grade
        self._questions: list[_Asked] = []
        self._failed: Failed = {}
        self._to_open: deque[int] = deque()
        self._opening = 0
        self._wake = asyncio.Event()
        self.jobs = Jobs(0, 0, set(), {})
        self.on_change: Callable[[], None] = lambda: None
        drawer.on_thought_end = self._thought_ended

    async def prepare(self, committer: Committer) -> None:
        """Go as far as the samples reach that are there; failed ones are drawn again.

        Raises:
            ProblemError: the library cannot be read.
        """
        self._committer = committer
        number = self._run.number
        self._failed = await asyncio.to_thread(self._store.failed, number)
        known = await asyncio.to_thread(self._store.graded_samples, number)
        self._questions = [_Asked(Play(self._strategy)) for _ in self._asked]
        if (allocation := self._run.plan.allocation) is not None:
            self._sharing = Sharing(allocation, len(self._asked), allocation.usd)
            self._questions = [_Asked(play) for play in self._sharing.plays]
        for question, place in await asyncio.to_thread(self._store.settled, number):
            self._questions[question].there.add(place)
        for (question, place), sample in known.items():
            if sample.outcome != Outcome.ERROR:
                self._questions[question].samples[place] = sample
        for question in range(len(self._questions)):
            self._go_on(question, anew=True)
        self._share()

    def heed(self, caps: Caps) -> None:
        """Share out what the run may take now."""
        if self._sharing is not None:
            self._sharing.usd = self._sharing.usd if caps.usd is None else caps.usd

    @property
    def is_idle(self) -> bool:
        """Whether no strategy waits for its next wave to be looked for."""
        return not self._to_open and not self._opening

    def tell(self, question: int, place: int, generation: Generation, verdict: Verdict) -> None:
        """Tell the question's strategy of a sample that is written and graded."""
        usage, cost = generation.usage, generation.cost
        taken = Taken(
            usage.thinking,
            usage.answer,
            generation.timing.total_s or 0.0,
            cost.here_usd if cost else None,
            generation.surety,
        )
        asked = self._questions[question]
        asked.samples[place] = graded(taken, verdict.outcome, verdict.key)
        asked.there.add(place)
        self._go_on(question)
        self._share()

    def _share(self) -> None:
        """Grant more to some questions, once all have what they were granted."""
        while self._sharing is not None and (granted := self._sharing.go_on()):
            for question in granted:
                self._go_on(question, anew=True)

    def _go_on(self, question: int, *, anew: bool = False) -> None:
        """Go as far as the samples reach, and see to what is asked for then."""
        asked = self._questions[question]
        if not anew and len(asked.samples) < asked.play.wave.stop:
            return
        draws = {place: sample.draw for place, sample in asked.samples.items()}
        while asked.play.tell(draws):
            asked.ended.clear()
            anew = True
        if not anew:
            return
        self._committer.note(answer_of(question, asked.play, asked.samples))
        if asked.play.wave:
            self._drawer.floors.pop(question, None)
            if asked.play.floor is not None:
                self._drawer.floors[question] = asked.play.floor
            self._to_open.append(question)
            self._wake.set()

    # Where the samples of a wave come from.

    async def work(self) -> None:
        """Look for the waves that are asked for, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._to_open:
                batch = [self._to_open.popleft() for _ in range(min(BATCH, len(self._to_open)))]
                self._opening = len(batch)
                await self._open(batch)
                self._opening = 0
                self.on_change()

    async def _open(self, questions: Sequence[int]) -> None:
        """Take what the pool has of the waves, and have the rest drawn."""
        while True:
            try:
                pooled = await asyncio.to_thread(self._pooled, questions)
                break
            except ProblemError as error:
                logs.log_problem(error.problem)
                await asyncio.sleep(AGAIN_S)
        for drawn in pooled:
            self._questions[drawn.question].there.add(drawn.sample)
            self._committer.put(drawn)
        for question in questions:
            play, there = self._questions[question].play, self._questions[question].there
            for place in play.wave:
                if place not in there:
                    attempts, usd = self._failed.get((question, place), (0, 0.0))
                    job = Job(question, place, attempts, usd)
                    self.jobs.add(job, together=play.until is not None)
            self._look_at_race(question)
        while pooled and not await self._committer.write():
            await asyncio.sleep(AGAIN_S)

    def _pooled(self, questions: Sequence[int]) -> list[Drawn]:
        """What the pool has of the waves of some questions; blocking.

        A strategy that weighs samples has no use for those whose log-probabilities nobody
        asked for.
        """
        found = []
        for question in questions:
            asked, key = self._questions[question], self._asked[question][1]
            wave = asked.play.wave
            if asked.there.issuperset(wave):
                continue
            held = self._store.pooled(key, wave.stop, wave.start)
            for place, generation in sorted(held.items()):
                unsure = self._weighs and generation.surety is None
                if place not in asked.there and not unsure:
                    verdict = self._grade(question, generation)
                    found.append(
                        Drawn(question, place, generation, key, verdict, True, attempts=0, usd=0.0)
                    )
        return found

    # Races.

    def _thought_ended(self, place: tuple[int, int]) -> None:
        question, sample = place
        self._questions[question].ended.add(sample)
        self._look_at_race(question)

    def _look_at_race(self, question: int) -> None:
        """Stop those that still think, once enough thoughts of a race have ended."""
        if not self.is_decided(question):
            return
        for job in self.jobs.withdraw(question):
            self.stop_unbegun(job)
        for place in self._questions[question].play.wave:
            if place not in self._ended(question):
                self._drawer.stop((question, place))

    def is_decided(self, question: int) -> bool:
        """Whether a race is on for the question, and enough of its thoughts have ended."""
        until = self._questions[question].play.until
        return until is not None and len(self._ended(question)) >= until

    def _ended(self, question: int) -> set[int]:
        """The places of the present wave whose thoughts have ended."""
        asked = self._questions[question]
        lost = {place for place, sample in asked.samples.items() if sample.outcome in LOST}
        return ((asked.ended | asked.there) - lost).intersection(asked.play.wave)

    def stop_unbegun(self, job: Job) -> None:
        """Write down that a sample was stopped before it began, or began again."""
        messages, key = self._asked[job.question]
        generation = self._drawer.unbegun(job, messages, key)
        verdict = self._grade(job.question, generation)
        drawn = Drawn(
            job.question,
            job.sample,
            generation,
            key,
            verdict,
            attempts=job.attempts,
            usd=job.usd,
        )
        self._committer.put(drawn)
