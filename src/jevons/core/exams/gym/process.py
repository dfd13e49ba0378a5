"""Talking to the process that holds reasoning-gym.

It is started when first needed, shared by all that ask, and ends with this process. It has
reasoning-gym's memory (over 100 MB) and its seconds of import, and what hangs or crashes in
it harms nobody else: it ends itself when a request takes too long, and is started anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from jevons.core.child_environment import child_environment
from jevons.core.problems import ProblemError, ProblemKind

_COMMAND = (sys.executable, "-P", "-m", "jevons.core.exams.gym.host")


class GymFaultError(Exception):
    """The suite's own code failed; the text says how."""


class GymEndedError(Exception):
    """The process ended while it was asked: it took too long, or crashed."""


class GymProcess:
    """The process, with one request at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def ask(self, request: Mapping[str, Any], seconds: int) -> dict[str, Any]:
        """The reply to a request, which may take so many seconds.

        Raises:
            ProblemError: MISSING_EXTRA: reasoning-gym is not installed.
            GymFaultError, GymEndedError.
        """
        with self._lock:
            try:
                line = self._exchange(json.dumps({**request, "seconds": seconds}))
            except BaseException:
                self._end()  # a reply that comes now would be taken for the next one's
                raise
        reply: dict[str, Any] = json.loads(line)
        if "fault" in reply:
            raise GymFaultError(reply["fault"])
        return reply

    def _exchange(self, line: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            reply = process.stdout.readline()
        except BrokenPipeError as error:
            raise GymEndedError from error
        if not reply.endswith("\n"):
            raise GymEndedError
        return reply

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            require_gym()
            self._process = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=child_environment({"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}),
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


@cache
def gym_process() -> GymProcess:
    """The one process of this one."""
    return GymProcess()


def is_installed() -> bool:
    """Whether reasoning-gym is there."""
    return find_spec("reasoning_gym") is not None


def require_gym() -> None:
    """See that reasoning-gym is there.

    Raises:
        ProblemError: MISSING_EXTRA.
    """
    if not is_installed():
        raise ProblemError.of(
            ProblemKind.MISSING_EXTRA,
            "the suites of reasoning-gym need the package reasoning-gym",
            remedy="pip install 'jevons[gym]'",
        )
