"""A driver that keeps what the terminal shows and writes only the difference."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from asyncio import TimerHandle
from types import FrameType
from typing import Any

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.message import Message

from jevons.terminal.abilities import abilities
from jevons.terminal.driver import TerminalDriver
from jevons.terminal.encoder import Encoder
from jevons.terminal.pace import Pace
from jevons.terminal.picture import Picture, is_frame

QUESTION = "\x1b[6n"
"""Asks where the cursor is (CPR)."""

LAST_ANSWER_S = 0.5
"""Seconds that the app waits at its end for an answer, which the shell would else read."""

BUSY_S = 0.05
"""Seconds until a terminal that has not yet taken the last frames is looked at again."""

SETTLED_S = 0.3
"""Seconds after the last change of size until everything is asked of the app once more."""

ONE_PIECE = 512
"""Bytes that reach a terminal at once: it never shows half of them, synchronized or not."""

_PRESSES = (events.Key, events.Paste, events.MouseDown, events.MouseUp, events.MouseScrollDown,
            events.MouseScrollUp)  # fmt: skip

_DRAWS_NOTHING = re.compile(
    r"(?>\x1b\[\?(?:[79]|25|1\d{3}|20\d\d)[hl]|\x1b\[\?\d+\$p|\x1b\[[<>=]\d*u|\x1b\[[56]n|\x07"
    r"|\x1b\](?!8;)[^\x07\x1b]*+(?:\x07|\x1b\\)|\x1bP(?:[^\x1b]|\x1b(?!\\))*+\x1b\\)*+"
)
"""Modes, questions, bells, commands to the terminal's system: they change no cell."""

_OTHER_SCREEN = re.compile(r"\x1b\[\?(?:47|1047|1049)[hl]")
_ENTERS = "\x1b[?1049h"


class DifferenceDriver(TerminalDriver):
    """Draws the app's frames on a picture, and sends what the terminal does not show yet.

    What is no frame goes through in its place in the order; if it may have drawn something,
    the terminal is taken to show anything at all.
    """

    def __init__(
        self,
        app: App[int],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._lock = threading.RLock()
        self._encoder = Encoder(abilities(os.environ))
        self._picture = Picture(0, 0, getattr(sys.__stderr__, "encoding", None) or "utf-8")
        self._touched: set[int] = set()
        self._pace = Pace()
        self._synchronized = False
        self._open = self._encoding = False
        self._resized = True
        self._timer: TimerHandle | None = None
        self._settling: TimerHandle | None = None

    # What the toolkit writes.

    def write(self, data: str) -> None:
        """Take a frame, or pass on anything else."""
        with self._lock:
            if data in {SYNC_START, SYNC_END}:
                self._synchronized = True  # ours stand around what is really written
                return
            self._notice_size()
            if is_frame(data):
                self._touched |= self._picture.draw(data)
                self._write_when_due()
            else:
                self._write_frame()
                self._pass_on(data)

    def _pass_on(self, data: str) -> None:
        """Write what is no frame, and keep in mind what it does to the terminal."""
        if _DRAWS_NOTHING.fullmatch(data) and not _OTHER_SCREEN.search(data):
            super().write(data)
            return
        super().write(self._encoder.plain() + data)
        self._encoder.forget(self._picture.width, self._picture.height)
        if _ENTERS in data:
            self._open = True
            self._pace = Pace()
            self._pace.press(time.monotonic())  # the first screen is waited for as well
            self.redraw()

    def _notice_size(self) -> None:
        """After a change of size nobody knows what the terminal shows."""
        size = self._get_terminal_size()
        if self._resized or size != (self._picture.width, self._picture.height):
            self._resized = False
            self._picture.resize(*size)
            self._encoder.forget(*size)
            self._touched = set(range(size[1]))

    def redraw(self) -> None:
        """Clear the terminal and draw it all again."""
        with self._lock:
            self._notice_size()
            self._encoder.forget(self._picture.width, self._picture.height)
            super().write(self._encoder.clear())
            self._touched = set(range(self._picture.height))
            self._write_frame()

    # What goes to the terminal.

    def _write_when_due(self) -> None:
        """Write the frame now, or as soon as the link is ready for it."""
        with self._lock:
            wait_s = BUSY_S if self._is_busy() else self._pace.wait_s(time.monotonic())
            self._stop_timer()
            if wait_s <= 0:
                self._write_frame()
            elif self._touched:
                self._timer = self._loop.call_later(wait_s, self._write_when_due)

    def _write_frame(self) -> None:
        """Write what the terminal does not show yet."""
        if not self._open:
            return
        self._stop_timer()
        self._encoding = True
        data = self._encoder.encode(self._picture, self._touched)
        self._encoding = False
        self._touched = set()
        if not data:
            return
        if self._synchronized and len(data) > ONE_PIECE:
            data = f"{SYNC_START}{data}{SYNC_END}"
        if self.input_tty and self._pace.write(len(data), time.monotonic()):
            data += QUESTION
        super().write(data)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_busy(self) -> bool:
        """Whether the terminal has not yet taken what was written before."""
        writer = self._writer_thread
        return writer is not None and writer._queue.qsize() > 1

    # What comes from the terminal, in a thread of its own.

    def process_message(self, message: Message) -> None:
        """Take the answers, note the keys, pass all else on."""
        if isinstance(message, events.CursorPosition):
            with self._lock:
                self._pace.answer(time.monotonic())
            self._loop.call_soon_threadsafe(self._write_when_due)
            return
        if isinstance(message, _PRESSES):
            self._pace.press(time.monotonic())
        elif isinstance(message, events.Resize):
            self._resized = True
        super().process_message(message)

    # Coming and going.

    def start_application_mode(self) -> None:
        """Start, and hear of changes of size."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        before = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            self._resized = True
            self._loop.call_soon_threadsafe(self._ask_once_settled)
            if callable(before):
                before(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def _ask_once_settled(self) -> None:
        """Have the app draw everything once the size stays as it is.

        The toolkit draws nothing for a size that has changed and changed back, but the
        terminal may have lost what it showed.
        """
        if self._settling is not None:
            self._settling.cancel()
        self._settling = self._loop.call_later(SETTLED_S, self._app.refresh)

    def stop_application_mode(self) -> None:
        """Show the last frame, and leave no answer behind."""
        self._write_frame()
        self._open = False
        deadline = time.monotonic() + LAST_ANSWER_S
        answers = self._pace.round_trip_s is not None
        while answers and self._pace.waiting and time.monotonic() < deadline:
            time.sleep(0.005)
        super().stop_application_mode()

    def _sigtstp_application(self, *args: Any) -> None:
        """Suspend; in the middle of a frame, right after it."""
        if self._encoding:
            self._loop.call_soon_threadsafe(os.kill, os.getpid(), signal.SIGTSTP)
        else:
            super()._sigtstp_application(*args)
