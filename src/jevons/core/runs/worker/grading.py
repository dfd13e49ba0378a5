"""Grades a run's samples: at once where that is quick, else beside the drawing."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from jevons.core import logs
from jevons.core.exams.exam import Exam
from jevons.core.exams.gym.exam import PREFIX as GYM
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import AnswerKind, Generation, Outcome, Question, Verdict
from jevons.core.runs.run_store import RunStore

if TYPE_CHECKING:
    from jevons.core.exams.grading.grader import Grader

AT_ONCE = 4
"""Slow gradings (a computer algebra system, a judge) that go on at the same time."""

AGAIN_S = 2.0
"""Seconds before a verdict that could not be written is tried again."""


class RunGrader:
    """The grader of one run; `on_graded` is told of each sample that was graded later."""

    def __init__(self, store: RunStore, run: int, exam: Exam, grader: Grader) -> None:
        self._store = store
        self._run = run
        self._questions = exam.questions
        self._grader = grader
        self._waiting: deque[tuple[int, int]] = deque()
        self._wake = asyncio.Event()
        self._busy = 0
        self.on_graded: Callable[[int, int, Generation, Verdict], None] = lambda *_: None
        self.problem: Problem | None = None
        """Why samples are left without a verdict, if some are."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits for its verdict."""
        return not self._waiting and not self._busy

    def at_once(self, question: int, generation: Generation) -> Verdict | None:
        """The verdict, unless it takes time to find, or something is in its way."""
        asked = self._questions[question]
        if asked.checker.startswith(GYM):  # seconds, in a process of its own
            return None
        try:
            return self._grader.grade_fast(asked, generation)
        except Exception:  # it is met again, and dealt with, beside the drawing
            return None

    def later(self, question: int, sample: int) -> None:
        """Have a sample graded that is written down already.

        It is read again then: all that may have to wait would not fit into memory.
        """
        self._waiting.append((question, sample))
        self._wake.set()

    async def work(self) -> None:
        """Grade what comes, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(self._grade_on())
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
            except ProblemError as error:
                logs.log_problem(error.problem)
                self.problem = error.problem
            finally:
                self._busy -= 1

    async def _grade(self, question: int, sample: int) -> None:
        """Grade one sample and write the verdict down, however long that takes.

        Raises:
            ProblemError: there is nothing here to grade it with, or it cannot be read.
        """
        found = await asyncio.to_thread(self._store.sample, self._run, question, sample)
        if found is None:
            return
        verdict = await self._verdict(self._questions[question], found.generation)
        while True:
            try:
                graded = [(question, sample, verdict)]
                await asyncio.to_thread(self._store.grade, self._run, graded)
                self.on_graded(question, sample, found.generation, verdict)
                return
            except ProblemError as error:
                logs.log_problem(error.problem)
            await asyncio.sleep(AGAIN_S)

    async def _verdict(self, question: Question, generation: Generation) -> Verdict:
        """The grader's verdict; one that it breaks down over is as good as one without end."""
        try:
            if question.kind is AnswerKind.CHECKED:  # a checker blocks
                fast = await asyncio.to_thread(self._grader.grade_fast, question, generation)
                if fast is not None:
                    return fast
            return await self._grader.grade(question, generation)
        except ProblemError:
            raise
        except Exception as error:
            logs.log_exception(error, f"grading an answer to {question.id}")
            how = f"the grader broke down ({type(error).__name__})"
            return Verdict(Outcome.GRADER_TIMEOUT, how=how, grader=self._grader.name)
