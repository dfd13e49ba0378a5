"""What the app writes to a terminal of 120x40 for what users do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench import run_library
from bench.homes import MODEL, environment, home, jevons
from bench.server import PER_SECOND, serving
from bench.startup import fill
from wire.link import Link

DRIVERS = ("difference", "stock")
LIMITS = {
    "first screen": 16_000,
    "typed letter": 250,
    "row move": 400,
    "page down": 3_000,
    "switch of screen": 12_000,
    "palette": 12_000,
    "a streamed token": 40,
    "idle": 0,
}
"""Bytes that each may take at most."""

PALETTE, ESCAPE, TAB, PAGE_UP, PAGE_DOWN, ENTER = "\x10", "\x1b", "\t", "\x1b[5~", "\x1b[6~", "\r"
QUIET_S = 0.6
TOKENS = 1_500


@contextmanager
def running(path: Path, driver: str) -> Iterator[Link]:
    """The app in a home of its own, its first screen shown."""
    env = environment(path) | {"JEVONS_DRIVER": driver}
    with Link(jevons("--model", MODEL), env) as app:
        app.until(lambda text: "Quit" in text)
        yield app


def session(path: Path, driver: str, idle_s: float) -> dict[str, int]:
    """Bytes for each action, one after the other."""
    with running(path, driver) as app:
        app.settle(1.0)
        took = {"first screen": app.count}

        def press(keys: str, shown: str) -> int:
            before = app.count
            app.type(keys)
            app.until(lambda text: re.search(shown, text) is not None)
            app.settle(QUIET_S)
            return app.count - before

        took["typed letter"] = press("a", "\n  a\n")
        took["palette"] = press(PALETTE, "Search for commands")
        press(ESCAPE, "\n  a\n")
        press(TAB, "i Write")
        press(PAGE_UP, "more below")
        press(PAGE_UP, "more below")
        took["page down"] = press(PAGE_DOWN, "more below")
        took["switch of screen"] = max(
            press("2", "› arithmetic"), press("3", "exam-60"), press("\r", "›   1")
        )
        press("j", "›   2")
        took["row move"] = press("j", "›   3")
        took["idle"] = app.pump(idle_s)
    return took


def streaming(path: Path, driver: str) -> float:
    """Bytes a token over 1,500 tokens at 100 tokens/s."""
    with running(path, driver) as app:
        app.type(f"0 {TOKENS * 2}")
        app.settle()
        app.type(ENTER)
        app.until(lambda text: "thinking 1" in text)
        return app.pump(TOKENS / PER_SECOND) / TOKENS


def of_each_driver(what, *args: object) -> list:
    """Do the same with ours and with the toolkit's own, at the same time.

    Both are in a conversation of 20 turns, and have a run.
    """
    with serving() as url, home(url) as path, ThreadPoolExecutor() as pool:
        fill()
        run_library.fill(60, 4)
        homes = [shutil.copytree(path, path / driver) for driver in DRIVERS]
        return list(pool.map(lambda *ours: what(*ours, *args), homes, DRIVERS))
