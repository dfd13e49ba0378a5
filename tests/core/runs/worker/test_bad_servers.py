"""Worker processes whose server fails, sends garbage, or goes away."""

import itertools

import pytest

from core.runs.worker.worker_processes import (
    MODEL,
    Paced,
    a_run,
    assert_whole,
    right_answer,
    until,
)
from jevons.core import paths
from jevons.core.models.adding import add_server
from jevons.core.records import FinishReason, Outcome
from jevons.core.runs.run import RunState
from jevons.core.runs.worker.launch import start_worker
from servers.chat_server import (
    ChatServer,
    Cut,
    Garbage,
    Head,
    Send,
    delta,
    error,
    in_thread,
    page,
    sse,
)


@pytest.fixture(autouse=True)
def soon_stalled(monkeypatch):
    """aiohttp tells nobody of a bad chunk that comes by itself: it is a stall like any other."""
    monkeypatch.setenv("JEVONS_STALL_SECONDS", "1")


TROUBLES = (
    error(429, "slow down", Retry_After="0"),
    error(500),
    error(503, "loading"),
    page(b"<html><title>busy</title></html>"),
    page(b"<html>gateway</html>", status=502),
    [Garbage(b"\x00\xffgarbage\r\n\r\n")],
    [Garbage(b"HTTP/1.1 200 OK\r\nContent-Length: zz\r\n\r\n{}")],
    [Head(), Send(b"data: {broken\n\n")],
    [Head(), Send(sse(delta("It is"))), Cut()],
    [Head(), Send(sse(delta("It is \\boxed{"))), Garbage(b"zz\r\nnot a chunk\r\n")],
    [Head(), Cut()],
    [Cut()],
    page(b"", "application/json"),
    page(b'{"choices": []}', "application/json"),
)


def in_turns():
    """All troubles in turns, and a right answer between any two."""
    replies = itertools.cycle(TROUBLES)
    answers = itertools.cycle([True, False])
    return lambda request: right_answer(request) if next(answers) else next(replies)


def test_all_kinds_of_trouble_in_turns_leave_every_sample_right_once(runs, workers):
    with in_thread(ChatServer(in_turns())) as server:
        number = a_run(server, questions=30, concurrency=6)
        start_worker(number)
        assert workers[0].wait(90) == 0
    run = runs.run(number)
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert run.ledger.count(Outcome.CORRECT) == 60
    assert run.ledger.total.attempts > 60
    log = paths.log_file()
    assert not log.exists() or "Traceback" not in log.read_text()
    assert_whole(runs, number)


def test_a_server_that_goes_away_and_comes_back_is_gone_on_with(runs, workers):
    server = ChatServer(Paced(0.05))
    with in_thread(server):
        number = a_run(server, questions=40, concurrency=4)
        start_worker(number)
        until(lambda: runs.run(number).ledger.total.samples >= 10)
    until(lambda: len(runs.outline(number)[0]) >= server.finished - 1)
    assert runs.run(number).state is RunState.RUNNING
    before = len(server.requests)
    with in_thread(server):
        until(lambda: len(server.requests) > before)
        assert workers[0].wait(60) == 0
    run = runs.run(number)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 80
    assert_whole(runs, number)


def test_of_two_servers_one_that_refuses_leaves_the_work_to_the_other(runs, workers):
    with (
        in_thread(ChatServer(right_answer, key="k")) as locked,
        in_thread(ChatServer(right_answer)) as open_server,
    ):
        add_server("locked", locked.base_url, "m", dialect="vllm")
        add_server(MODEL, open_server.base_url, "m", dialect="vllm")
        number = a_run(None, questions=20, models=(MODEL, "locked"), concurrency=2)
        start_worker(number)
        assert workers[0].wait(30) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert len(open_server.requests) == 40
    assert_whole(runs, number)


def test_questions_that_are_refused_are_errors_and_drawn_again_when_resumed(runs, workers):
    refuses = True

    def picky(request):
        wrong = refuses and "2 + 2" in str(request.body["messages"])
        return error(400, "I do not like it") if wrong else right_answer(request)

    with in_thread(ChatServer(picky)) as server:
        number = a_run(server)
        start_worker(number)
        assert workers[0].wait(30) == 0
        run = runs.run(number)
        assert run.state is RunState.FINISHED
        assert run.ledger.count(Outcome.ERROR) == 2
        failed = runs.sample(number, 2, 0).generation
        assert failed.finish_reason is FinishReason.ERROR
        assert "I do not like it" in failed.problem
        assert_whole(runs, number)
        refuses = False
        start_worker(number)
        assert workers[1].wait(30) == 0
    run = runs.run(number)
    assert run.ledger.count(Outcome.CORRECT) == run.planned == 12
    assert run.ledger.total.attempts == 14
    assert len(server.requests) == 14
