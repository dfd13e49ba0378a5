"""Whole sessions of the real app: what its driver writes shows what the toolkit wrote to it.

The app writes down all that goes into its driver and all that comes out. Two emulators are
fed one of them each, and are compared cell by cell whenever the app had come to rest.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import run_library
from bench.homes import MODEL, environment, home
from bench.startup import fill
from servers.chat_server import ChatServer, in_thread, stream
from wire import recorded
from wire.emulator import Emulator
from wire.link import PATIENCE_S, Link

ANSWER = """\
# 価格 and cost

- 漢字とかな, 한국어, e\u0301tude, naïve
- 👍 🎉 done ✓, family 👩\u200d👩\u200d👧, heart ❤\ufe0f, flag 🇫🇷
- `code` and **bold** and *italic*

| 品 | price |
| --- | --- |
| 茶 | 3 |
"""
THOUGHT = "Let me think 考える。" * 60
CTRL_L, CTRL_P, ESCAPE, TAB, ENTER = "\x0c", "\x10", "\x1b", "\t", "\r"
UP, DOWN, PAGE_UP, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~"


class Session:
    """The app, and the moments at which it had come to rest."""

    def __init__(self, link: Link, record: Path) -> None:
        self.link = link
        self._record = record
        self._rests: list[float] = []
        self._returns: list[float] = []

    def press(self, keys: str) -> None:
        self.link.type(keys)
        self.rest()

    def resize(self, width: int, height: int) -> None:
        self.link.resize(width, height)
        self.rest()

    def suspend_and_go_on(self) -> None:
        os.kill(self.link.pid, signal.SIGTSTP)
        deadline = time.monotonic() + PATIENCE_S
        while _stat(self.link.pid)[0] != "T":
            assert time.monotonic() < deadline
            self.link.pump(0.05)
        os.kill(self.link.pid, signal.SIGCONT)
        self.link.settle(0.7)

        self.press(CTRL_L)

    def rest(self) -> None:
        """Wait until nothing comes any more and the app has nothing to do."""
        used = -1
        while used != (used := _ticks(self.link.pid)):
            self.link.settle(0.4)
        self._rests.append(time.monotonic())

    def compare(self, **terminal: bool) -> int:
        """Compare both emulators at every rest; how many cells were compared."""
        events = [json.loads(line) for line in self._record.read_text().splitlines()]
        plain, ours = (Emulator(*self.link.size, **terminal) for _ in range(2))
        cells = 0
        seen = {}
        for rest in sorted([*self._rests, *self._returns]):
            while events and events[0][0] <= rest:
                _, kind, what = events.pop(0)
                if kind == "size":
                    for screen in (plain, ours):
                        screen.resize(what[1], what[0])
                else:
                    (plain if kind == "takes" else ours).feed(what)
            seen[rest] = ours.looks()
            if rest in self._returns:
                continue
            assert ours.lines_of_text() == plain.lines_of_text()
            assert ours.looks() == plain.looks()
            assert (ours.cursor.x, ours.cursor.y) == (plain.cursor.x, plain.cursor.y)
            cells += ours.lines * ours.columns
        for gone, back in zip(self._returns[::2], self._returns[1::2], strict=True):
            assert seen[back] == seen[max(rest for rest in self._rests if rest < gone)]
        return cells


def _stat(pid: int) -> list[str]:
    """The fields of proc(5) from the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ticks(pid: int) -> int:
    """CPU used so far, in steps of 50 ms: a clock that ticks is not at work."""
    return (int(_stat(pid)[11]) + int(_stat(pid)[12])) // 5


@contextmanager
def session(tmp_path: Path, size: tuple[int, int], **variables: str) -> Iterator[Session]:
    replies = stream("<think>", *THOUGHT, "</think>", ANSWER)
    with in_thread(ChatServer(lambda _: replies)) as server, home(server.base_url) as path:
        fill()
        run_library.fill(40, 4)
        record = tmp_path / "record"
        env = environment(path) | {"RECORD": str(record), "PYTHONPATH": os.pathsep.join(sys.path)}
        argv = [sys.executable, recorded.__file__, "--model", MODEL]
        with Link(argv, env | variables, size) as link:
            link.until(lambda text: "Quit" in text)
            session = Session(link, record)
            session.rest()
            yield session


@pytest.mark.slow
def test_a_session_with_everything_in_it(tmp_path):
    with session(tmp_path, (100, 30)) as app:
        app.press("漢字 e\u0301 👍 how many?")
        app.press(ENTER)
        app.press(TAB)
        app.press(PAGE_UP + UP)
        app.resize(70, 20)
        app.press(CTRL_P)
        app.resize(120, 40)
        app.press(ESCAPE)
        app.press(PAGE_DOWN)
        app.suspend_and_go_on()
        app.press("2")
        app.press("jj" + DOWN)
        app.press(CTRL_L)
        app.press("3")
        app.press(ENTER)
        app.press("jjG")
        assert app.compare() > 20_000


KEYS = (
    *(TAB, ENTER, ESCAPE, UP, DOWN, PAGE_UP, PAGE_DOWN, CTRL_P, CTRL_L, "\x1b1", "\x1b2", "\x1b3"),
    *"jkgG1237?adeo漢é👍",
)
SIZES = ((60, 20), (80, 24), (100, 30), (133, 41), (300, 100))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_random_session_on_a_terminal_of_few_colors(tmp_path, seed):
    draw = random.Random(seed)
    with session(tmp_path, (100, 30), TERM="screen-256color", COLORTERM="") as app:
        for _ in range(8):
            chance = draw.random()
            if chance < 0.15:
                app.resize(*draw.choice(SIZES))
            elif chance < 0.2:
                app.suspend_and_go_on()
            else:
                app.press("".join(draw.choices(KEYS, k=draw.randint(1, 5))))
        assert app.compare(colored_erase=False)
