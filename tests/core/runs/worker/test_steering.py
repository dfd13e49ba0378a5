"""Steering a worker process through the library, and watching what it draws."""

import asyncio
from contextlib import aclosing

from core.runs.worker.worker_processes import (
    MODEL,
    TOKENS,
    Paced,
    a_run,
    assert_books_agree,
    right_answer,
    until,
)
from jevons.core.models.adding import add_server
from jevons.core.records import Dial, Outcome
from jevons.core.runs.run import Caps, RunState, Wish
from jevons.core.runs.run_rows import delete
from jevons.core.runs.worker.flights import socket_of, watch_flights
from jevons.core.runs.worker.launch import start_worker
from servers.chat_server import ChatServer, Hang, Head, Send, delta, in_thread, sse


def asked(server, count):
    until(lambda: len(server.requests) >= count)


def test_it_pauses_goes_on_and_stops(runs, workers):
    with in_thread(ChatServer(Paced(0.05))) as server:
        number = a_run(server, questions=500, concurrency=4)
        start_worker(number)
        asked(server, 10)
        runs.wish(number, Wish.PAUSE)
        until(lambda: runs.run(number).state is RunState.PAUSED)
        until(lambda: asyncio.run(pictures(number, 1)) == [()])
        drawn = len(server.requests)
        assert asyncio.run(pictures(number, 4)) == [()] * 4
        assert len(server.requests) == drawn
        start_worker(number)
        assert len(workers) == 1, "a paused run has its worker"

        runs.wish(number, Wish.RUN)
        until(lambda: runs.run(number).state is RunState.RUNNING)
        asked(server, drawn + 10)
        runs.wish(number, Wish.STOP)
        assert workers[0].wait(30) == 0
    run = runs.run(number)
    assert run.state is RunState.STOPPED
    assert drawn + 6 <= run.ledger.total.samples < run.planned
    assert_books_agree(runs, number)


async def pictures(number, count):
    """The next so many pictures of what is in flight."""
    found = []
    async with aclosing(watch_flights(number)) as flights:
        async for flight in flights:
            found.append(flight)
            if len(found) == count:
                break
    return found


def test_the_requests_at_once_can_be_changed(runs, workers):
    with in_thread(ChatServer(lambda _: [Hang()])) as server:
        number = a_run(server, questions=10, concurrency=1)
        start_worker(number)
        asked(server, 1)
        runs.set_concurrency(number, 5)
        asked(server, 5)
        runs.set_concurrency(number, 8)
        asked(server, 8)
        runs.wish(number, Wish.STOP)
        assert workers[0].wait(30) == 0
    assert len(server.requests) == server.disconnects == 8


def test_a_cap_set_on_the_way_is_kept_to_raised_and_gone_on_with(runs, workers):
    with in_thread(ChatServer(Paced(0.02))) as server:
        number = a_run(server, questions=200, concurrency=1)
        start_worker(number)
        asked(server, 5)
        cap = 40 * TOKENS
        runs.set_caps(number, Caps(tokens=cap))
        assert workers[0].wait(30) == 0
        run = runs.run(number)
        assert run.state is RunState.CAPPED
        assert "400 tokens" in run.problem
        assert run.ledger.total.output_tokens == cap
        runs.set_caps(number, Caps(tokens=2 * cap))
        start_worker(number)
        assert workers[1].wait(30) == 0
    assert runs.run(number).ledger.total.output_tokens == 2 * cap
    assert_books_agree(runs, number)


def test_what_the_pool_gave_does_not_count_towards_a_cap(runs, workers):
    with in_thread(ChatServer(right_answer)) as server:
        first = a_run(server, questions=10)
        start_worker(first)
        assert workers[0].wait(30) == 0
        capped = Caps(tokens=15 * TOKENS)
        second = a_run(None, questions=10, samples=5, concurrency=1, caps=capped)
        for _ in range(2):  # begun, and resumed
            start_worker(second)
            assert workers[-1].wait(30) == 0
        run = runs.run(second)
    assert run.state is RunState.CAPPED
    assert run.ledger.total.pooled == 20
    assert run.ledger.total.samples == 35
    assert_books_agree(runs, second)


def test_thoughts_in_flight_are_shown_until_the_worker_ends(runs, workers):
    def thinks(request):
        return [Head(), Send(sse(delta("<think>\nLet me "), delta("see."))), Hang()]

    async def watch(number):
        seen = []
        async with aclosing(watch_flights(number)) as flights:
            async for picture in flights:
                if len(picture) == 3 and all(flight.tokens == 2 for flight in picture):
                    seen.append(picture)
                    if len(seen) == 2:
                        runs.wish(number, Wish.STOP)
        return seen

    with in_thread(ChatServer(thinks)) as server:
        add_server(MODEL, server.base_url, "m", dialect="vllm", price_model="o1")
        number = a_run(None, questions=3, samples=1, concurrency=3, dial=Dial.unlimited())
        start_worker(number)
        first, second = asyncio.run(asyncio.wait_for(watch(number), 40))[:2]
        assert workers[0].wait(30) == 0
    assert {(flight.question, flight.sample) for flight in first} == {(0, 0), (1, 0), (2, 0)}
    assert {flight.model for flight in first} == {MODEL}
    assert [flight.thinking.strip() for flight in first] == ["Let me see."] * 3
    assert min(flight.seconds for flight in second) > min(flight.seconds for flight in first)
    assert not socket_of(number).exists()
    assert asyncio.run(pictures(number, 1)) == []
    run = runs.run(number)
    assert run.ledger.missing == 3
    assert run.other_usd > 0, "what was cut short was paid for"


def test_a_run_that_is_deleted_under_its_worker_ends_it(runs, workers):
    with in_thread(ChatServer(Paced(0.1))) as server:
        number = a_run(server, questions=500, concurrency=4)
        other = a_run(None, questions=3)
        start_worker(number)
        asked(server, 10)
        with runs._database.writing() as connection:
            delete(connection, [number])
        assert workers[0].wait(30) == 1
        assert len(server.requests) < 1000
        start_worker(other)
        assert workers[1].wait(30) == 0
    assert runs.run(other).ledger.count(Outcome.CORRECT) == 6
    assert [run.number for run in runs.runs()] == [other]
