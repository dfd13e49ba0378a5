"""The thoughts in flight: watched, let go, and with a real worker behind them."""

import asyncio
import re
from dataclasses import replace
from time import monotonic

from core.runs.run_samples import an_exam
from jevons.core.runs.run import RunState
from jevons.core.runs.worker import flights as worker_flights
from jevons.core.runs.worker.flights import Flight
from jevons.screens.flights import FlightsScreen
from jevons.screens.run import RunScreen
from screens.app_driver import (
    LARGE,
    SMALL,
    asking,
    driven,
    frame,
    press,
    running,
    until,
    until_shown,
)
from screens.run_libraries import PLAN, fill, open_run, runs_library, show_runs
from servers.thinker import Thinker


class Sky:
    """Stands for the worker: `show` tells everybody who watches what is in flight."""

    def __init__(self):
        self.watchers = set()
        self.picture = ()

    async def watch(self, number):
        queue = asyncio.Queue()
        self.watchers.add(queue)
        try:
            yield self.picture
            while (picture := await queue.get()) is not None:
                yield picture
        finally:
            self.watchers.discard(queue)

    def show(self, *flights):
        self.picture = flights
        for watcher in self.watchers:
            watcher.put_nowait(flights)

    def end(self):
        for watcher in self.watchers:
            watcher.put_nowait(None)


def a_flight(question, thinking="hm", seconds=1.0, answer=""):
    return Flight(question, 0, "r1", thinking, answer, len(thinking.split()), seconds)


def watched(monkeypatch):
    sky = Sky()
    monkeypatch.setattr(worker_flights, "watch_flights", sky.watch)
    return sky


async def open_flights(pilot):
    await open_run(pilot)
    await press(pilot, "f")
    await until(pilot, lambda: isinstance(pilot.app.screen, FlightsScreen))
    return pilot.app.screen


@driven
async def test_thoughts_stand_side_by_side_and_grow(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        fill(store, ["✓·", "··"], RunState.RUNNING)
    async with running(model=None) as pilot:
        await open_flights(pilot)
        await until(pilot, lambda: sky.watchers)
        sky.show(a_flight(0, "First I add"), a_flight(1, "Let me see"))
        await until_shown(pilot, "2 in flight")
        line = next(line for line in frame(pilot).splitlines() if "First I add" in line)
        assert "Let me see" in line
        assert "#1 sample 1 · 3 tokens" in frame(pilot)
        sky.show(
            a_flight(0, "First I add the two", 2.0), a_flight(1, "Let me see", 2.0, "It is **2**.")
        )
        await until_shown(pilot, "First I add the two")
        assert "It is **2**." in frame(pilot)


@driven
async def test_a_long_thought_shows_its_end(monkeypatch):
    sky = watched(monkeypatch)
    words = [f"w{n}" for n in range(3000)]
    with runs_library() as store:
        fill(store, ["✓·"], RunState.RUNNING)
    async with running(model=None) as pilot:
        await open_flights(pilot)
        for end in range(100, 3001, 100):
            sky.show(a_flight(0, " ".join(words[:end])[-2000:], end / 50))
        await until_shown(pilot, "w2999")
        assert "w100 " not in frame(pilot)


@driven
async def test_more_than_fit_are_pages(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        fill(store, ["✓·"], RunState.RUNNING)
    for size, page in ((SMALL, 4), (LARGE, 20)):
        async with running(model=None, size=size) as pilot:
            screen = await open_flights(pilot)
            await until(pilot, lambda: sky.watchers)
            sky.show(*(a_flight(n, f"thought {n}") for n in range(30)))
            await until_shown(pilot, "30 in flight")
            assert screen.panes.page == page
            assert f"1 to {page} of 30" in frame(pilot)
            assert re.search(rf"thought {page - 1}\b", frame(pilot))
            await press(pilot, "j")
            assert f"{page + 1} to {min(2 * page, 30)} of 30" in frame(pilot)
            await press(pilot, "G")
            assert "thought 29" in frame(pilot)
            await press(pilot, "g", "k")
            assert f"1 to {page} of 30" in frame(pilot)


@driven
async def test_nobody_is_watched_while_nobody_looks(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        fill(store, ["✓·"], RunState.RUNNING)
    async with running(model=None) as pilot:
        await open_flights(pilot)
        await until(pilot, lambda: sky.watchers)
        await press(pilot, "1")
        await until(pilot, lambda: not sky.watchers)
        await press(pilot, "3")
        await until(pilot, lambda: sky.watchers)
        await press(pilot, "escape")
        await until(pilot, lambda: not sky.watchers)


@driven
async def test_the_end_of_the_worker_is_told_and_the_last_thoughts_stay(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            await open_flights(pilot)
            await until(pilot, lambda: sky.watchers)
            sky.show(a_flight(0, "the last thought"))
            await until_shown(pilot, "the last thought")
            sky.show()
            await until_shown(pilot, "Nothing is in flight at the moment")
            store.tell(number, RunState.FINISHED, 0.0)
            sky.end()
            await until_shown(pilot, "The worker has ended")
            assert "the last thought" in frame(pilot)
            await press(pilot, "escape")
            await until_shown(pilot, "finished")


@driven
async def test_a_run_that_is_come_back_to_too_early_is_looked_at_later(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        number = fill(store, ["✓·"], RunState.RUNNING)
        async with running(model=None) as pilot:
            await open_flights(pilot)
            await until(pilot, lambda: sky.watchers)
            run = next(one for one in pilot.app.screen_stack if isinstance(one, RunScreen))
            await until(pilot, lambda: not run.is_at("read"))
            store.tell(number, RunState.FINISHED, 0.0)
            run._rests_until = monotonic() + 0.5  # the last look took long
            await press(pilot, "escape")
            await until_shown(pilot, "finished")


@driven
async def test_what_a_model_thinks_is_shown_and_not_acted_on(monkeypatch):
    sky = watched(monkeypatch)
    with runs_library() as store:
        fill(store, ["✓·"], RunState.RUNNING)
    async with running(model=None) as pilot:
        await open_flights(pilot)
        await until(pilot, lambda: sky.watchers)
        sky.show(replace(a_flight(0, "\x1b[31mred \u202eback", answer="\x9b2J"), model="\x07"))
        await until_shown(pilot, "␛[31mred")
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(frame(pilot))


@driven
async def test_a_real_worker_is_started_watched_paused_and_finishes():
    thinker = Thinker(thought=6, answer=3, pause_at="t4")
    with runs_library() as store:
        number = store.create(an_exam(2), replace(PLAN, models=("scripted",))).number
        async with asking(thinker, size=LARGE) as (pilot, _):
            await show_runs(pilot)
            await press(pilot, "R")
            await until_shown(pilot, "running")
            await press(pilot, "enter")
            await until_shown(pilot, "0 of 4")
            await press(pilot, "f")
            await until_shown(pilot, "4 in flight")
            await until_shown(pilot, "t1 t2 t3")
            thinker.resume.set()
            await until_shown(pilot, "The worker has ended")
            await press(pilot, "escape")
            await until_shown(pilot, "finished")
            run = store.run(number)
            assert run.state is RunState.FINISHED
            assert run.ledger.total.samples == 4
            await until_shown(pilot, "= planned")
