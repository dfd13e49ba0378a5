"""Grading a run again: no generation is drawn, and the old verdicts stay."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from jevons.core import settings as settings_file
from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.sources import find_checker
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Verdict
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.judging import judge_of

BATCH = 200
"""Verdicts to a transaction."""

AT_ONCE = 8
"""Gradings that go on at the same time."""


@dataclass(frozen=True, slots=True)
class Regraded:
    """How many samples were graded again, and how many outcomes are others now."""

    graded: int
    changed: int


async def regrade_run(store: RunStore, number: int) -> Regraded:
    """Grade every sample of a run with today's grader.

    Raises:
        ProblemError: BAD_INPUT: its worker is still at it; or the library cannot be used.
            What was graded until then is kept.
    """
    run = store.run(number)
    if run.state.is_live:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {number} is under way",
            kept="nothing was changed",
            remedy=f"wait for its end, or stop it: jevons runs stop {number}",
        )
    settings, _ = settings_file.load()
    judge = judge_of(store, run, settings) if run.plan.judge else None
    grader = Grader(checkers=find_checker, judge=judge, judge_name=run.plan.judge)
    try:
        again = await _regrade(store, number, grader)
    finally:
        await grader.aclose()
    await asyncio.to_thread(store.decide, number)
    return again


async def _regrade(store: RunStore, number: int, grader: Grader) -> Regraded:
    questions = store.exam(number).questions
    rows = store.samples(number)
    at_once = asyncio.Semaphore(AT_ONCE)
    changed = 0

    async def verdict_on(question: int, sample: int) -> tuple[int, int, Verdict] | None:
        async with at_once:
            found = await asyncio.to_thread(store.sample, number, question, sample)
            if found is None:
                return None
            verdict = await grader.grade(questions[question], found.generation)
            return question, sample, verdict

    for first in range(0, len(rows), BATCH):
        batch = rows[first : first + BATCH]
        found = await asyncio.gather(*(verdict_on(row.question, row.sample) for row in batch))
        verdicts = [verdict for verdict in found if verdict is not None]
        await asyncio.to_thread(store.grade, number, verdicts)
        before = {(row.question, row.sample): row.outcome for row in batch}
        changed += sum(before[q, s] != verdict.outcome for q, s, verdict in verdicts)
    return Regraded(len(rows), changed)
