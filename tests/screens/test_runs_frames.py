"""What the screens of runs look like, at the smallest size and at a large one."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from core.runs.run_samples import an_exam
from jevons.core.runs import run_rows, run_store
from jevons.core.runs.run import Caps, RunState
from jevons.core.runs.worker import flights as worker_flights
from jevons.core.runs.worker.flights import Flight
from screens.app_driver import driven, frame, press, running, settled, until, until_shown
from screens.run_libraries import PLAN, fill, is_whole, open_run, runs_library, show_runs
from screens.test_frames import SIZES, check

SIGNS = "✓✓✗✓✓…✓✗✓✓✓?✓✓✗✓!✓✗✓"


def strips(questions, samples):
    """Strips that look like a run's, the same every time."""
    return [
        "".join(SIGNS[(7 * question + 3 * sample) % len(SIGNS)] for sample in range(samples))
        for question in range(questions)
    ]


@pytest.fixture(autouse=True)
def same_time_every_time(monkeypatch):
    """Every run was begun at the same time, in the same zone."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2025, 1, 20, 12, 30, tzinfo=UTC)

    monkeypatch.setattr(run_rows, "datetime", Clock)
    monkeypatch.setattr(run_store, "datetime", Clock)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def library():
    """Runs in several states."""
    with runs_library() as store:
        fill(store, strips(12, 16))
        problem = "the server at http://gpu:8000 cannot be reached; start it and resume"
        fill(store, strips(9, 4), RunState.FAILED, exam=an_exam(30, "gsm8k"), problem=problem)
        fill(store, strips(40, 1), exam=an_exam(40, "arithmetic-1"), models=("smollm2-135m",))
        caps = Caps(usd=5.0)
        fill(store, strips(20, 2), RunState.CAPPED, exam=an_exam(200, "aime"), caps=caps)
        fill(store, ["✓✓✗", "✓··"], RunState.RUNNING, exam=an_exam(40, "math"), concurrency=16)
        store.create(an_exam(5, "gpqa"), PLAN)


async def table(pilot):
    screen = await show_runs(pilot)
    await until(pilot, lambda: len(screen.view.figures) == 5)


def run(number, *keys):
    """The screen of a run, after some keys."""

    async def enter(pilot):
        screen = await show_runs(pilot)
        at = [r.number for r in screen.view.shown].index(number)
        await press(pilot, *["j"] * at, "enter")
        await until(pilot, lambda: is_whole(pilot.app.screen))
        for key in keys:
            await press(pilot, key)
        if hasattr(pilot.app.screen, "view"):
            await settled(pilot)

    return enter


async def sample(pilot):
    await run(1, "j", "l", "l", "enter")(pilot)
    await until_shown(pilot, "Thought 3 about it")


async def flights(pilot):
    await run(5, "f")(pilot)
    await until_shown(pilot, "question of")


async def comparison(pilot):
    with runs_library() as store:
        fill(store, strips(12, 16)[::-1])
    await show_runs(pilot)
    await press(pilot, "slash", *"sums", "enter", "m", "j", "equals_sign")
    await until_shown(pilot, "questions differ")


async def deleting(pilot):
    await table(pilot)
    await press(pilot, "G", "D")
    await until_shown(pilot, "Delete run 1?")


async def helping(pilot):
    await run(1, "question_mark")(pilot)
    await until_shown(pilot, "In a run")


async def filtered(pilot):
    await run(1, "t", "slash", "8")(pilot)
    await until_shown(pilot, "“8”")


STATES = {
    "runs": table,
    "run-finished": run(1),
    "run-figures": run(1, "tab"),
    "run-failed": run(2),
    "run-live": run(5),
    "run-waiting": run(6),
    "run-filtered": filtered,
    "run-help": helping,
    "sample": sample,
    "flights": flights,
    "comparison": comparison,
    "run-delete": deleting,
}


@pytest.fixture
def still_sky(monkeypatch):
    """Three samples in flight, always the same."""
    thoughts = ("A thought on the question of sums. " * 9, "Wait, " * 60, "So.\n\nThen it is 4.")
    picture = tuple(
        Flight(place, 1, "r1", thought, "It is 4." * (place == 3), 120 * place, 1.5 * place)
        for place, thought in enumerate(thoughts, start=1)
    )

    async def watch(number):
        yield picture
        await asyncio.Event().wait()

    monkeypatch.setattr(worker_flights, "watch_flights", watch)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
@driven
async def test_the_frame_is_as_it_was(state, size, still_sky, request):
    library()
    async with running(size=SIZES[size], model=None) as pilot:
        await STATES[state](pilot)
        await settled(pilot)
        check(f"{state}-{size}", frame(pilot), request)


@pytest.mark.parametrize("size", SIZES)
@driven
async def test_the_frame_of_an_empty_library_is_as_it_was(size, request):
    async with running(size=SIZES[size], model=None) as pilot:
        await show_runs(pilot)
        check(f"runs-empty-{size}", frame(pilot), request)


@driven
async def test_colours_are_not_needed_to_tell_outcomes(monkeypatch):
    library()
    plain = {}
    for name in ("", "1"):
        if name:
            monkeypatch.setenv("NO_COLOR", name)
        async with running(model=None) as pilot:
            await open_run(pilot)
            await press(pilot, "escape")
            await run(1)(pilot)
            plain[name] = frame(pilot)
    assert plain[""] == plain["1"]
