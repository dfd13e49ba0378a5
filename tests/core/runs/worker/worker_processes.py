"""Runs for worker processes, the answers that they get, and what is to be true at the end."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

import pytest

from core.runs.run_samples import PLAN, an_exam
from jevons.core import paths
from jevons.core.exams.exam import Exam
from jevons.core.models.adding import add_server
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.drawing import seed_of
from servers.chat_server import ChatServer, Head, Received, Reply, Send, Wire, delta, sse, usage

MODEL = "r1"
TOKENS = 10
WITHIN_S = 40.0


@dataclass(frozen=True)
class Pause:
    """Says nothing for a while."""

    seconds: float

    async def run(self, wire: Wire) -> None:
        await asyncio.sleep(self.seconds)


def question_of(request: Received) -> str:
    """What the user asks in it."""
    turns = [turn["content"] for turn in request.body["messages"] if turn["role"] == "user"]
    return turns[-1]


def right_answer(request: Received, pause_s: float = 0.0) -> Reply:
    """The sum that is asked for, in ten tokens."""
    number = int(re.search(r"(\d+) \+", question_of(request)).group(1))
    text = f"It is \\boxed{{{2 * number}}}."
    events = sse(delta(text), delta(None, "stop"), usage(10, TOKENS), "[DONE]")
    return [Head(), Pause(pause_s), Send(events)]


@dataclass
class Paced:
    """The right answers, each after so many seconds, which can be changed on the way."""

    pause_s: float

    def __call__(self, request: Received) -> Reply:
        return right_answer(request, self.pause_s)


def a_run(
    server: ChatServer | None, questions: int = 6, exam: Exam | None = None, **plan: Any
) -> int:
    """A run of sums whose model is at that server; its number."""
    if server is not None:
        add_server(MODEL, server.base_url, "m", dialect="vllm", price_model="o1")
    library, problems = Library.open()
    assert not problems
    run = library.runs.create(exam or an_exam(questions), replace(PLAN, **plan))
    library.close()
    return run.number


def until(happened: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
    """Wait until that is true; what it gave then."""
    deadline = time.monotonic() + within_s
    while not (found := happened()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return found


def writer_of(run: int) -> str:
    """The process that works on a run, as `runs.writer` names it."""
    connection = sqlite3.connect(paths.library_file())
    try:
        return connection.execute("SELECT writer FROM runs WHERE number = ?", [run]).fetchone()[0]
    finally:
        connection.close()


def places_asked(requests: Sequence[Received], run: Run, exam: Exam) -> list[tuple[int, int]]:
    """The (question, sample) of each request: its seed tells."""
    plan = run.plan
    messages = map(exam.messages, exam.questions)
    keys = [pool_key(plan.model, plan.params, plan.dial, asked) for asked in messages]
    of_seed = {
        seed_of(key, sample): (question, sample)
        for question, key in enumerate(keys)
        for sample in range(plan.samples)
    }
    return [of_seed[request.body["seed"]] for request in requests]


def assert_books_agree(store: RunStore, number: int) -> None:
    """The ledger is what a count of the samples gives, and nothing is there twice."""
    run = store.run(number)
    places, tallies = store.outline(number)
    assert len(set(places)) == len(places)
    assert run.ledger.tallies.keys() == tallies.keys()
    for outcome, tally in tallies.items():
        assert astuple(run.ledger.tallies[outcome]) == pytest.approx(astuple(tally))
    rows = store.samples(number)
    assert run.ledger.total.usd == pytest.approx(sum(row.usd or 0.0 for row in rows))
    connection = sqlite3.connect(paths.library_file())
    try:
        pool = connection.execute("SELECT key, sample FROM generations WHERE sample NOTNULL")
        assert max(Counter(pool).values(), default=1) == 1
        drawn = connection.execute("SELECT generation FROM samples WHERE run = ?", [number])
        assert max(Counter(drawn).values(), default=1) == 1
        graded = "SELECT question, sample FROM verdicts WHERE run = ?"
        verdicts = Counter(connection.execute(graded, [number]))
        assert max(verdicts.values(), default=1) == 1, "a sample was graded twice"
    finally:
        connection.close()


def assert_whole(store: RunStore, number: int) -> None:
    """Every sample of a run is there once, and the books agree."""
    run = store.run(number)
    places, _ = store.outline(number)
    wanted = {(q, s) for q in range(run.questions) for s in range(run.plan.samples)}
    assert set(places) == wanted
    assert run.ledger.missing == 0
    assert_books_agree(store, number)
