"""Asking math-verify in a process of its own, with a deadline."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from enum import StrEnum
from functools import cache
from importlib import metadata

from jevons.core.child_environment import child_environment
from jevons.core.exams.grading import math_worker

PACKAGE = "math-verify"
INSTALL = "pip install 'jevons[math]'"
START_S = 60.0
"""How long a process may take to load math-verify; half a second when nothing else runs."""

END_S = 1.0


class MathAnswer(StrEnum):
    """What came of asking."""

    YES = math_worker.YES
    NO = math_worker.NO
    UNPARSABLE = math_worker.UNPARSABLE
    NO_MEMORY = math_worker.NO_MEMORY
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    MISSING = "missing"


@cache
def math_verify_version() -> str | None:
    """The version of math-verify that is installed, `None` without it."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


class MathProcess:
    """A process that math-verify runs in, started when it is first asked.

    It answers one question at a time, within `deadline_s` seconds. One that takes longer
    or dies is replaced at the next question. To be used within one event loop.
    """

    def __init__(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process that runs at present."""
        return self._process.pid if self._process else None

    async def ask(self, gold: str, answer: str) -> MathAnswer:
        """Whether math-verify holds an answer equal to the right one, both in LaTeX."""
        if math_verify_version() is None:
            return MathAnswer.MISSING
        async with self._turn:
            try:
                reused = self._process is not None
                known = await self._ask(gold, answer)
                if known is MathAnswer.CRASHED and reused:  # it may have died while idle
                    known = await self._ask(gold, answer)
                return known
            except asyncio.CancelledError:
                await self._kill()  # its answer would be taken for the next one's
                raise

    async def aclose(self) -> None:
        """End the process."""
        async with self._turn:
            if self._process and self._process.stdin:
                self._process.stdin.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), END_S)
            await self._kill()

    async def _ask(self, gold: str, answer: str) -> MathAnswer:
        try:
            process = self._process or await self._start()
        except TimeoutError:
            await self._kill()
            return MathAnswer.CRASHED
        if process is None:
            return MathAnswer.CRASHED
        try:
            word = await asyncio.wait_for(
                self._exchange(process, json.dumps([gold, answer])), self._deadline_s
            )
        except TimeoutError:
            await self._kill()
            return MathAnswer.TIMEOUT
        if word is None:
            await self._kill()
            return MathAnswer.CRASHED
        return MathAnswer(word)

    async def _start(self) -> asyncio.subprocess.Process | None:
        """A new process that is ready; `None` if it ends before."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            math_worker.__name__,
            str(self._deadline_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment({"PYTHONHASHSEED": "0"}),  # sympy's order of terms hangs on it
        )
        self._process = process
        word = await asyncio.wait_for(self._word(process), START_S)
        if word == math_worker.READY:
            return process
        await self._kill()
        return None

    async def _exchange(self, process: asyncio.subprocess.Process, line: str) -> str | None:
        assert process.stdin is not None
        with suppress(ConnectionError):
            process.stdin.write(line.encode() + b"\n")
            await process.stdin.drain()
        return await self._word(process)

    async def _word(self, process: asyncio.subprocess.Process) -> str | None:
        """The next word of the process; `None` if it has ended."""
        assert process.stdout is not None
        line = await process.stdout.readline()
        return str(json.loads(line)) if line.endswith(b"\n") else None

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
