"""The scheduler against a real server on loopback; its process is tested elsewhere."""

import asyncio
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN
from core.runs.worker.scheduling import answered, scheduler_of, worked
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Outcome
from jevons.core.runs.run import UNGRADED, Caps, RunState, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker import scheduler
from servers.chat_server import (
    ChatServer,
    Cut,
    Hang,
    Head,
    Send,
    delta,
    error,
    page,
    sse,
    stream,
    usage,
)
from servers.thinker import logprobs

pytestmark = pytest.mark.usefixtures("no_waiting")


def test_every_sample_is_drawn_graded_and_kept(store):
    run, (server,) = worked(store, answered, concurrency=4)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == run.planned == 12
    assert (run.ledger.missing, run.ledger.count(UNGRADED)) == (0, 0)
    assert len(server.requests) == 12
    assert run.ledger.total.answer_tokens == 120
    assert run.busy_s > 0
    seeds = {request.body["seed"] for request in server.requests}
    assert len(seeds) == 12
    sample = store.sample(run.number, 3, 1)
    assert sample.generation.answer == "It is 6 now"
    assert sample.verdicts[0][1].outcome is Outcome.CORRECT


def test_the_same_questions_are_not_paid_for_twice(store):
    first, _ = worked(store, answered)
    again, (server,) = worked(store, answered, samples=3)
    assert again.ledger.count(Outcome.CORRECT) == 18
    assert len(server.requests) == 6
    assert again.ledger.total.pooled == 12
    other, (server,) = worked(store, answered, params=replace(PLAN.params, temperature=0.1))
    assert len(server.requests) == 12
    assert first.number != other.number


def silent(request):
    """The right answer to a sum; to what is asked to try the server, no matter what."""
    asked = request.body["messages"][-1]["content"]
    return answered(request) if "+" in asked else stream("one two")


def telling(request):
    """The right answer, with the log-probabilities of its two tokens; five at most."""
    top = request.body.get("top_logprobs")
    if top is None:
        return silent(request)
    if top > 5:
        return error(400, "at most 5 logprobs")
    reply = delta("It is 0")
    reply["choices"][0]["logprobs"] = logprobs("It", 3.0, top)
    return [Head(), Send(sse(reply, delta(None, "stop"), usage(10, 1), "[DONE]"))]


def test_how_sure_the_model_was_is_kept_where_it_is_asked_for(store):
    run, (server,) = worked(store, telling, surety_window=64)
    assert run.state is RunState.FINISHED
    asked = [request.body.get("top_logprobs") for request in server.requests]
    assert asked[:2] == [20, 5]  # what it tells was found out
    assert asked[-12:] == [5] * 12
    told = store.sample(run.number, 2, 1).generation.surety
    assert (told.tokens, told.logprob, told.confidence) == (1, -0.3, 3.0)
    assert (told.top, told.window) == (5, 64)
    again, (server,) = worked(store, telling)  # the same pool, asked for or not
    assert again.ledger.total.pooled == 12
    assert store.sample(again.number, 2, 1).generation.surety == told


def test_a_server_that_does_not_tell_is_asked_without(store):
    run, (server,) = worked(store, silent, surety_window=64)
    assert run.state is RunState.FINISHED
    assert "top_logprobs" not in server.requests[-1].body
    assert store.sample(run.number, 2, 1).generation.surety is None


@pytest.mark.parametrize(
    "trouble",
    [
        error(429, "slow down", Retry_After="0"),
        error(500),
        error(503),
        page(b"<html>busy</html>"),
        [Head(), Send(b"data: {broken\n\n")],
        [Head(), Send(sse(delta("It is"))), Cut()],
    ],
    ids=["429", "500", "503", "html", "json", "cut"],
)
def test_trouble_that_passes_leaves_no_trace_but_its_cost(store, trouble):
    count = 0

    def now_and_then(request):
        nonlocal count
        count += 1
        return trouble if count % 5 == 0 else answered(request)

    run, (server,) = worked(store, now_and_then, questions=20, concurrency=3)
    assert run.state is RunState.FINISHED, run.problem
    assert run.ledger.count(Outcome.CORRECT) == 40
    assert run.ledger.missing == 0
    assert len(server.requests) > 40


def test_a_question_that_a_server_refuses_is_an_error_and_the_others_go_on(store):
    def picky(request):
        bad = "2 + 2" in request.body["messages"][-1]["content"]
        return error(400, "I do not like it") if bad else answered(request)

    run, _ = worked(store, picky)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.ERROR) == 2
    assert run.ledger.count(Outcome.CORRECT) == 10
    assert "I do not like it" in store.sample(run.number, 2, 0).generation.problem


