"""When a scheduler ends: what it waits for, what it charges, and that it never hangs."""

import asyncio

import pytest

from core.runs.run_samples import PLAN, an_exam
from core.runs.worker.scheduling import answered, scheduler_of, worked
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial, Outcome
from jevons.core.runs.run import UNGRADED, Caps, RunState, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker import scheduler
from jevons.core.runs.worker.spending import UNKNOWN
from servers.chat_server import (
    ChatServer,
    Cut,
    Hang,
    Head,
    Repeat,
    Send,
    Until,
    delta,
    error,
    sse,
)

pytestmark = pytest.mark.usefixtures("no_waiting")


async def until(happened):
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0.005)


def test_a_stop_is_not_undone_by_what_the_library_still_says(store):
    async def meanwhile(store, run, worker, drawer):
        await until(lambda: len(drawer.flying) == 3)
        worker.stop()
        worker._heed(Wish.RUN, Caps(), None)

    run, _ = worked(store, lambda _: [Hang()], meanwhile=meanwhile, concurrency=3)
    assert run.state is RunState.STOPPED


def test_what_a_stop_cuts_short_and_what_failed_before_is_charged(store):
    """Each of the three requests was paid for: one that broke off, and two on their way."""
    begun = sse(delta("It "), delta("is "))
    count = 0

    def replies(request):
        nonlocal count
        count += 1
        return [Head(), Send(begun), Cut() if count == 1 else Hang()]

    async def meanwhile(store, run, worker, drawer):
        await until(lambda: count == 3 and sum(map(drawn, drawer.flying.values())) == 4)
        worker.stop()

    def drawn(flying):
        return flying.draft.usage().output

    run, _ = worked(
        store,
        replies,
        questions=1,
        meanwhile=meanwhile,
        concurrency=2,
        fields={"price_model": "o1"},
    )
    assert (run.state, run.ledger.missing) == (RunState.STOPPED, 2)
    assert run.usd == run.other_usd == pytest.approx(3 * 2 * 60e-6)  # o1: $60 for 1 M tokens
    assert run.busy_s > 0


def test_a_refused_key_lets_what_is_on_its_way_come_to_its_end(store):
    """Here the key works again meanwhile, and the run goes on."""
    go_on = asyncio.Event()
    count = 0

    def replies(request):
        nonlocal count
        count += 1
        if count == 2:
            return error(401, "bad key")
        return [Until(go_on), *answered(request)] if count == 1 else answered(request)

    async def meanwhile(store, run, worker, drawer):
        await until(lambda: count == 2 and worker._servers[0].is_hopeless)
        await asyncio.sleep(0.1)
        assert count == 2
        go_on.set()

    run, _ = worked(store, replies, meanwhile=meanwhile, concurrency=2)
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert run.ledger.count(Outcome.CORRECT) == 12


def test_long_thoughts_are_waited_for_though_others_fail(store, monkeypatch):
    monkeypatch.setattr(scheduler, "PATIENCE_S", 0.3)
    count = 0

    def replies(request):
        nonlocal count
        count += 1
        return error(500) if count % 2 else [Head(), Repeat(sse(delta("hm ")), 0.02)]

    async def meanwhile(store, run, worker, drawer):
        await until(lambda: worker._watch.total > 1.0)
        assert drawer.flying
        worker.stop()

    run, _ = worked(store, replies, meanwhile=meanwhile, concurrency=2)
    assert run.state is RunState.STOPPED


def test_a_pause_is_no_time_without_success(store, monkeypatch):
    monkeypatch.setattr(scheduler, "PATIENCE_S", 0.3)
    fails = True

    def replies(request):
        return error(503) if fails else answered(request)

    async def meanwhile(store, run, worker, drawer):
        nonlocal fails
        await until(lambda: worker._servers[0].problem is not None)
        store.wish(run.number, Wish.PAUSE)
        await until(lambda: store.run(run.number).state is RunState.PAUSED)
        await asyncio.sleep(0.5)
        fails = False
        store.wish(run.number, Wish.RUN)

    run, _ = worked(store, replies, meanwhile=meanwhile, concurrency=1)
    assert (run.state, run.problem) == (RunState.FINISHED, "")


