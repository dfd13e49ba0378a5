"""The Runs screens on a pseudo-terminal: switching, what moving costs, and what idling does."""

import time

from jevons.core.models.adding import add_server
from jevons.core.runs.run import RunState
from screens.run_libraries import fill, runs_library
from terminal.pty_app import PtyApp

SIGNS = "✓✓✗✓…✓✓?"
STRIPS = [(SIGNS * 3)[number % 8 :][:16] for number in range(300)]
QUIET_S = 0.5
"""Seconds without a byte after which the screen has settled."""

WATCHED_S = 1.5


def settle(app):
    """Draw until nothing more comes."""
    while True:
        before = len(app.raw)
        deadline = time.monotonic() + QUIET_S
        while time.monotonic() < deadline:
            app.draw()
        if len(app.raw) == before:
            return


def bytes_for(app, key, times=4):
    """How little a key writes, of some times: a slow machine may still be at what went before."""
    written = []
    for _ in range(times):
        before = len(app.raw)
        app.type(key)
        settle(app)
        written.append(len(app.raw) - before)
    return min(written)


def bytes_idle(app, times=4):
    """How little is written while nobody does anything, of some whiles."""
    written = []
    for _ in range(times):
        before = len(app.raw)
        deadline = time.monotonic() + WATCHED_S
        while time.monotonic() < deadline:
            app.draw()
        written.append(len(app.raw) - before)
        if not written[-1]:
            break
    return min(written)


def test_alt_and_a_digit_switch_screens_while_a_question_is_written():
    with runs_library() as store:
        fill(store, STRIPS[:3])
    add_server("nowhere", "http://127.0.0.1:9/v1", "none", dialect="llama-server")
    with PtyApp("--model", "nowhere") as app:
        app.until(lambda: "Quit" in app.text)
        app.type("half a question\x1b3")
        app.until(lambda: "1 run " in app.text)
        assert "finished" in app.text
        app.type("\r")
        app.until(lambda: "of all asked" in app.text)
        app.type("1")
        app.until(lambda: "half a question" in app.text)
        app.type("\x11")
        assert app.leave() == 0


def test_moving_writes_little_and_an_open_run_writes_nothing():
    with runs_library() as store:
        fill(store, STRIPS)
        fill(store, ["✓"])
    with PtyApp() as app:
        app.until(lambda: "Quit" in app.text)
        app.type("\x1b3")
        app.until(lambda: "2 runs" in app.text)
        settle(app)
        assert bytes_for(app, "j") < 1_500
        app.type("\r")
        app.until(lambda: "a right answer" in app.text)
        settle(app)
        assert bytes_for(app, "j") < 2_500
        assert bytes_for(app, "l") < 1_500
        assert bytes_for(app, "\x1b[6~") < 16_000
        assert bytes_idle(app) == 0, "nothing changes, so nothing is written"


def test_a_live_run_that_draws_nothing_writes_next_to_nothing():
    with runs_library() as store:
        fill(store, ["✓·"] * 30, RunState.PAUSED)
        with PtyApp() as app:
            app.until(lambda: "Quit" in app.text)
            app.type("\x1b3")
            app.until(lambda: "1 live" in app.text)
            app.type("\r")
            app.until(lambda: "of all asked" in app.text)
            settle(app)
            assert bytes_idle(app) < 500
