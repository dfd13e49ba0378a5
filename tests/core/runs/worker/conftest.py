"""Worker processes, which do not outlive their test, and schedulers without their waits."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jevons.core import paths
from jevons.core.runs import connection
from jevons.core.runs.library import Library
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker import committer, launch, scheduler
from jevons.core.runs.writer import lives, this_process
from servers.asking import QUICK


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="jv-", ignore_cleanup_errors=True) as directory:
        monkeypatch.setenv("JEVONS_HOME", directory)
        yield Path(directory)


@pytest.fixture
def workers(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The workers that `start_worker` starts; those that still live are killed at the end."""
    started: list[subprocess.Popen[bytes]] = []
    start = launch._start

    def recorded(run: int) -> subprocess.Popen[bytes]:
        started.append(start(run))
        return started[-1]

    monkeypatch.setattr(launch, "_start", recorded)
    yield started
    for process in started:
        process.kill()
        process.wait()
    _kill_others()


def _kill_others() -> None:
    """Kill workers that another process started."""
    if not paths.library_file().exists():
        return
    database = sqlite3.connect(paths.library_file())
    writers = database.execute("SELECT writer FROM runs WHERE writer NOTNULL").fetchall()
    database.close()
    for (writer,) in writers:
        if lives(writer) and writer != this_process():
            os.kill(int(writer.partition(" ")[0]), signal.SIGKILL)


@pytest.fixture
def runs(workers: list[subprocess.Popen[bytes]]) -> Iterator[RunStore]:
    """The runs of the library that the workers write."""
    library, problems = Library.open()
    assert not problems
    yield library.runs
    library.close()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedulers of this process lose no time over trouble."""
    monkeypatch.setattr(connection, "Limits", lambda **_: replace(QUICK, retries=1))
    monkeypatch.setattr(scheduler, "LISTEN_EVERY_S", 0.02)
    monkeypatch.setattr(committer, "AGAIN_S", 0.02)
    monkeypatch.setattr("jevons.core.runs.worker.server.LONGEST_HOLD_S", 0.1)


@pytest.fixture
def store() -> Iterator[RunStore]:
    """The runs of an empty library."""
    library, problems = Library.open()
    assert not problems
    yield library.runs
    library.close()
