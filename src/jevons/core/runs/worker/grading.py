"""Grades a run's samples: at once where that is quick, else beside the drawing."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from jevons.core import logs
from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError
from jevons.core.records import Generation, Verdict
from jevons.core.runs.run_store import RunStore

if TYPE_CHECKING:
    from jevons.core.exams.grading.grader import Grader

AT_ONCE = 4
"""Slow gradings (a computer algebra system, a judge) that go on at the same time."""

BLOCKING = "gym:"
"""How the names of checkers begin that take their time and wait for it."""

AGAIN_S = 2.0
"""Seconds before a verdict that could not be written is tried again."""


class RunGrader:
    """The grader of one run."""

    def __init__(self, store: RunStore, run: int, exam: Exam, grader: Grader) -> None:
        self._store = store
        self._run = run
        self._questions = exam.questions
        self._grader = grader
        self._waiting: deque[tuple[int, int, Generation]] = deque()
        self._wake = asyncio.Event()
        self._busy = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits for its verdict."""
        return not self._waiting and not self._busy

    def at_once(self, question: int, generation: Generation) -> Verdict | None:
        """The verdict, unless it takes time to find."""
        if self._questions[question].checker.startswith(BLOCKING):
            return None
        return self._grader.grade_fast(self._questions[question], generation)

    def later(self, question: int, sample: int, generation: Generation) -> None:
        """Have a sample graded that is written down already."""
        self._waiting.append((question, sample, generation))
        self._wake.set()

    def find_ungraded(self) -> None:
        """Take up what an earlier worker left without a verdict."""
        for question, sample in self._store.ungraded(self._run):
            found = self._store.sample(self._run, question, sample)
            if found is not None:
                self.later(question, sample, found.generation)

    async def work(self) -> None:
        """Grade what comes, until cancelled."""
        try:
            await asyncio.gather(*(self._grade_on() for _ in range(AT_ONCE)))
        finally:
            await self._grader.aclose()

    async def _grade_on(self) -> None:
        while True:
            while not self._waiting:
                self._wake.clear()
                await self._wake.wait()
            self._busy += 1
            try:
                await self._grade(*self._waiting.popleft())
            finally:
                self._busy -= 1

    async def _grade(self, question: int, sample: int, generation: Generation) -> None:
        """Grade one sample and write the verdict down, however long that takes."""
        asked = self._questions[question]
        verdict: Verdict | None = None
        if asked.checker.startswith(BLOCKING):
            verdict = await asyncio.to_thread(self._grader.grade_fast, asked, generation)
        if verdict is None:
            verdict = await self._grader.grade(asked, generation)
        while True:
            try:
                graded = [(question, sample, verdict)]
                return await asyncio.to_thread(self._store.grade, self._run, graded)
            except ProblemError as error:
                logs.log_problem(error.problem)
            await asyncio.sleep(AGAIN_S)