def test_failed_samples_are_drawn_again_by_a_resumed_run(store):
    run, _ = worked(store, lambda _: error(400, "not today"), questions=3)
    assert run.ledger.count(Outcome.ERROR) == 6

    async def main():
        async with ChatServer(answered) as server:
            worker, _ = scheduler_of(store, store.run(run.number), [server])
            return await worker.work()

    assert asyncio.run(main()) == (RunState.FINISHED, "")
    ledger = store.run(run.number).ledger
    assert (ledger.count(Outcome.ERROR), ledger.count(Outcome.CORRECT)) == (0, 6)
    assert ledger.total.attempts == 12


@pytest.mark.parametrize(
    ("reply", "kind"), [(error(401, "bad key"), "API key"), (error(404, "no model m"), "no model")]
)
def test_a_hopeless_server_ends_the_run_at_once(store, reply, kind):
    run, (server,) = worked(store, lambda _: reply, concurrency=2)
    assert run.state is RunState.FAILED
    assert kind in run.problem
    assert f"jevons runs resume {run.number}" in run.problem
    assert len(server.requests) <= 4
    assert run.ledger.missing == 12


def test_a_server_that_only_fails_ends_the_run_before_all_is_lost(store):
    run, _ = worked(store, lambda _: error(500), questions=100, concurrency=2)
    assert run.state is RunState.FAILED
    assert run.ledger.count(Outcome.ERROR) <= 25
    assert run.ledger.missing >= 175


def test_a_server_that_is_away_is_waited_for(store, monkeypatch):
    monkeypatch.setattr(scheduler, "PATIENCE_S", 0.3)
    run, _ = worked(store, answered, fields={"base_url": "http://127.0.0.1:9/v1"})
    assert run.state is RunState.FAILED
    assert "cannot be reached" in run.problem
    assert run.ledger.missing == 12


def test_several_servers_share_a_run(store):
    run, servers = worked(store, answered, questions=30, servers=2, concurrency=2)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 60
    assert sum(len(server.requests) for server in servers) == 60
    assert min(len(server.requests) for server in servers) > 10


def test_a_cap_on_tokens_is_kept_to_and_can_be_raised(store):
    run, _ = worked(store, answered, questions=20, concurrency=1, caps=Caps(tokens=100))
    assert run.state is RunState.CAPPED
    assert "100 tokens" in run.problem
    assert run.ledger.total.output_tokens == 100


def test_a_cap_on_dollars_is_kept_to(store):
    run, _ = worked(
        store,
        answered,
        questions=20,
        concurrency=1,
        caps=Caps(usd=0.0074),
        fields={"price_model": "o1"},
    )
    assert run.state is RunState.CAPPED
    assert run.ledger.total.samples == 10
    assert run.usd == pytest.approx(0.0075)


def test_it_pauses_and_goes_on(store):
    async def meanwhile(store, run, worker, drawer):
        async def until(state):
            while store.run(run.number).state is not state:
                await asyncio.sleep(0.01)

        store.wish(run.number, Wish.PAUSE)
        await asyncio.wait_for(until(RunState.PAUSED), 10)
        while worker._tasks or worker._committer.holds:
            await asyncio.sleep(0.01)
        drawn = store.run(run.number).ledger.total.samples
        await asyncio.sleep(0.1)
        assert store.run(run.number).ledger.total.samples == drawn
        store.wish(run.number, Wish.RUN)

    run, _ = worked(store, answered, questions=300, meanwhile=meanwhile, concurrency=1)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 600


def test_it_stops_and_gives_up_what_is_on_its_way(store):
    async def meanwhile(store, run, worker, drawer):
        while len(drawer.flying) < 3:
            await asyncio.sleep(0.01)
        store.wish(run.number, Wish.STOP)

    run, (server,) = worked(store, lambda _: [Hang()], meanwhile=meanwhile, concurrency=3)
    assert run.state is RunState.STOPPED
    assert run.ledger.missing == 12
    assert server.disconnects == 3


def test_the_concurrency_can_be_changed_on_the_way(store):
    seen = []

    async def meanwhile(store, run, worker, drawer):
        for wanted in (2, 5):
            store.set_concurrency(run.number, wanted)
            while len(drawer.flying) < wanted:
                await asyncio.sleep(0.01)
            seen.append(len(drawer.flying))
        store.wish(run.number, Wish.STOP)

    worked(store, lambda _: [Hang()], meanwhile=meanwhile, concurrency=1)
    assert seen == [2, 5]


def test_what_cannot_be_written_is_held_until_it_can(store, monkeypatch):
    put, refused = RunStore.put, []

    def full(self, number, drawn, *rest):
        if self.run(number).ledger.total.samples > 0 and len(refused) < 5:
            refused.append(len(drawn))
            raise ProblemError(Problem(ProblemKind.NO_SPACE, "no space left"))
        put(self, number, drawn, *rest)

    monkeypatch.setattr(RunStore, "put", full)
    run, (server,) = worked(store, answered, concurrency=4)
    assert len(refused) == 5
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 12
    assert len(server.requests) == 12
