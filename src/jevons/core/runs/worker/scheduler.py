"""Draws what a run lacks: as much at once as pays, within its caps, until all is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from jevons.core import logs
from jevons.core.exams.exam import Exam
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import FinishReason, Generation
from jevons.core.runs.run import Caps, Run, RunPlan, RunState, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn
from jevons.core.runs.worker.committer import Committer
from jevons.core.runs.worker.cutting import take_ended
from jevons.core.runs.worker.deciding import Deciding
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.grading import RunGrader
from jevons.core.runs.worker.jobs import Job, Jobs
from jevons.core.runs.worker.pooling import take_pooled
from jevons.core.runs.worker.server import ABSENT, HOPELESS, PASSING, Server, as_problem
from jevons.core.runs.worker.spending import Spending
from jevons.core.runs.worker.stopwatch import Stopwatch

TRIES = 5
"""Generations that are drawn for one sample before it counts as an error."""

LISTEN_EVERY_S = 0.5
"""Seconds between two looks at what the user asks of the run."""

PATIENCE_S = 600.0
"""Seconds without any success after which a run whose servers are in trouble gives up."""

FAILURES_IN_A_ROW = 20
"""Samples that fail one after another before a run gives up, at least."""


class Scheduler:
    """One worker's work on one run."""

    def __init__(
        self,
        store: RunStore,
        run: Run,
        exam: Exam,
        servers: Sequence[Server],
        drawer: Drawer,
        grader: RunGrader,
        spending: Spending,
    ) -> None:
        self._store = store
        self._run = run
        plan = run.plan
        self._messages = [exam.messages(question) for question in exam.questions]
        self._keys = [plan.pool_key(asked) for asked in self._messages]
        self._servers = servers
        self._drawer = drawer
        self._grader = grader
        self._watch = Stopwatch()
        self._committer = Committer(store, run.number, self._kept, self._told, self._watch.lap)
        self._caps = run.plan.caps
        self._wish = Wish.RUN
        self._is_stopped = False
        self._is_gone = False
        self._jobs = Jobs(0, 0, set(), {})
        self._tasks: dict[asyncio.Task[None], tuple[Job, Server]] = {}
        self._errors_in_a_row = 0
        self._last_problem: Problem | None = None
        self._well_s = 0.0
        self._changed = asyncio.Event()
        self._spending = spending
        self._deciding = self._strategy_of(plan)

    def _strategy_of(self, plan: RunPlan) -> Deciding | None:
        """The plan's strategy at work, if it has one."""
        strategy = plan.decider
        if strategy is None:
            return None
        asked = list(zip(self._messages, self._keys, strict=True))
        grade = self._grader.at_once
        deciding = Deciding(self._store, self._run, strategy, asked, self._drawer, grade)
        deciding.on_change = self._changed.set
        self._grader.on_graded = deciding.tell
        return deciding

    async def work(self) -> tuple[RunState, str]:
        """Draw until all is there, a cap is met, or the run cannot or shall not go on.

        Returns the state the run is left in, and why, in one line. What is drawn is written
        down before, be it that the disk has to be waited for.

        Raises:
            ProblemError: the library cannot be read.
        """
        await self._prepare()
        async with self._helped() as helpers:
            try:
                return await self._until_over(helpers)
            finally:
                await self._land()

    def stop(self) -> None:
        """End the work now; what is on its way is given up."""
        self._is_stopped = True
        self._changed.set()

    @asynccontextmanager
    async def _helped(self) -> AsyncGenerator[list[asyncio.Task[None]]]:
        """Write, grade and listen meanwhile."""
        works = [self._committer.work(), self._grader.work(), self._listen()]
        if self._deciding is not None:
            works.append(self._deciding.work())
        helpers = [asyncio.create_task(work) for work in works]
        for helper in helpers:
            helper.add_done_callback(lambda _: self._changed.set())
        try:
            yield helpers
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)

    # What there is to do.

    async def _prepare(self) -> None:
        """Find out what is missing, and take from the pool what is there."""
        number = self._run.number
        if self._deciding is not None:
            await self._deciding.prepare(self._committer)
            self._jobs = self._deciding.jobs
        else:
            self._jobs = await self._independent()
        for place in await asyncio.to_thread(self._store.ungraded, number):
            self._grader.later(*place)

    async def _independent(self) -> Jobs:
        """What is missing where every sample is drawn by itself."""
        number, plan = self._run.number, self._run.plan
        settled = await asyncio.to_thread(self._store.settled, number)
        if plan.cut_of is not None:
            settled |= await asyncio.to_thread(
                take_ended, self._store, self._run, self._keys, settled
            )
        settled |= await asyncio.to_thread(
            take_pooled, self._store, self._run, self._keys, settled, self._grader.at_once
        )
        failed = await asyncio.to_thread(self._store.failed, number)
        return Jobs(len(self._messages), plan.samples, settled, failed)

    async def _until_over(self, helpers: Sequence[asyncio.Task[None]]) -> tuple[RunState, str]:
        """Start what there is room for whenever something changes, until the end has come.

        Only a stop, and a server that was silent for too long, end what is on its way.
        """
        state = RunState.RUNNING
        while True:
            self._changed.clear()
            for helper in helpers:
                if helper.done():
                    helper.result()  # it ends by an error of its own alone
            if self._is_stopped or self._wish is Wish.STOP:
                return RunState.STOPPED, ""
            if self._is_out_of_patience():
                return self._failure(self._servers[0].problem)
            trouble = self._trouble()
            cap = self._spending.cap_met(self._caps, len(self._tasks))
            if self._wish is Wish.RUN and not (trouble or cap or self._is_behind()):
                self._start_some()
            if not self._tasks and trouble:
                return self._failure(trouble)
            if not self._tasks and self._is_settled():
                if not self._jobs:
                    return RunState.FINISHED, ""
                if cap:
                    return RunState.CAPPED, f"{cap}; raise it and resume the run"
            wanted = RunState.PAUSED if self._wish is Wish.PAUSE else RunState.RUNNING
            if wanted is not state and await self._tell(wanted):
                state = wanted
            await self._changed.wait()

    def _is_settled(self) -> bool:
        """Whether all that was drawn is written, graded, and heeded by the strategy."""
        decided = self._deciding is None or self._deciding.is_idle
        return decided and not self._committer.holds and self._grader.is_idle

    def _trouble(self) -> Problem | None:
        """What makes further requests useless, as it looks now."""
        if self._grader.problem is not None:
            return self._grader.problem
        if all(server.is_hopeless for server in self._servers):
            return self._servers[0].problem
        most = max(FAILURES_IN_A_ROW, 2 * sum(s.concurrency.limit for s in self._servers))
        return self._last_problem if self._errors_in_a_row >= most else None

    def _is_behind(self) -> bool:
        """Whether too much waits to be written, which would be lost if this process died."""
        most = sum(server.concurrency.limit for server in self._servers)
        return self._committer.troubled or self._committer.holds >= most

    def _is_out_of_patience(self) -> bool:
        """Whether every server was in trouble for too long; pauses do not count."""
        waits = bool(self._tasks or self._jobs)
        if not waits or any(server.problem is None for server in self._servers):
            self._well_s = self._watch.total
        return self._watch.total - self._well_s > PATIENCE_S

    def _failure(self, problem: Problem | None) -> tuple[RunState, str]:
        assert problem is not None
        kept = "all that was drawn is kept"
        resume = f"jevons runs resume {self._run.number}"
        remedy = f"{problem.remedy}, then: {resume}" if problem.remedy else resume
        return RunState.FAILED, replace(problem, kept=kept, remedy=remedy).line()

    def _start_some(self) -> None:
        """Send out as many requests as there is room for."""
        while self._jobs:
            if self._spending.is_unsure(self._caps, len(self._tasks)):
                return
            open_servers = [server for server in self._servers if server.has_room()]
            if not open_servers:
                return
            server = min(open_servers, key=lambda s: s.in_flight / s.concurrency.limit)
            job = self._jobs.take()
            assert job is not None
            server.in_flight += 1
            task = asyncio.create_task(self._draw(server, job))
            self._tasks[task] = (job, server)
            task.add_done_callback(self._landed)
            if self._spending.cap_met(self._caps, len(self._tasks)):
                return

    def _landed(self, task: asyncio.Task[None]) -> None:
        job, server = self._tasks.pop(task)
        server.in_flight -= 1
        self._changed.set()
        if task.cancelled():
            self._jobs.put_back(job)
        elif (error := task.exception()) is not None:
            logs.log_exception(error)
            self._last_problem = as_problem(error)
            self._errors_in_a_row += 1
            server.failed(self._last_problem, absent=True)
            self._jobs.put_back(job)

    # One sample.

    async def _draw(self, server: Server, job: Job) -> None:
        """Draw a sample and hand it on; one that failed is tried again, or counts as error."""
        messages, key = self._messages[job.question], self._keys[job.question]
        try:
            generation, problem = await self._drawer.draw(server, job, messages, key)
        except ProblemError as error:
            self._put_back(job)
            server.failed(error.problem, absent=True)
            return
        usd = generation.cost.paid if generation.cost else None
        job.charge(usd)
        self._spending.add(usd, generation.usage.drawn, failed=problem is not None)
        if problem is None:
            server.succeeded(generation.timing.ttft_s)
            self._keep(job, generation)
            return
        server.failed(problem)
        self._last_problem = problem
        job.tries += problem.kind not in ABSENT | HOPELESS
        if job.tries >= TRIES or problem.kind not in ABSENT | HOPELESS | PASSING:
            self._keep(job, generation)
        else:
            self._put_back(job)

    def _put_back(self, job: Job) -> None:
        """Draw it again later, unless a strategy needs it no more."""
        if self._deciding is not None and self._deciding.is_decided(job.question):
            self._deciding.stop_unbegun(job)
        else:
            self._jobs.put_back(job)

    def _keep(self, job: Job, generation: Generation) -> None:
        """Hand a generation on to be graded and written down."""
        failed = generation.finish_reason is FinishReason.ERROR
        self._errors_in_a_row = self._errors_in_a_row + 1 if failed else 0
        verdict = self._grader.at_once(job.question, generation)
        drawn = Drawn(
            job.question,
            job.sample,
            generation,
            self._keys[job.question],
            verdict,
            attempts=job.attempts,
            usd=job.usd,
        )
        self._committer.put(drawn)

    def _kept(self, batch: Sequence[Drawn]) -> None:
        """What was written and could not be graded at once is graded now."""
        for drawn in batch:
            if drawn.verdict is None:
                self._grader.later(drawn.question, drawn.sample)
            elif self._deciding is not None:
                place = drawn.question, drawn.sample
                self._deciding.tell(*place, drawn.generation, drawn.verdict)
        self._changed.set()

    def _told(self, problem: Problem | None) -> None:
        """The library cannot be written, or can be again."""
        if problem is not None:
            logs.log_problem(problem)
        self._changed.set()

    # The end.

    async def _land(self) -> None:
        """Give up what is on its way, charge it, and write down what is held."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while not await self._committer.write() and self._committer.holds and not self._is_gone:
            await asyncio.sleep(LISTEN_EVERY_S)
        lost = self._drawer.cut_usd + self._jobs.owed
        if lost:
            try:
                await asyncio.to_thread(self._store.charge, self._run.number, lost)
            except ProblemError as error:
                logs.log_problem(error.problem)

    # Talking to the library.

    async def _listen(self) -> None:
        """Look now and then at what the user asks, and wake up for what only time changes."""
        while True:
            try:
                answer = await asyncio.to_thread(self._store.wishes, self._run.number)
                self._heed(*answer)
            except ProblemError as error:
                if error.problem.kind is ProblemKind.NOT_FOUND:
                    self._is_gone = self._is_stopped = True
            self._spending.seconds = self._run.busy_s + self._watch.total
            self._changed.set()
            await asyncio.sleep(LISTEN_EVERY_S)

    def _heed(self, wish: Wish, caps: Caps, concurrency: int | None) -> None:
        self._wish = wish
        self._caps = caps
        if self._deciding is not None:
            self._deciding.heed(caps)
        self._watch.go(wish is Wish.RUN)
        for server in self._servers:
            server.fix_concurrency(concurrency)

    async def _tell(self, state: RunState) -> bool:
        try:
            await asyncio.to_thread(self._store.tell, self._run.number, state, 0.0)
        except ProblemError as error:
            logs.log_problem(error.problem)
            return False
        return True
