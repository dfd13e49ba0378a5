"""A program on a pseudo-terminal at the far end of a link that is slow and far, or neither.

Everything that the program writes arrives after the link's delay, and not faster than its
rate; so do the keys. However much waits on the way, the link takes it, as the buffers of
real connections do: what is too much shows as time, not as a blocked program. The terminal
answers the questions that terminals answer.
"""

from __future__ import annotations

import codecs
import heapq
import math
import os
import pty
import re
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Self

from wire.emulator import Emulator

PATIENCE_S = 20.0

_QUESTIONS = re.compile(rb"\x1b\[6n|\x1b\[\?2026\$p")
_ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
_UNFINISHED = 8
"""Bytes of a question that may still come."""


class Arrival(NamedTuple):
    """What arrived at the terminal, and when on `time.monotonic`'s clock."""

    at: float
    data: bytes


class Link:
    """Runs a program; `arrived` is what has reached the terminal."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
        *,
        delay_s: float = 0.0,
        bytes_per_s: float = math.inf,
        answers: bool = True,
    ) -> None:
        self.size = size
        self.arrived: list[Arrival] = []
        self._delay_s, self._bytes_per_s, self._answers = delay_s, bytes_per_s, answers
        self._free_at = 0.0
        self._down: list[tuple[float, int, bytes]] = []
        self._up: list[tuple[float, int, bytes]] = []
        self._count = 0
        self._tail = b""
        self._screen: Emulator | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._drawn = 0
        self.ended = False
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            termios.tcsetwinsize(0, (size[1], size[0]))
            os.execvpe(argv[0], list(argv), dict(env))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    # What the user does.

    def type(self, text: str) -> float:
        """Press keys; when that was."""
        self._send(text.encode())
        return time.monotonic()

    def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal, at once."""
        self.size = (width, height)
        termios.tcsetwinsize(self._fd, (height, width))

    # What the user sees.

    def pump(self, seconds: float) -> int:
        """Let it run for a while; how many bytes arrived."""
        end, before = time.monotonic() + seconds, self.count
        while (left := end - time.monotonic()) > 0 and not self.ended:
            self._step(left)
        return self.count - before

    def settle(self, quiet_s: float = 0.5, within_s: float = PATIENCE_S) -> int:
        """Let it run until nothing more has come for a while; how many bytes arrived."""
        before, deadline = self.count, time.monotonic() + within_s
        while self.pump(quiet_s):
            assert time.monotonic() < deadline, "it goes on and on"
        return self.count - before

    def until(self, shown: Callable[[str], bool], within_s: float = PATIENCE_S) -> None:
        """Let it run until the screen is like that."""
        deadline = time.monotonic() + within_s
        while not shown(self.text):
            assert not self.ended, f"it ended:\n{self.text}"
            assert time.monotonic() < deadline, f"it never came to it:\n{self.text}"
            self.pump(0.05)

    @property
    def count(self) -> int:
        """Bytes that have arrived."""
        return sum(len(arrival.data) for arrival in self.arrived)

    @property
    def raw(self) -> bytes:
        """All that has arrived."""
        return b"".join(arrival.data for arrival in self.arrived)

    @property
    def text(self) -> str:
        """The screen (of a terminal that was never resized)."""
        return "\n".join(self.screen.lines_of_text())

    @property
    def screen(self) -> Emulator:
        """The terminal with all that has arrived (if it was never resized)."""
        if self._screen is None:
            self._screen = Emulator(*self.size)
        for arrival in self.arrived[self._drawn :]:
            self._screen.feed(self._decoder.decode(arrival.data))
        self._drawn = len(self.arrived)
        return self._screen

    # The link.

    def _step(self, within_s: float) -> None:
        """Wait for one thing to happen, and let it."""
        now = time.monotonic()
        due = min((queue[0][0] for queue in (self._down, self._up) if queue), default=math.inf)
        wait_s = min(within_s, max(0.0, due - now))
        if select.select([self._fd], [], [], wait_s)[0]:
            self._read()
        now = time.monotonic()
        while self._down and self._down[0][0] <= now:
            self._arrive(*heapq.heappop(self._down)[::2])
        while self._up and self._up[0][0] <= now:
            self._deliver(heapq.heappop(self._up)[2])

    def _read(self) -> None:
        try:
            data = os.read(self._fd, 65_536)
        except OSError:  # the other side is closed
            data = b""
        if not data:
            self.ended = not self._down
            return
        self._free_at = max(self._free_at, time.monotonic()) + len(data) / self._bytes_per_s
        self._count += 1
        heapq.heappush(self._down, (self._free_at + self._delay_s, self._count, data))

    def _arrive(self, at: float, data: bytes) -> None:
        self.arrived.append(Arrival(at, data))
        if not self._answers:
            return
        seen = self._tail + data
        end = 0
        for question in _QUESTIONS.finditer(seen):
            self._send(_ANSWERS[question[0]])
            end = question.end()
        self._tail = seen[end:][-_UNFINISHED:]

    def _send(self, data: bytes) -> None:
        self._count += 1
        heapq.heappush(self._up, (time.monotonic() + self._delay_s, self._count, data))

    def _deliver(self, data: bytes) -> None:
        """Give it to the program, which may be slow to read: its output is read meanwhile."""
        while data:
            ready = select.select([self._fd], [self._fd], [], PATIENCE_S)
            if ready[0]:
                self._read()
                if self.ended:
                    return
            if ready[1]:
                data = data[os.write(self._fd, data[:1024]) :]
