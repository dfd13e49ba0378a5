"""A long day in short: many tokens, switches of screen and resizes; what it costs in memory."""

from __future__ import annotations

import re
import time
from pathlib import Path

from bench import run_library, table
from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from bench.startup import fill
from wire.link import Link

SIZES = ((100, 30), (60, 20), (133, 41), (80, 24))
CLOCK_S = 900.0
MOST_MB = 20.0


def run(*, quick: bool) -> None:
    """Print the table; fails if memory grew by 20 MB or the app ended."""
    tokens, switches, resizes = (10_000, 400, 40) if quick else (50_000, 2_000, 200)
    with serving() as url, home(url) as path:
        fill()
        run_library.fill(60, 4)
        with Link(jevons("--model", MODEL), environment(path), SIZES[0]) as app:
            app.until(lambda text: "Quit" in text)
            _switch(app, 40)
            _think(app, 1_000)
            before = _memory_mb(app.pid)
            rows = []
            for what, count, act in (
                ("streamed tokens", tokens, _think),
                ("switches of screen", switches, _switch),
                ("resizes", resizes, _resize),
            ):
                at = _memory_mb(app.pid)
                act(app, count)
                rows.append((what, f"{count:,}", f"{_memory_mb(app.pid) - at:+.1f}"))
            grown = _memory_mb(app.pid) - before
            rows.append(("together", "", f"{grown:+.1f}"))
            assert not app.ended
        table.show("Memory, MB (resident set)", ("", "", "grew by"), rows)
        log = path / "logs" / "jevons.log"
        assert not log.exists() or "Traceback" not in log.read_text(), log.read_text()[-2000:]
        assert grown < MOST_MB, f"{grown:.1f} MB"


def _think(app: Link, tokens: int) -> None:
    """Have it think so many tokens, in thoughts of 10,000, each in a conversation of its own."""
    for _ in range(max(1, tokens // 10_000)):
        app.type("\x0e")  # ctrl+n: a new conversation
        app.settle(0.5, CLOCK_S)
        app.type(f"{min(tokens, 10_000)} 1")
        app.settle(0.5, CLOCK_S)
        app.type("\r")
        _wait(app, rb"done")


def _switch(app: Link, times: int) -> None:
    """Go round the screens."""
    app.type("\t")  # from the question field, where digits are text
    app.settle(1.0, CLOCK_S)
    for n in range(times):
        app.type("231"[n % 3])
        app.pump(0.05)
    app.type("1")
    app.settle(1.0, CLOCK_S)
    app.type("i")
    app.settle(1.0, CLOCK_S)


def _resize(app: Link, times: int) -> None:
    for n in range(times):
        app.resize(*SIZES[n % len(SIZES)])
        app.pump(0.1)
    app.settle(1.0, CLOCK_S)


def _wait(app: Link, pattern: bytes) -> None:
    """Wait until something new is written that fits."""
    at, deadline = len(app.arrived), time.monotonic() + CLOCK_S
    while not re.search(pattern, b"".join(arrival.data for arrival in app.arrived[at:])):
        assert time.monotonic() < deadline, "it never came to it"
        assert not app.ended, "it ended"
        app.pump(0.5)


def _memory_mb(pid: int) -> float:
    """The resident set of a process (proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
