"""Starting the worker of a run: a process of its own that outlives whoever started it."""

from __future__ import annotations

import subprocess
import sys
import time

from jevons.core import paths
from jevons.core.problems import ProblemError, ProblemKind, kind_of_os_error
from jevons.core.runs.library import Library
from jevons.core.runs.worker.flights import socket_of

PATIENCE_S = 20.0
"""How long a worker may take to begin."""

POLL_S = 0.05


def start_worker(run: int) -> None:
    """Have a worker begin or resume a run; returns once it is at it, or done already.

    Blocking: tenths of a second. A run that has a worker keeps it.

    Raises:
        ProblemError: NOT_FOUND, the library keeps nothing, or the worker does not start.
    """
    library, problems = Library.open()
    try:
        if not library.keeps:
            raise ProblemError(problems[-1].keeping("nothing was drawn"))
        if library.runs.run(run).state.is_live:
            return
        process = _start(run)
        deadline = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < deadline:
            if library.runs.run(run).state.is_live:
                return
            time.sleep(POLL_S)
        if process.poll() != 0:
            raise _not_started(run)
    finally:
        library.close()


def _start(run: int) -> subprocess.Popen[bytes]:
    """The process, in a session of its own: no terminal's end is its end."""
    try:
        log = socket_of(run).with_suffix(".log")
        paths.private_dir(log.parent)
        with log.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "jevons.core.runs.worker", str(run)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
    except OSError as error:
        raise ProblemError.of(
            kind_of_os_error(error),
            f"the worker of run {run} cannot be started",
            kept="the run is kept as it is",
            remedy=f"make room or give access to {paths.runtime_dir()}, then resume the run",
            details=repr(error),
        ) from error


def _not_started(run: int) -> ProblemError:
    log = socket_of(run).with_suffix(".log")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return ProblemError.of(
        ProblemKind.INTERNAL,
        f"the worker of run {run} did not begin{f' ({lines[-1]})' if lines else ''}",
        kept="the run is kept as it is",
        remedy=f"see {paths.log_file()}, then: jevons runs resume {run}",
        details="\n".join(lines[-20:]),
    )
