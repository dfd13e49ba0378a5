"""The app as users run it: a process of its own on a pseudo-terminal, drawn by pyte.

    with PtyApp() as app:
        app.until(lambda: "Ask a question" in app.text)
        app.type("How many?\r")

`raw` is every byte that the app sent to the terminal, `title` and `clipboard` what it
asked the terminal to take over.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from typing import Self

import pyte

PATIENCE_S = 30.0

_OSC = re.compile(rb"\x1b\](\d*);?([^\x07\x1b]*)(?:\x07|\x1b\\)")


class _Screen(pyte.Screen):
    """A screen that passes over the private modes of the keyboard protocol."""

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)


class PtyApp:
    """A running `jevons` and the terminal it draws on."""

    def __init__(self, *args: str, size: tuple[int, int] = (80, 24), **environment: str) -> None:
        self._argv = [sys.executable, "-m", "jevons", *args]
        terminal = {"TERM": "xterm-256color", "COLORTERM": "", "STY": ""}
        self._environment = {**os.environ, **terminal, **environment}
        self._environment |= {"COLUMNS": "", "LINES": ""}
        # Looking for keyrings starts other programs.
        self._environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        self._size = size
        self.raw = b""
        self.screen = _Screen(*size)
        self._stream = pyte.ByteStream(self.screen)

    def __enter__(self) -> Self:
        self._master, slave = os.openpty()
        _set_size(slave, self._size)
        self.process = subprocess.Popen(
            self._argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self._environment,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)

    # What the user does.

    def type(self, text: str) -> None:
        """Press these keys, all at once."""
        data = text.encode()
        while data:
            data = data[os.write(self._master, data) :]

    def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        self.screen.resize(height, width)
        _set_size(self._master, (width, height))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """Take the terminal away."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    # What the user sees.

    def until(self, condition: Callable[[], bool]) -> None:
        """Draw what comes until the condition holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"it never came to it; the screen:\n{self.text}"
            if not self.draw():
                assert condition(), f"the app left; the screen:\n{self.text}"

    def draw(self, within_s: float = 0.05) -> bool:
        """Draw what has come; whether more may come."""
        if self._master < 0 or not select.select([self._master], [], [], within_s)[0]:
            return self._master >= 0
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # the other side is closed
            data = b""
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def leave(self) -> int:
        """Draw to the end; the process's exit status."""
        while self._master >= 0 and self.draw():
            pass
        return self.process.wait(PATIENCE_S)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def line(self, part: str) -> str:
        """The first line on the screen that holds `part`."""
        return next((line for line in self.text.splitlines() if part in line), "")

    @property
    def commands(self) -> list[tuple[str, str]]:
        """The operating system commands (OSC) that were sent: number and text."""
        found = _OSC.findall(self.raw)
        return [(number.decode(), text.decode(errors="replace")) for number, text in found]


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _set_size(terminal: int, size: tuple[int, int]) -> None:
    width, height = size
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
