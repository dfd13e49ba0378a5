"""Schedulers within this process, at work against real servers on loopback."""

import asyncio
import re
from dataclasses import replace

from core.runs.run_samples import PLAN, an_exam
from jevons.core.models.registry import of_row
from jevons.core.records import FinishReason, Outcome, Verdict
from jevons.core.runs.costing import Costing
from jevons.core.runs.worker.cutting import thoughts_of
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.grading import RunGrader
from jevons.core.runs.worker.scheduler import Scheduler
from jevons.core.runs.worker.server import Server
from jevons.core.runs.worker.spending import spent
from jevons.core.settings import Settings
from servers.chat_server import ChatServer, Head, Send, delta, sse, usage


class ExactGrader:
    """Right is who writes the gold number; every third question takes it time."""

    def grade_fast(self, question, generation):
        slow = int(question.gold) % 3 == 0
        return None if slow else self._verdict(question, generation)

    async def grade(self, question, generation):
        await asyncio.sleep(0)
        return self._verdict(question, generation)

    async def aclose(self):
        pass

    def _verdict(self, question, generation):
        if generation.finish_reason is FinishReason.ERROR:
            return Verdict(Outcome.ERROR, grader="exact")
        right = question.gold in generation.answer.split()
        return Verdict(Outcome.CORRECT if right else Outcome.INCORRECT, grader="exact")


def answered(request):
    """The right answer, in ten tokens."""
    number = int(re.search(r"(\d+) \+", request.body["messages"][-1]["content"]).group(1))
    text = f"It is {2 * number} now"
    return [Head(), Send(sse(delta(text), delta(None, "stop"), usage(10, 10), "[DONE]"))]


def spec_at(server, name="r1", **fields):
    row = {
        "kind": "server",
        "base_url": server.base_url,
        "server_model": "m",
        "dialect": "vllm",
        "thinking": "prompted",
        **fields,
    }
    return of_row(name, row)


def scheduler_of(store, run, servers, **fields):
    settings = Settings()
    wishes = {"logprobs": run.plan.surety_window is not None}
    specs = [spec_at(server, **fields) for server in servers]
    made = [Server(spec, settings, run.plan.concurrency, **wishes) for spec in specs]
    thoughts = thoughts_of(store, run.plan)
    drawer = Drawer(run.plan, Costing(settings), settings.answer_tokens, thoughts)
    exam = store.exam(run.number)
    grader = RunGrader(store, run.number, exam, ExactGrader())
    spending = spent(store, run)
    return Scheduler(store, run, exam, made, drawer, grader, spending), drawer


def worked(store, replies, *, questions=6, servers=1, meanwhile=None, fields=None, **plan):
    """Work on a run of `questions` sums; its end, the run, and the servers."""

    async def main():
        run = store.create(an_exam(questions), replace(PLAN, **plan))
        store.begin(run.number)
        made = [ChatServer(replies) for _ in range(servers)]
        for server in made:
            await server.__aenter__()
        try:
            worker, drawer = scheduler_of(store, run, made, **(fields or {}))
            task = asyncio.create_task(worker.work())
            if meanwhile is not None:
                await meanwhile(store, run, worker, drawer)
            state, why = await asyncio.wait_for(task, 60)
        finally:
            for asked, server in zip(worker._servers, made, strict=True):
                await asked.close()
                await server.__aexit__()
        store.tell(run.number, state, 0.0, why)
        return store.run(run.number), made

    return asyncio.run(main())
