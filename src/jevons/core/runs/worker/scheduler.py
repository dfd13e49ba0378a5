"""Draws what a run lacks: as much at once as pays, within its caps, until all is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from jevons.core import logs
from jevons.core.exams.exam import Exam
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import FinishReason, Generation
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.run import Caps, Run, RunState, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn
from jevons.core.runs.worker.committer import Committer
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
    ) -> None:
        self._store = store
        self._run = run
        plan = run.plan
        self._messages = [exam.messages(question) for question in exam.questions]
        self._keys = [
            pool_key(plan.model, plan.params, plan.dial, asked) for asked in self._messages
        ]
        self._servers = servers
        self._drawer = drawer
        self._grader = grader
        self._watch = Stopwatch()
        self._committer = Committer(store, run.number, self._kept, self._told, self._watch.lap)
        self._caps = run.plan.caps
        self._wish = Wish.RUN
        self._jobs = Jobs(0, 0, set(), {})
        self._tasks: dict[asyncio.Task[None], tuple[Job, Server]] = {}
        self._errors_in_a_row = 0
        self._last_problem: Problem | None = None
        self._changed = asyncio.Event()
        total = run.ledger.total
        self._spending = Spending(
            run.usd, total.output_tokens, run.busy_s, total.samples - total.pooled
        )

    async def work(self) -> tuple[RunState, str]:
        """Draw until all is there, a cap is met, or the run cannot or shall not go on.

        Returns the state the run is left in, and why, in one line.

        Raises:
            ProblemError: the library cannot be read.
        """
        await self._prepare()
        helpers = [
            asyncio.create_task(self._committer.work()),
            asyncio.create_task(self._grader.work()),
            asyncio.create_task(self._listen()),
        ]
        try:
            state, why = await self._until_over()
            await self._land()
            return state, why
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)

    def stop(self) -> None:
        """End the work now; what is on its way is given up."""
        self._wish = Wish.STOP
        self._changed.set()

    # What there is to do.

    async def _prepare(self) -> None:
        """Find out what is missing, and take from the pool what is there."""
        number, plan = self._run.number, self._run.plan
        settled = await asyncio.to_thread(self._store.settled, number)
        pooled = await asyncio.to_thread(
            take_pooled, self._store, self._run, self._keys, settled, self._grader.at_once
        )
        settled |= {(drawn.question, drawn.sample) for drawn in pooled}
        failed = await asyncio.to_thread(self._store.failed, number)
        self._jobs = Jobs(len(self._messages), plan.samples, settled, failed)
        await asyncio.to_thread(self._grader.find_ungraded)

    async def _until_over(self) -> tuple[RunState, str]:
        state = RunState.RUNNING
        while True:
            self._changed.clear()
            over = self._over()
            if over is not None:
                return over
            cap = self._spending.cap_met(self._caps, len(self._tasks))
            if self._wish is Wish.RUN and not cap and not self._committer.troubled:
                self._start_some()
            if not self._tasks and not self._committer.holds and self._grader.is_idle:
                if not self._jobs:
                    return RunState.FINISHED, ""
                if cap:
                    return RunState.CAPPED, f"{cap}; raise it and resume the run"
            wanted = RunState.PAUSED if self._wish is Wish.PAUSE else RunState.RUNNING
            if wanted is not state:
                state = wanted
                await self._tell(state)
            await self._changed.wait()

    def _over(self) -> tuple[RunState, str] | None:
        """The end that does not wait for what is on its way, if it has come."""
        if self._wish is Wish.STOP:
            return RunState.STOPPED, ""
        if all(server.is_hopeless for server in self._servers):
            return self._failure(self._servers[0].problem)
        most = max(FAILURES_IN_A_ROW, 2 * sum(s.concurrency.limit for s in self._servers))
        if self._errors_in_a_row >= most:
            return self._failure(self._last_problem)
        long_ago = monotonic() - PATIENCE_S
        if all(server.problem and server.succeeded_at < long_ago for server in self._servers):
            return self._failure(self._servers[0].problem)
        return None

    def _failure(self, problem: Problem | None) -> tuple[RunState, str]:
        assert problem is not None
        kept = "all that was drawn is kept"
        remedy = f"{problem.remedy}, then: jevons runs resume {self._run.number}"
        return RunState.FAILED, replace(problem, kept=kept, remedy=remedy).line()

    def _start_some(self) -> None:
        """Send out as many requests as there is room for."""
        while self._jobs:
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
        if not task.cancelled() and (error := task.exception()) is not None:
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
            self._jobs.put_back(job)
            server.failed(error.problem, absent=True)
            return
        usd = generation.cost.here_usd if generation.cost else None
        job.charge(usd)
        self._spending.add(usd, generation.usage.output)
        if problem is None:
            server.succeeded(generation.timing.ttft_s)
            self._keep(job, generation)
            return
        server.failed(problem)
        self._last_problem = problem
        again = problem.kind in PASSING and job.attempts < TRIES
        if again or problem.kind in ABSENT | HOPELESS:
            self._jobs.put_back(job)
        else:
            self._keep(job, generation)

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
                self._grader.later(drawn.question, drawn.sample, drawn.generation)
        self._changed.set()

    def _told(self, problem: Problem | None) -> None:
        """The library cannot be written, or can be again."""
        if problem is not None:
            logs.log_problem(problem)
        self._changed.set()

    # The end.

    async def _land(self) -> None:
        """Give up what is on its way, charge it, and write down what is held."""
        flying = dict(self._drawer.flying)
        servers = {job.place: server for job, server in self._tasks.values()}
        cut = [self._drawer.cost_so_far(servers[p], f) for p, f in flying.items() if p in servers]
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._committer.holds:
            await self._committer.write()
        lost = sum(usd for usd in cut if usd)
        if lost:
            await asyncio.to_thread(self._store.charge, self._run.number, lost)

    # Talking to the library.

    async def _listen(self) -> None:
        """Look now and then at what the user asks, and wake up for what only time changes."""
        while True:
            try:
                answer = await asyncio.to_thread(self._store.wishes, self._run.number)
                self._heed(*answer)
            except ProblemError as error:
                if error.problem.kind is ProblemKind.NOT_FOUND:
                    self._wish = Wish.STOP
            self._spending.seconds = self._run.busy_s + self._watch.total
            self._changed.set()
            await asyncio.sleep(LISTEN_EVERY_S)

    def _heed(self, wish: Wish, caps: Caps, concurrency: int | None) -> None:
        self._wish = wish
        self._caps = caps
        self._watch.go(wish is Wish.RUN)
        for server in self._servers:
            server.fix_concurrency(concurrency)

    async def _tell(self, state: RunState) -> None:
        try:
            await asyncio.to_thread(self._store.tell, self._run.number, state, self._watch.lap())
        except ProblemError as error:
            logs.log_problem(error.problem)
