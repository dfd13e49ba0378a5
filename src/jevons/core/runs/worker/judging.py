"""The model that judges prose, asked like any other and charged to the run."""

from __future__ import annotations

import asyncio

from jevons.core.exams.grading.judge import Judge
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Message, SamplingParams
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import Run, RunPlan
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.jobs import Job
from jevons.core.runs.worker.server import Server
from jevons.core.settings import Settings

PARAMS = SamplingParams(temperature=0.0, top_p=1.0, max_tokens=2048)
"""A judge is asked for its one best judgement."""


def judge_of(store: RunStore, run: Run, settings: Settings) -> Judge:
    """A judge: given the messages, it returns what the judge model answers.

    Raises:
        ProblemError: UNKNOWN_MODEL; and the judge itself, where it cannot be asked.
    """
    server = Server(find_model(run.plan.judge), settings, None)
    plan = RunPlan((run.plan.judge,), PARAMS, Dial.off())
    drawer = Drawer(plan, Costing(settings), 2048)
    turn = iter(range(2**62))

    async def judge(messages: tuple[Message, ...]) -> str:
        generation, problem = await drawer.draw(server, Job(next(turn), 0), messages, "")
        usd = generation.cost.here_usd if generation.cost else None
        if usd:
            await asyncio.to_thread(store.charge, run.number, usd)
        if problem is not None:
            raise ProblemError(problem)
        return generation.answer

    return judge
