"""Worker processes on the real embedded model, whose engine is killed under them."""

import asyncio
import os
import signal

import pytest

from core.runs.run_samples import PLAN
from core.runs.worker.worker_processes import a_run, assert_whole, until
from jevons.core import paths
from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.engine.directory import EngineDirectory
from jevons.core.models.engine.launch import ensure_engine, stop_engine
from jevons.core.models.weights import weights_path
from jevons.core.records import Outcome
from jevons.core.runs.run import RunState, Wish
from jevons.core.runs.worker.launch import start_worker

EMBEDDED = "smollm2-135m"

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def model(home, embedded_model):
    """The real model in the home of the test; its engine is ended after the test."""
    path = weights_path(load_catalogue()[EMBEDDED])
    path.parent.mkdir(parents=True)
    path.symlink_to(embedded_model)
    yield path
    asyncio.run(stop_engine(path))


@pytest.fixture
def number(model, runs):
    return a_run(None, questions=6, models=(EMBEDDED,), samples=2)


def drawn(runs, number, count):
    """Wait for so many samples; how many there are then."""
    until(lambda: runs.run(number).ledger.total.samples >= count, within_s=90)
    return runs.run(number).ledger.total.samples


def kill_engine(model):
    directory = EngineDirectory.of(model)
    pid = directory.pid()
    os.kill(pid, signal.SIGKILL)
    until(lambda: directory.pid() != pid)
    return pid


def assert_finished(runs, number):
    run = runs.run(number)
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert run.ledger.count(Outcome.ERROR) == 0
    assert run.ledger.total.output_tokens > run.planned
    assert run.ledger.total.answer_tokens <= run.planned * PLAN.params.max_tokens
    assert_whole(runs, number)


def test_a_run_whose_engine_is_killed_twice_finishes_and_is_resumed(runs, workers, model, number):
    start_worker(number)
    first = drawn(runs, number, 3)
    kill_engine(model)
    drawn(runs, number, first + 3)
    kill_engine(model)
    assert workers[0].wait(120) == 0
    assert_finished(runs, number)
    more = a_run(None, questions=6, models=(EMBEDDED,), samples=3)
    kill_engine(model)
    start_worker(more)
    assert workers[1].wait(120) == 0
    assert runs.run(more).ledger.total.pooled == 12
    assert_finished(runs, more)


def test_an_engine_that_another_process_started_anew_is_found(runs, workers, model, number):
    """The new one listens at the same place and takes another key."""
    start_worker(number)
    first = drawn(runs, number, 3)
    killed = kill_engine(model)
    engine = asyncio.run(ensure_engine(model, context=512))
    assert engine.pid != killed
    drawn(runs, number, first + 3)
    assert workers[0].wait(120) == 0
    assert_finished(runs, number)


def test_an_engine_that_ended_in_a_pause_is_started_again(runs, workers, model, number):
    start_worker(number)
    drawn(runs, number, 3)
    runs.wish(number, Wish.PAUSE)
    until(lambda: runs.run(number).state is RunState.PAUSED)
    asyncio.run(stop_engine(model))
    runs.wish(number, Wish.RUN)
    assert workers[0].wait(120) == 0
    assert_finished(runs, number)
    assert "Traceback" not in (paths.log_file().read_text() if paths.log_file().exists() else "")
