"""Finding the engine of a model, or starting one; any number of processes may ask at once."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from jevons.core.child_environment import child_environment
from jevons.core.models.engine.directory import Engine, EngineDirectory
from jevons.core.models.engine.host import BROKEN_INSTALL, Order
from jevons.core.models.engine.plan import EngineLimits, EnginePlan, plan_engine
from jevons.core.problems import Problem, ProblemError, ProblemKind, kind_of_os_error

__all__ = [
    "Engine",
    "crash_problem",
    "engine_is_alive",
    "ensure_engine",
    "last_log_lines",
    "stop_engine",
]

ENVIRONMENT = {"OMP_WAIT_POLICY": "passive"}
"""Set before llama.cpp loads. Its OpenMP threads spin while they wait, and starve each
other when something else runs. Tokens/s on two cores, alone / beside one busy process:
57 / 38 passive, 58 / 3 by default. `GOMP_SPINCOUNT=1000` makes 73 / 36 with one slot,
but 31 / 24 against 89 / 41 with four requests at once."""

POLL_S = 0.05
PATIENCE_S = 10.0
"""How long an engine may take to end when asked to, before it is killed."""

TRIAL_BYTES = 64 * 1024
"""More than an engine writes before it serves."""

_FAULT = re.compile(r"(?:error loading model: |^engine \d+: )(.*)")
"""The telling part of the log: llama.cpp's own reason, else what the host caught."""

_started: dict[Path, subprocess.Popen[bytes]] = {}
"""Engines this process started, to know how they ended; they outlive it."""


async def ensure_engine(
    model: Path,
    *,
    context: int | None = None,
    limits: EngineLimits = EngineLimits(),  # noqa: B008
    idle_s: float = 900,
    on_wait: Callable[[str], None] | None = None,
) -> Engine:
    """The engine of a model, started if there is none; returns once it serves.

    An engine that runs already is taken as it is, whatever its context. If this is
    cancelled while a model loads, the engine loads on and stops by itself when unused.

    Args:
        model: the GGUF file.
        context: tokens for each conversation; the engine's default if not given.
        limits: what a new engine may take of the machine.
        idle_s: seconds without any request after which a new engine stops.
        on_wait: told in a few words what is being waited for.

    Raises:
        ProblemError: BAD_MODEL_FILE, NO_MEMORY, ENGINE_FAILED (it does not start; the
            details are its last words), or NO_SPACE or READ_ONLY (no place for its files).
    """
    directory = EngineDirectory.of(model)
    if engine := _in_use(directory):
        return engine
    plan = partial(plan_engine, model.resolve(), context, limits)
    try:
        directory.make()
        start = partial(_start, directory=directory, limits=limits, idle_s=idle_s)
        return await _started_or_found(directory, model, plan, start, on_wait or (lambda _: None))
    except OSError as error:
        raise ProblemError(_no_place(directory, error)) from error


async def _started_or_found(
    directory: EngineDirectory,
    model: Path,
    plan: Callable[[], EnginePlan],
    start: Callable[[EnginePlan], subprocess.Popen[bytes]],
    tell: Callable[[str], None],
) -> Engine:
    """Start the engine, unless somebody else does first; returns once it serves."""
    process: subprocess.Popen[bytes] | None = None
    async with _starting(directory, tell):
        while not (engine := _in_use(directory)):
            if process and process.poll() is not None:
                raise _failed(directory, model)
            # One that lives without serving is loading (its starter gave up) or ending.
            if not process and not directory.is_alive():
                planned = await asyncio.to_thread(plan)
                tell(f"loading {model.stem}")
                process = start(planned)
            await asyncio.sleep(POLL_S)
    return engine


def engine_is_alive(model: Path) -> bool:
    """Whether the engine of a model lives, serving or still loading."""
    return EngineDirectory.of(model).is_alive()


def last_log_lines(model: Path, n: int = 5) -> list[str]:
    """The last lines that the engine of a model logged, shortened, oldest first."""
    return EngineDirectory.of(model).last_lines(n)


def crash_problem(model: Path) -> Problem | None:
    """What to tell of an engine that ended without being asked to; `None` if it did not."""
    directory = EngineDirectory.of(model)
    if directory.is_alive() or not directory.record.exists():
        return None
    ending = _ending(directory)
    return Problem(
        ProblemKind.ENGINE_CRASHED,
        f"the engine of {model.stem} stopped unexpectedly{f' ({ending})' if ending else ''}",
        remedy="ask again to start it anew",
        details="\n".join(directory.last_lines(5)),
    )


