"""Starting runs from the Exams screen, with real workers that ask a server on the loopback."""

import os
import signal
import sqlite3
import tempfile

import pytest

from jevons.core import paths
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.run import RunState
from jevons.core.runs.worker import launch
from jevons.core.runs.writer import lives
from jevons.screens import exams as exams_module
from jevons.screens.confirm import Confirm
from jevons.screens.exams import ExamsScreen
from jevons.screens.run import RunScreen
from screens.app_driver import driven, frame, notices, press, settled, until, until_shown
from screens.exams_driver import do, examining, exams_screen, fill, go_to_exams


@pytest.fixture(autouse=True)
def quick_rests(monkeypatch):
    """Read and work out with little ado."""
    monkeypatch.setattr(exams_module, "REST_S", 0.01)


@pytest.fixture
def workers(monkeypatch):
    """A home whose path is short enough for sockets; its workers end with the test."""
    with tempfile.TemporaryDirectory(prefix="jv-", ignore_cleanup_errors=True) as directory:
        monkeypatch.setenv("JEVONS_HOME", directory)
        yield
        if paths.library_file().exists():
            connection = sqlite3.connect(paths.library_file())
            rows = connection.execute("SELECT writer FROM runs WHERE writer NOTNULL").fetchall()
            connection.close()
            for (writer,) in rows:
                if lives(writer):
                    os.kill(int(writer.partition(" ")[0]), signal.SIGKILL)


@pytest.fixture
def no_workers(monkeypatch):
    """Runs are written down, and nothing begins them; the numbers of those that were to begin."""
    begun = []
    monkeypatch.setattr(launch, "start_worker", begun.append)
    return begun


def runs(pilot):
    return pilot.app.library.runs.runs()


def is_finished(pilot):
    found = runs(pilot)
    return bool(found) and found[0].state is RunState.FINISHED


@pytest.mark.usefixtures("workers")
@driven
async def test_a_run_starts_finishes_and_is_open_on_the_runs_screen():
    async with examining() as (pilot, server):
        await fill(pilot, "u", "5")
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
        await until(pilot, lambda: is_finished(pilot))
        run = runs(pilot)[0]
        assert (run.exam, run.questions) == ("arithmetic-1", 5)
        assert run.ledger.count("correct") == 5
        assert len(server.requests) >= 5
        await until_shown(pilot, "finished")

        await go_to_exams(pilot)
        view = exams_screen(pilot).view
        assert (view.choice.exam, len(view.exam.questions)) == ("arithmetic", 5)
        await until(pilot, lambda: exams_screen(pilot).view.outlook.forecast.pooled == 5)
        assert "all 5 samples are in the pool" in frame(pilot)
        await fill(pilot, "u", "6")
        assert "1 sample" in frame(pilot)
        assert "as in run 1" in frame(pilot)


@pytest.mark.usefixtures("workers")
@driven
async def test_one_can_stay_and_start_another():
    async with examining() as (pilot, _):
        await fill(pilot, "u", "5")
        await press(pilot, "S")
        await until(pilot, lambda: "Run 1 is under way" in notices(pilot))
        assert isinstance(pilot.app.screen, ExamsScreen)
        await do(pilot, "plus")
        await fill(pilot, "u", "6")
        await press(pilot, "S")
        await until(pilot, lambda: "Run 2 is under way" in notices(pilot))
        assert [run.exam for run in runs(pilot)] == ["arithmetic-2", "arithmetic-1"]


@driven
async def test_a_start_asked_for_at_once_is_of_what_was_typed_last(no_workers):
    async with examining() as (pilot, _):
        await press(pilot, "plus", "x", "ctrl+u", "2", "enter", "S")
        await until(pilot, lambda: runs(pilot))
        assert runs(pilot)[0].exam == "arithmetic-2"
        assert runs(pilot)[0].plan.samples == 2
        await until(pilot, lambda: no_workers == [1])


@driven
async def test_a_dear_run_without_a_cap_is_asked_about(no_workers):
    async with examining(price_model="o1") as (pilot, _):
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "Start this run?" in frame(pilot)
        assert "c sets one" in frame(pilot)
        await press(pilot, "n")
        await settled(pilot)
        assert not runs(pilot)
        await fill(pilot, "c", "usd=5")
        await press(pilot, "S")
        await until(pilot, lambda: no_workers == [1])
        assert runs(pilot)[0].plan.caps.usd == 5


@driven
async def test_a_dear_run_starts_where_that_is_wished(no_workers):
    async with examining(price_model="o1") as (pilot, _):
        await press(pilot, "S")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await press(pilot, "y")
        await until(pilot, lambda: no_workers == [1])


@driven
async def test_a_worker_that_does_not_begin_loses_no_run(monkeypatch):
    def fails(number):
        raise ProblemError(Problem(ProblemKind.INTERNAL, "the worker did not begin"))

    monkeypatch.setattr(launch, "start_worker", fails)
    async with examining() as (pilot, _):
        await press(pilot, "s")
        await until(pilot, lambda: "the worker did not begin" in notices(pilot))
        assert runs(pilot)[0].state is RunState.WAITING
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))


@driven
async def test_without_a_library_that_keeps_nothing_is_started(no_workers, jevons_home):
    library = jevons_home / "data" / "library.db"
    library.mkdir(parents=True)
    async with examining() as (pilot, _):
        await press(pilot, "s")
        await until(pilot, lambda: "needs a library that can be written" in notices(pilot))
        assert not no_workers
        assert isinstance(pilot.app.screen, ExamsScreen)


@driven
async def test_an_impatient_user_starts_one_run(no_workers):
    async with examining() as (pilot, _):
        await press(pilot, "S", "S")
        await until(pilot, lambda: no_workers)
        await settled(pilot)
        assert len(runs(pilot)) == len(no_workers) <= 2
