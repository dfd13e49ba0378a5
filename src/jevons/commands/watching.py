"""Following a run on the command line: a line that is kept up to date, or now and then one."""

from __future__ import annotations

import shutil
import sys
import time

from jevons.commands.run_report import progress_line
from jevons.core.runs.run import Run, RunState, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.state.pace import Pace, glanced
from jevons.core.visible_text import one_line

LOOK_EVERY_S = 0.5
"""Seconds between two looks at a run, on a terminal."""

TELL_EVERY_S = 30.0
"""Seconds between two lines where the output is no terminal."""

GRACE_S = 10.0
"""Seconds that a worker gets to stop."""

STOPPED = 130


def say(text: str) -> None:
    """A line of our own on stderr."""
    print(f"jevons: {one_line(text, 2000)}", file=sys.stderr, flush=True)


def watch(store: RunStore, number: int, *, stops: bool) -> int:
    """Follow a run until its worker is done; the exit status that fits its end.

    With `stops` ctrl+c stops the run, else it only ends the watching.
    """
    line = _Line()
    try:
        run = _follow(store, number, line)
    except KeyboardInterrupt:
        line.end()
        if not stops:
            say(f"run {number} goes on by itself: jevons attach {number} comes back to it")
            return 0
        store.wish(number, Wish.STOP)
        run = _stopped(store, number)
        say(f"run {number} is stopped, all that was drawn is kept: jevons runs resume {number}")
        return STOPPED
    line.end()
    if run.state is RunState.FINISHED:
        return 0
    say(f"run {number} is {run.state}" + (f": {run.problem}" if run.problem else ""))
    return STOPPED if run.state is RunState.STOPPED else 1


def _follow(store: RunStore, number: int, line: _Line) -> Run:
    pace = Pace()
    while True:
        run = store.run(number)
        pace = glanced(pace, time.monotonic(), run)
        line.show(progress_line(run, pace))
        if not run.state.is_live and run.state is not RunState.WAITING:
            return run
        time.sleep(LOOK_EVERY_S)


def _stopped(store: RunStore, number: int) -> Run:
    deadline = time.monotonic() + GRACE_S
    while (run := store.run(number)).state.is_live and time.monotonic() < deadline:
        time.sleep(0.1)
    return run


class _Line:
    """The line of progress: written over on a terminal, else told now and then."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._told_at = 0.0
        self._open = False

    def show(self, text: str) -> None:
        """Show the progress as it is now."""
        if self._tty:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + one_line(text, width).ljust(width), end="", file=sys.stderr, flush=True)
            self._open = True
        elif time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._told_at = time.monotonic()
            say(text)

    def end(self) -> None:
        """Leave the line as it is."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False
