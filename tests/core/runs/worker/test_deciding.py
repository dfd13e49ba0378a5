"""Strategies at work within this process: what holds one question up holds up no other."""

import asyncio

import pytest

from core.runs.worker import scheduling
from core.runs.worker.scheduling import answered, worked
from jevons.core.records import Outcome, Verdict
from jevons.core.runs.run import RunState, Wish
from jevons.core.strategies.registry import parse, parse_allocation, to_json

pytestmark = pytest.mark.usefixtures("no_waiting")

LOSSLESS = {"samples": 5, "strategy": to_json(parse("lossless:samples=5"))}


def grader(asked_for):
    """A grader that is slow on every third question, until the event."""

    class Slow(scheduling.ExactGrader):
        async def grade(self, question, generation):
            await asked_for.wait()
            return self._verdict(question, generation)

        def _verdict(self, question, generation):
            found = super()._verdict(question, generation)
            return Verdict(found.outcome, key=question.gold, grader=found.grader)

    return Slow


def test_slow_verdicts_hold_up_their_own_question_alone(store, monkeypatch):
    may_grade = asyncio.Event()
    monkeypatch.setattr(scheduling, "ExactGrader", grader(may_grade))

    async def others_first(store, run, worker, drawer):
        slow = {0, 3}
        while True:
            found = store.answers(run.number)
            if {q for q, answer in found.items() if answer.is_found} == {1, 2, 4, 5}:
                break
            await asyncio.sleep(0.01)
        assert all(not found[question].is_found for question in slow)
        may_grade.set()

    run, (server,) = worked(store, answered, meanwhile=others_first, **LOSSLESS)
    assert run.state is RunState.FINISHED
    assert run.answered == run.right == 6
    assert run.planned == len(server.requests) == 3 * 6, "three votes of five decide"


def test_a_pause_keeps_the_next_wave_back(store, monkeypatch):
    may_grade = asyncio.Event()
    may_grade.set()
    monkeypatch.setattr(scheduling, "ExactGrader", grader(may_grade))

    async def pause(store, run, worker, drawer):
        store.wish(run.number, Wish.PAUSE)
        while store.run(run.number).state is not RunState.PAUSED:
            await asyncio.sleep(0.01)
        drawn = store.run(run.number).ledger.total.samples
        await asyncio.sleep(0.1)
        assert store.run(run.number).ledger.total.samples <= drawn + 4
        store.wish(run.number, Wish.RUN)

    run, _ = worked(store, answered, meanwhile=pause, concurrency=4, **LOSSLESS)
    assert run.state is RunState.FINISHED
    assert run.answered == 6


def test_where_samples_cost_nothing_all_questions_get_the_most(store, monkeypatch):
    may_grade = asyncio.Event()
    may_grade.set()
    monkeypatch.setattr(scheduling, "ExactGrader", grader(may_grade))
    strategy = to_json(parse_allocation("uniform:usd=1,first=2,wave=2,most=6"))
    run, _ = worked(store, answered, samples=6, strategy=strategy)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 36