def test_a_grader_that_is_not_there_ends_the_run_and_keeps_what_was_drawn(store, monkeypatch):
    missing = ProblemError.of(ProblemKind.MISSING_EXTRA, "gym is not installed", remedy="get it")

    async def grade(self, question, generation):
        raise missing

    monkeypatch.setattr("core.runs.worker.scheduling.ExactGrader.grade", grade)
    run, (server,) = worked(store, answered, questions=200, concurrency=1)
    assert run.state is RunState.FAILED
    assert run.problem.startswith("gym is not installed; all that was drawn is kept; get it")
    assert run.ledger.count(UNGRADED) > 0
    assert run.ledger.total.samples == len(server.requests) < 400


@pytest.mark.parametrize("broken", ["wishes", "put"])
def test_an_error_of_our_own_in_what_helps_is_no_endless_wait(store, monkeypatch, broken):
    def breaks(*_):
        raise LookupError("our own")

    async def main():
        run = store.create(an_exam(3), PLAN)
        async with ChatServer(answered) as server:
            worker, _ = scheduler_of(store, run, [server])
            monkeypatch.setattr(RunStore, broken, breaks)
            with pytest.raises(LookupError):
                await asyncio.wait_for(worker.work(), 20)
            await worker._servers[0].close()

    asyncio.run(main())


def test_a_sample_is_tried_again_as_often_whatever_the_server_refused_before(store):
    """Refusals of the server as a whole are no tries of the sample."""
    count = 0

    def replies(request):
        nonlocal count
        count += 1
        if count <= 12:
            return error(429, "slow down", Retry_After="0")
        return [Cut()] if count <= 18 else answered(request)

    run, _ = worked(store, replies, questions=1, samples=1, concurrency=1)
    assert run.ledger.count(Outcome.CORRECT) == 1


def test_a_cap_holds_though_many_may_go_out_at_once(store):
    gate = asyncio.Event()
    most = 0

    def replies(request):
        return [Until(gate), *answered(request)]

    async def meanwhile(store, run, worker, drawer):
        nonlocal most
        await until(lambda: len(drawer.flying) == UNKNOWN)
        await asyncio.sleep(0.1)
        most = len(drawer.flying)
        gate.set()

    run, _ = worked(
        store,
        replies,
        questions=100,
        meanwhile=meanwhile,
        concurrency=64,
        caps=Caps(tokens=300),
        dial=Dial.off(),
    )
    assert most == UNKNOWN
    assert run.state is RunState.CAPPED
    assert 300 <= run.ledger.total.output_tokens <= 310


def test_a_request_that_is_cancelled_from_elsewhere_is_drawn_again(store):
    gate = asyncio.Event()

    async def meanwhile(store, run, worker, drawer):
        await until(lambda: len(drawer.flying) == 2)
        next(iter(worker._tasks)).cancel()
        gate.set()

    run, _ = worked(
        store, lambda request: [Until(gate), *answered(request)], meanwhile=meanwhile, concurrency=2
    )
    assert run.state is RunState.FINISHED
    assert run.ledger.missing == 0


def test_no_more_goes_out_while_much_waits_to_be_written(store, monkeypatch):
    put, may_write = RunStore.put, asyncio.Event()

    async def meanwhile(store, run, worker, drawer):
        monkeypatch.setattr("jevons.core.runs.worker.committer.asyncio.to_thread", waiting)
        await until(lambda: worker._committer.holds >= 3 and not drawer.flying)
        held = worker._committer.holds
        assert held <= 6
        await asyncio.sleep(0.1)
        assert worker._committer.holds == held
        may_write.set()

    to_thread = asyncio.to_thread

    async def waiting(call, *args):
        if getattr(call, "__func__", None) is put:
            await may_write.wait()
        return await to_thread(call, *args)

    run, _ = worked(store, answered, questions=100, meanwhile=meanwhile, concurrency=3)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 200
