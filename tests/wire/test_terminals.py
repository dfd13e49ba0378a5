"""The app on terminals of many kinds: silent ones, slow ones, tmux, other encodings."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import run_library
from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from bench.startup import fill
from jevons.terminal.abilities import locale_has_utf8
from wire.actions import DRIVERS
from wire.emulator import Emulator, Look
from wire.link import PATIENCE_S, Link

QUESTION = b"\x1b[6n"
ENTER, TAB, CTRL_P, CTRL_Q, ESCAPE, CTRL_C = "\r", "\t", "\x10", "\x11", "\x1b", "\x03"


@contextmanager
def app(path: Path, *, size: tuple[int, int] = (80, 24), link=None, **variables: str):
    env = environment(path) | variables
    with Link(jevons("--model", MODEL), env, size, **(link or {})) as running:
        running.until(lambda text: "Quit" in text)
        yield running


def test_a_terminal_that_never_answers_is_asked_once_and_drawn_on_all_the_same():
    with serving() as url, home(url) as path, app(path, link={"answers": False}) as running:
        running.settle()
        running.type("0 400")
        running.settle()
        running.type(ENTER)
        running.until(lambda text: "done" in text)
        assert "42" in running.text
        assert running.raw.count(QUESTION) == 1


def test_no_answer_is_left_for_the_shell():
    """The last question is still on its way when the user quits."""
    shell = (
        "import os, select, subprocess, sys, tty\n"
        "subprocess.run(sys.argv[1:]); tty.setcbreak(0)\n"
        "left = os.read(0, 99) if select.select([0], [], [], 1.0)[0] else b''\n"
        "print('LEFT', left, 'OVER')\n"
    )
    with home() as path:
        argv = [sys.executable, "-c", shell, *jevons("--model", MODEL)]
        with Link(argv, environment(path), (80, 24), delay_s=0.1) as running:
            running.until(lambda text: "Quit" in text)
            running.settle()
            running.type("a" + CTRL_Q)
            running.until(lambda text: "OVER" in text)
            assert "LEFT b'' OVER" in running.text


def test_a_paste_of_a_megabyte_is_refused_and_the_next_key_is_taken():
    with home() as path, app(path) as running:
        running.type("\x1b[200~" + "0123456789" * 100_000 + "\x1b[201~" + "next")
        running.until(lambda text: "next" in text and "1,000,000 characters" in text, 60)


def test_alt_and_digits_that_come_all_at_once_are_keys():
    with home() as path, app(path) as running:
        running.type("\x1b2\x1b3\x1b2\x1b1")
        running.type("\x1b3")
        running.until(lambda text: "exam run" in text)
        running.type("\x1b1")
        running.until(lambda text: "Ask a question" in text)
        running.settle()
        assert "^" not in running.text.splitlines()[-2], "none of it was taken for text"


@pytest.mark.parametrize("name", ["LC_ALL", "LANG"])
def test_signs_are_ascii_where_the_locale_has_no_utf8(name):
    with home() as path, app(path, **{"LANG": "", name: "de_DE.ISO-8859-1"}) as running:
        running.type(TAB)
        running.until(lambda text: "alt+" not in text.splitlines()[0])
        running.type("?")
        running.until(lambda text: "Letters are commands" in text)
        running.type(ESCAPE)
        running.settle()
        assert running.raw.isascii()


@pytest.mark.parametrize(
    ("variables", "has"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX", "LC_CTYPE": "C.UTF-8"}, False),  # what Python makes of it
        ({"LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "de_DE"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
    ],
)
def test_which_locales_have_utf8(variables, has):
    assert locale_has_utf8(variables) is has


@pytest.mark.parametrize("size", [(60, 20), (300, 100)])
def test_the_smallest_and_the_largest_terminal(size):
    with home() as path, app(path, size=size) as running:
        running.type(CTRL_P)
        running.until(lambda text: "Search for commands" in text)
        running.type(ESCAPE)
        running.until(lambda text: "Search for commands" not in text)
        running.type(TAB)
        running.until(lambda text: "i Write" in text)
        running.type("2")
        running.until(lambda text: "arithmetic" in text)


# In tmux.


class Tmux:
    """A tmux server of its own, with a window for each of two apps."""

    def __init__(self, directory: Path) -> None:
        self._socket = str(directory / "tmux")

    def run(self, *command: str) -> str:
        argv = ["tmux", "-S", self._socket, "-f", "/dev/null", *command]
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout

    def start(self, name: str, argv: list[str], env: dict[str, str]) -> None:
        size = ("-x", "100", "-y", "30")
        words = [f"{key}={value}" for key, value in env.items() if key != "TERM"]
        self.run("new-session", "-d", "-s", name, *size, "env", *words, *argv)

    def screen(self, name: str) -> Emulator:
        """The window, read from what tmux prints of it."""
        lines = self.run("capture-pane", "-e", "-N", "-p", "-t", name).splitlines()
        screen = Emulator(130, 50)
        for row, line in enumerate(lines, 1):
            screen.feed(f"\x1b[{row}H{line}")
        return screen


@pytest.fixture
def tmux(tmp_path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path)
    yield server
    server.run("kill-server")


def _differences(one: Emulator, other: Emulator) -> str:
    """The cells that are not alike."""
    rows = zip(one.looks(), other.looks(), strict=True)
    return "\n".join(
        f"row {y}, column {x}: {a} {b}"
        for y, row in enumerate(rows)
        for x, (a, b) in enumerate(zip(*row, strict=True))
        if a != b
    )


def test_tmux_shows_the_same_with_either_driver(tmux):
    with serving() as url, home(url) as path:
        fill()
        run_library.fill(30, 4)
        names = ("difference", "stock")
        for name in names:
            own = shutil.copytree(path, path / name)
            env = environment(own) | {"JEVONS_DRIVER": name}
            tmux.start(name, jevons("--model", MODEL), env)

        def same(shown: str, gone: str = "no such thing") -> None:
            """Wait until both show the one and not the other, and the same in every cell."""
            deadline = time.monotonic() + PATIENCE_S
            while True:
                ours, stock = map(tmux.screen, names)
                text = "\n".join(ours.lines_of_text())
                if shown in text and gone not in text and ours.looks() == stock.looks():
                    return
                assert time.monotonic() < deadline, f"{shown}?\n{text}\n{_differences(ours, stock)}"
                time.sleep(0.1)

        def press(*keys: str) -> None:
            for name in names:
                tmux.run("send-keys", "-t", name, *keys)

        same("Quit")
        press("漢字 e\u0301 👍")
        same("漢字")
        press("Tab", "PageUp", "PageUp")
        same("more below")
        for name in names:
            tmux.run("resize-window", "-t", name, "-x", "80", "-y", "24")
        same("more below")
        press("?")
        same("Letters are commands")
        for name in names:
            tmux.run("resize-window", "-t", name, "-x", "120", "-y", "40")
        same("Letters are commands")
        press("Escape")
        same("Quit", gone="esc close")
        press("2")
        same("› arithmetic")
        press("j", "j")
        same("› countdown")
        press("3")
        same("exam-30")
        press("C-l")
        same("exam-30")


# In GNU screen.


def test_a_session_in_gnu_screen_is_the_same_with_either_driver(tmp_path):
    if shutil.which("screen") is None:
        pytest.skip("GNU screen is not installed")
    seen = {}
    for driver in DRIVERS:
        sockets = tmp_path / driver
        sockets.mkdir(mode=0o700)
        with serving() as url, home(url) as path:
            env = environment(path) | {"SCREENDIR": str(sockets), "JEVONS_DRIVER": driver}
            command = ["screen", "-U", "-c", "/dev/null", *jevons("--model", MODEL)]
            try:
                seen[driver] = _ask_in_screen(command, env)
            finally:  # it lives on where its terminal is gone
                subprocess.run(["screen", "-X", "quit"], env=env, capture_output=True)
    ours, stock = (seen[driver] for driver in DRIVERS)
    assert ours == stock


def _ask_in_screen(argv: list[str], env: dict[str, str]) -> list[list[list[Look]]]:
    """The palette, a question, and a clean end; what the terminal showed before the question."""
    seen = []
    with Link(argv, env) as running:
        running.until(lambda text: "Ask a question below" in text and "Quit" in text)
        running.settle()
        seen.append(running.screen.looks())
        running.type(CTRL_P)
        running.until(lambda text: "Choose the model that answers" in text)
        running.settle()
        seen.append(running.screen.looks())
        running.type(CTRL_C)  # GNU screen keeps a lone escape until the next key
        running.until(lambda text: "Choose the model that answers" not in text)
        running.until(lambda text: "Ask a question below" in text)
        running.settle()
        seen.append(running.screen.looks())
        running.type(f"10 10{ENTER}")
        running.until(lambda text: "42" in text and "done" in text)
        running.type(CTRL_Q)
        deadline = time.monotonic() + PATIENCE_S
        while not running.ended and time.monotonic() < deadline:
            running.pump(0.1)
        assert running.ended
    return seen
