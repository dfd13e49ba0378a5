"""Hostile strings on the Ask screen: how many were drawn, and whether any did more than show."""

from __future__ import annotations

import os
import tempfile
import time

from bench import table
from terminal import hostile
from terminal.harmless import Watch, settle
from terminal.hostile_library import make_home
from terminal.pty_app import PtyApp

SIZE = (100, 60)
PAGE_UP = "\x1b[5~"
AT_THE_TOP = 3
"""Pages that have to look alike before one is taken to be at the top."""

PATIENCE_S = 1.0
"""Seconds in which a page that does not move is waited for."""


def run(*, quick: bool) -> None:
    """Print the table."""
    rows = [_row(count) for count in ((1_000,) if quick else (1_000, 10_000))]
    headings = ("hostile strings", "pages", "bytes", "seen whole", "effects")
    table.show("Hostile strings in a conversation that is read to its beginning", headings, rows)


def _row(count: int) -> table.Row:
    strings = list(hostile.generated(count, seed=count))
    before = os.environ.get("JEVONS_HOME")
    with tempfile.TemporaryDirectory(prefix="jv-") as home:
        os.environ["JEVONS_HOME"] = home
        make_home(strings)
        with PtyApp(size=SIZE, LC_ALL="C.UTF-8") as app:
            app.until(lambda: hostile.MARK in app.text)
            watch = Watch(app)
            app.type("\tz")
            pages, seen = _read_up(app, watch)
            app.type("\x11")
            app.leave()
    os.environ.pop("JEVONS_HOME")
    if before is not None:
        os.environ["JEVONS_HOME"] = before
    effects = sum(app.raw.count(mode) - 1 for mode in (b"\x1b[?1049h", b"\x1b[?1049l"))
    return (f"{count:,}", f"{pages:,}", f"{len(app.raw):,}", f"{seen:,}", f"{effects}")


def _read_up(app: PtyApp, watch: Watch) -> tuple[int, int]:
    """Page up to the top; `watch` fails at the first effect."""
    pages = seen = alike = 0
    while alike < AT_THE_TOP:
        before = app.text
        seen += before.count(hostile.MARK)
        app.type(PAGE_UP)
        _wait_for_another(app, before)
        settle(app, 0.02)
        watch.check()
        watch.start = len(app.raw)
        loads = "earlier questions" in app.text
        alike = alike + 1 if app.text == before and not loads else 0
        pages += 1
    return pages, seen


def _wait_for_another(app: PtyApp, before: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while app.text == before and time.monotonic() < deadline:
        app.draw()
