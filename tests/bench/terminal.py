"""A program on a pseudo-terminal: what it writes, when, and what then stands on the screen."""

from __future__ import annotations

import os
import pty
import select
import signal
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

import pyte

SYNC_QUERY = b"\x1b[?2026$p"
SYNC_ANSWER = b"\x1b[?2026;2$y"
"""Asks for synchronized output, and what a terminal that has it says."""

Cells = dict[tuple[int, int], str]
"""The characters that are not blank, by row and column."""


class Chunk(NamedTuple):
    """Bytes as they were read, `at` seconds on `time.perf_counter`'s clock."""

    at: float
    data: bytes


class Shot(NamedTuple):
    """The screen at a time."""

    at: float
    cells: Cells

    def share_of(self, other: Shot) -> float:
        """How much of another screen stands here already, 0 to 1."""
        right = sum(self.cells.get(place) == char for place, char in other.cells.items())
        return right / len(other.cells)


class Terminal:
    """Runs a program and writes down its output; a screen is emulated afterwards, on demand.

    Emulating costs more than the program itself: done later it disturbs no measurement.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int]) -> None:
        columns, rows = size
        self.output: list[Chunk] = []
        self.ended = False
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._emulated = 0
        self._tail = b""
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            termios.tcsetwinsize(0, (rows, columns))
            os.execvpe(argv[0], list(argv), dict(env))
        _echo_off(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the program at once: nothing it would write at its end is wanted."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def type(self, text: str) -> float:
        """Press keys; the time at which it was done."""
        at = time.perf_counter()
        os.write(self._fd, text.encode())
        return at

    def pump(self, seconds: float) -> float:
        """Let it run for a while; the time at which that began."""
        at = time.perf_counter()
        while (left := at + seconds - time.perf_counter()) > 0 and not self.ended:
            self._read(left)
        return at

    def settle(self, quiet_s: float, within_s: float = 20.0) -> None:
        """Let it run until it has written something, and then nothing for a while."""
        self._read(within_s)
        deadline = time.perf_counter() + within_s
        while time.perf_counter() < deadline and self._read(quiet_s):
            pass

    def until_written(self, part: bytes, within_s: float) -> None:
        """Let it run until it has written that."""
        deadline = time.perf_counter() + within_s
        while not any(part in chunk.data for chunk in self.output) and not self.ended:
            if time.perf_counter() > deadline:
                raise TimeoutError("\n".join(self.lines()))
            self._read(0.1)

    def until(self, shown: Callable[[Sequence[str]], bool], within_s: float) -> None:
        """Let it run until that is on the screen.

        Raises:
            TimeoutError: it did not come; the message is the screen.
        """
        deadline = time.perf_counter() + within_s
        while not shown(self.lines()):
            if self.ended or time.perf_counter() > deadline:
                raise TimeoutError("\n".join(self.lines()))
            self.pump(0.25)

    def _read(self, timeout_s: float) -> bool:
        """Wait for output and write it down; whether any came."""
        if not select.select([self._fd], [], [], timeout_s)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux's way to say that the program is gone
            data = b""
        if not data:
            self.ended = True
            return False
        self.output.append(Chunk(time.perf_counter(), data))
        seen = self._tail + data
        if SYNC_QUERY in seen:
            os.write(self._fd, SYNC_ANSWER)
        self._tail = seen[1 - len(SYNC_QUERY) :]
        return True

    # What it took.

    def bytes_since(self, at: float) -> int:
        """Bytes written since then."""
        return sum(len(chunk.data) for chunk in self.output if chunk.at >= at)

    def cpu_s(self) -> float:
        """Seconds of CPU the program has used, all its threads together (proc(5))."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # What was on the screen.

    def shots(self) -> Iterator[Shot]:
        """The screen after each chunk that was not yet looked at."""
        for at in self._replay():
            yield Shot(at, self._cells())

    def lines(self) -> Sequence[str]:
        """The screen as it stands."""
        for _ in self._replay():
            pass
        return self._screen.display

    def _replay(self) -> Iterator[float]:
        while self._emulated < len(self.output):
            chunk = self.output[self._emulated]
            self._emulated += 1
            self._stream.feed(chunk.data)
            yield chunk.at

    def _cells(self) -> Cells:
        return {
            (row, column): cell.data
            for row, line in self._screen.buffer.items()
            for column, cell in line.items()
            if cell.data.strip()
        }


def _echo_off(terminal: int) -> None:
    """Keep the line discipline from showing keys that are pressed before the program reads."""
    attributes = termios.tcgetattr(terminal)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)
