import asyncio
import threading
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Outcome
from jevons.core.runs.run import UNGRADED
from jevons.core.runs.worker.grading import RunGrader

MISSING = ProblemError.of(ProblemKind.MISSING_EXTRA, "the package gym is not installed")


class Told:
    """A grader that does as told: gives a verdict, or raises."""

    name = "told-1"

    def __init__(self, *, fast=None, slow=None):
        self._fast, self._slow = fast, slow
        self.threads = []

    def grade_fast(self, question, generation):
        self.threads.append(threading.current_thread())
        return self._give(self._fast)

    async def grade(self, question, generation):
        return self._give(self._slow)

    async def aclose(self):
        self.threads.append("closed")

    def _give(self, what):
        if isinstance(what, Exception):
            raise what
        return what


def graded(store, grader, exam=None, places=((0, 0), (1, 0))):
    """Have samples graded that have no verdict; the grader of the run, and the run."""
    exam = exam or an_exam()
    run = store.create(exam, PLAN)
    store.put(run.number, [a_sample(*place, None, exam=exam) for place in places])

    async def main():
        graders = RunGrader(store, run.number, exam, grader)
        work = asyncio.create_task(graders.work())
        for place in places:
            graders.later(*place)
        async with asyncio.timeout(20):
            while not graders.is_idle:
                await asyncio.sleep(0.005)
        assert not work.done()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        return graders

    return asyncio.run(main()), store.run(run.number)


def at_once(store, grader, exam):
    run = store.create(exam, PLAN)
    return RunGrader(store, run.number, exam, grader).at_once(0, a_sample(exam=exam).generation)


def test_what_was_left_without_a_verdict_is_read_and_graded(store):
    grader = Told(slow=a_verdict(Outcome.INCORRECT))
    _, run = graded(store, grader)
    assert run.ledger.count(Outcome.INCORRECT) == 2
    assert grader.threads == ["closed"]


def test_what_cannot_be_graded_here_is_left_and_the_run_is_told_why(store):
    graders, run = graded(store, Told(slow=MISSING))
    assert graders.problem is MISSING.problem
    assert run.ledger.count(UNGRADED) == 2


def test_a_grader_that_breaks_down_over_an_answer_gives_no_judgement_of_it(store):
    graders, run = graded(store, Told(slow=ZeroDivisionError()))
    assert graders.problem is None
    assert run.ledger.count(Outcome.GRADER_TIMEOUT) == 2
    verdict = store.sample(run.number, 0, 0).verdicts[0][1]
    assert "broke down (ZeroDivisionError)" in verdict.how
    assert verdict.grader == "told-1"


@pytest.mark.parametrize("error", [MISSING, ZeroDivisionError()])
def test_an_error_at_once_is_left_for_later(store, error):
    assert at_once(store, Told(fast=error), an_exam()) is None
    assert at_once(store, Told(fast=a_verdict()), an_exam()) == a_verdict()


def checked(checker):
    exam = an_exam(2)
    questions = (replace(q, kind=AnswerKind.CHECKED, checker=checker) for q in exam.questions)
    return replace(exam, questions=tuple(questions))


def test_checkers_that_block_are_asked_beside_the_loop(store):
    grader = Told(fast=a_verdict())
    assert at_once(store, grader, checked("gym:chain_sum")) is None
    assert grader.threads == []
    _, run = graded(store, grader, checked("gym:chain_sum"))
    assert run.ledger.count(Outcome.CORRECT) == 2
    assert threading.main_thread() not in grader.threads
    assert at_once(store, Told(fast=a_verdict()), checked("countdown")) == a_verdict()