async def stop_engine(model: Path) -> None:
    """End the engine of a model, if it lives; what it was drawing is lost."""
    directory = EngineDirectory.of(model)
    pid = directory.pid()
    if pid is None:
        return
    for ask in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, ask)
        deadline = time.monotonic() + PATIENCE_S
        while directory.is_alive() and time.monotonic() < deadline:
            await asyncio.sleep(POLL_S)
        if not directory.is_alive():
            break
    directory.clear()
    _reap(directory)


def _in_use(directory: EngineDirectory) -> Engine | None:
    """The engine that serves here, told that it is about to be asked."""
    engine = directory.serving()
    if engine:
        try:
            os.utime(directory.record)
        except FileNotFoundError:  # it is ending
            return None
    return engine


def _no_place(directory: EngineDirectory, error: OSError) -> Problem:
    """The engine cannot have its files: its log, its locks, its socket."""
    kind = kind_of_os_error(error)
    why = error.strerror or type(error).__name__
    if kind is ProblemKind.NO_SPACE:
        what = f"the engine cannot start: the disk that holds {directory.path} is full ({why})"
        return Problem(kind, what, remedy="make room there and ask again", details=repr(error))
    return Problem(
        kind,
        f"the engine has no place for its socket: {why}",
        remedy=f"make {directory.path.parent} a directory of your own, or set JEVONS_HOME",
        details=repr(error),
    )


def _try_to_write(directory: EngineDirectory) -> None:
    """Fail as the engine did if it was for want of room: it could not even say so.

    Raises:
        OSError: nothing can be written here.
    """
    trial = directory.path / "trial"
    try:
        trial.write_bytes(bytes(TRIAL_BYTES))
    finally:
        trial.unlink(missing_ok=True)


@asynccontextmanager
async def _starting(
    directory: EngineDirectory, tell: Callable[[str], None]
) -> AsyncGenerator[None]:
    """Hold the right to start an engine here."""
    with directory.start_lock.open("a") as lock:
        told = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    tell("waiting for the engine that someone else starts")
                    told = True
                await asyncio.sleep(POLL_S)
        yield


def _start(
    plan: EnginePlan, directory: EngineDirectory, limits: EngineLimits, idle_s: float
) -> subprocess.Popen[bytes]:
    """Start the engine's process, detached; only the holder of the start lock may."""
    directory.clear()
    _reap(directory)
    if directory.log.exists():
        os.replace(directory.log, directory.log.with_suffix(".log.1"))
    order = Order(
        directory=str(directory.path),
        model=str(plan.model),
        api_key=secrets.token_urlsafe(32),
        context=plan.context,
        slots=plan.slots,
        threads=plan.threads,
        chat_template=plan.chat_template,
        idle_s=idle_s,
        memory_bytes=limits.memory_bytes,
        niceness=limits.niceness,
    )
    with directory.log.open("wb") as log:
        directory.log.chmod(0o600)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jevons.core.models.engine.host"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**ENVIRONMENT, **child_environment({})},
            start_new_session=True,
        )
    _started[directory.path] = process
    assert process.stdin is not None
    with process.stdin as stdin:
        stdin.write(json.dumps(asdict(order)).encode() + b"\n")
    return process


def _failed(directory: EngineDirectory, model: Path) -> ProblemError:
    """Why the engine that was started ended before it served."""
    lines = directory.last_lines(40)
    said = next((found[1] for line in lines if (found := _FAULT.search(line))), "")
    if not said:
        _try_to_write(directory)
    reason = "; ".join(part for part in (_ending(directory), said) if part) or "it did not say why"
    return ProblemError.of(
        ProblemKind.ENGINE_FAILED,
        f"the engine of {model.stem} did not start: {reason}",
        remedy="install the library it names (libgomp.so.1 is in Debian's libgomp1)"
        if BROKEN_INSTALL in said
        else "check the model file, or fetch it again",
        details="\n".join(lines),
    )


def _ending(directory: EngineDirectory) -> str:
    """How the engine that this process started was killed, if it was."""
    process = _started.get(directory.path)
    code = process.poll() if process else None
    if code is None or code >= 0:
        return ""
    return f"killed by {signal.Signals(-code).name}"


def _reap(directory: EngineDirectory) -> None:
    """Let go of an ended process of ours."""
    process = _started.get(directory.path)
    if process and process.poll() is not None:
        del _started[directory.path]
