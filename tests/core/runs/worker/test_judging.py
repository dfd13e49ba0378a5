import asyncio
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, an_exam
from core.runs.worker.scheduling import answered, spec_at
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker import judging
from jevons.core.runs.worker.spending import Spending
from jevons.core.settings import Settings
from servers.chat_server import ChatServer, error

pytestmark = pytest.mark.usefixtures("no_waiting")

USD = 10 * 15e-6 + 10 * 60e-6
"""Ten tokens in and ten out on o1: $15 and $60 for a million."""


def judged(store, monkeypatch, replies, times=1):
    """Ask a judge so often; its answers, what the run is charged, and what it has spent."""

    async def main():
        run = store.create(an_exam(3), replace(PLAN, judge="j"))
        async with ChatServer(replies) as server:
            spec = spec_at(server, "j", price_model="o1")
            monkeypatch.setattr(judging, "find_model", lambda _: spec)
            spending = Spending()
            judge = judging.judge_of(store, run, Settings(), spending)
            messages = an_exam(3).messages(an_exam(3).questions[1])
            try:
                said = [await judge(messages) for _ in range(times)]
            finally:
                await judge.aclose()
        return said, store.run(run.number).other_usd, spending.usd

    return asyncio.run(main())


def test_it_is_charged_to_the_run_and_counts_towards_its_cap(store, monkeypatch):
    said, charged, spent = judged(store, monkeypatch, answered)
    assert said == ["It is 2 now"]
    assert charged == spent == pytest.approx(USD)


def test_a_judgement_is_not_lost_where_its_cost_cannot_be_written_down(store, monkeypatch):
    charge, refused = RunStore.charge, []

    def full(self, number, usd):
        if not refused:
            refused.append(usd)
            raise ProblemError(Problem(ProblemKind.NO_SPACE, "no space left"))
        charge(self, number, usd)

    monkeypatch.setattr(RunStore, "charge", full)
    said, charged, spent = judged(store, monkeypatch, answered, times=2)
    assert said == ["It is 2 now"] * 2
    assert charged == spent == pytest.approx(2 * USD)
    assert refused == [pytest.approx(USD)]


def test_a_judge_that_cannot_be_asked_says_so(store, monkeypatch):
    with pytest.raises(ProblemError, match="bad key"):
        judged(store, monkeypatch, lambda _: error(401, "bad key"))
