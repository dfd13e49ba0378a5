"""The model that judges prose, asked like any other and charged to the run."""

from __future__ import annotations

import asyncio

from jevons.core import logs
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Message, SamplingParams
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import Run, RunPlan
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.jobs import Job
from jevons.core.runs.worker.server import Server
from jevons.core.runs.worker.spending import Spending
from jevons.core.settings import Settings

PARAMS = SamplingParams(temperature=0.0, top_p=1.0, max_tokens=2048)
"""A judge is asked for its one best judgement."""


class ModelJudge:
    """Given the messages, it returns what the judge model answers.

    What that costs is charged to the run, and told to `spending`.
    """

    def __init__(
        self, store: RunStore, run: Run, settings: Settings, spending: Spending | None = None
    ) -> None:
        self._store = store
        self._run = run.number
        self._spending = spending or Spending()
        self._server = Server(find_model(run.plan.judge), settings, None)
        plan = RunPlan((run.plan.judge,), PARAMS, Dial.off())
        self._drawer = Drawer(plan, Costing(settings), 2048)
        self._asked = 0
        self._owed_usd = 0.0

    async def __call__(self, messages: tuple[Message, ...]) -> str:
        """The answer of the judge model.

        Raises:
            ProblemError: it cannot be asked, or breaks off.
        """
        job = Job(self._asked, 0)
        self._asked += 1
        generation, problem = await self._drawer.draw(self._server, job, messages, "")
        await self._charge(generation.cost.here_usd if generation.cost else None)
        if problem is not None:
            raise ProblemError(problem)
        return generation.answer

    async def aclose(self) -> None:
        """Charge what was given up on its way, and close the connections."""
        await self._charge(self._drawer.cut_usd)
        await self._server.close()

    async def _charge(self, usd: float | None) -> None:
        """Charge the run; what cannot be written down now is with the next judgement."""
        self._spending.usd += usd or 0.0
        owed, self._owed_usd = self._owed_usd + (usd or 0.0), 0.0
        if owed:
            try:
                await asyncio.to_thread(self._store.charge, self._run, owed)
            except ProblemError as error:
                logs.log_problem(error.problem)
                self._owed_usd += owed


def judge_of(
    store: RunStore, run: Run, settings: Settings, spending: Spending | None = None
) -> ModelJudge:
    """The judge that a run's plan names.

    Raises:
        ProblemError: UNKNOWN_MODEL.
    """
    return ModelJudge(store, run, settings, spending)
