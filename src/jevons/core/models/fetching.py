"""Runs a command that fetches a file, watches the file grow, and can end it at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jevons.core.child_environment import child_environment

POLL_S = 0.1
PATIENCE_S = 3.0
OUTPUT_TAIL = 8000


class PullCancelledError(Exception):
    """The user cancelled a pull; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and the last of what it printed."""

    succeeded: bool
    output: str


def run_fetch(
    command: Sequence[str],
    staging: Path,
    *,
    environment: Mapping[str, str],
    grown: Callable[[int], None],
    cancel: threading.Event,
) -> Outcome:
    """Run a command that fetches one file into `staging`.

    `TMPDIR` is `staging` too, so that no part of the file is ever elsewhere. How far it
    is shows in the largest file there: this holds for all versions of pip, which print
    their progress in ways that differ.

    Args:
        command: the program and its arguments.
        staging: a directory of this fetch alone.
        environment: variables on top of those that pip runs by.
        grown: told the bytes so far.
        cancel: set to end the command.

    Raises:
        PullCancelledError: `cancel` was set.
        OSError: it cannot be started.
    """
    log = staging / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=child_environment({**environment, "TMPDIR": str(staging)}, network=True),
            start_new_session=True,
        )
    try:
        while process.poll() is None:
            if cancel.wait(POLL_S):
                raise PullCancelledError
            grown(_largest(staging))
    finally:
        _end(process)
    text = log.read_bytes()[-OUTPUT_TAIL:].decode("utf-8", "replace")
    return Outcome(process.returncode == 0, text)


def _largest(directory: Path) -> int:
    """Bytes of the largest file below a directory whose files come and go."""
    largest = 0
    for parent, _, names in os.walk(directory):
        for name in names:
            try:
                largest = max(largest, os.lstat(os.path.join(parent, name)).st_size)
            except FileNotFoundError:
                continue
    return largest


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all it started."""
    for ask in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, ask)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            continue
