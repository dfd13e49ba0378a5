"""Bytes over the wire for every action, and the time of a key on a slow link, by driver."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median

from bench import table
from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from bench.streaming import ask, wait_for_tokens
from bench.terminal import Terminal
from wire.actions import DRIVERS, LIMITS, of_each_driver, session, streaming
from wire.latency import at_95, key_delays

ROUND_TRIPS_S = (0.1, 0.2)
FOCUS = "\x1b[O\x1b[I"
KEY = "#"
THOUGHT = 16_000
SIZE = (120, 40)


def run(*, quick: bool) -> None:
    """Print the tables."""
    ours, stock = of_each_driver(session, 5.0 if quick else 60.0)
    rows = [
        (
            name,
            f"{LIMITS[name]:,}",
            f"{ours[name]:,}",
            f"{stock[name]:,}",
            _times(stock, ours, name),
        )
        for name in ours
    ]
    token, stock_token = of_each_driver(streaming)
    rows.append(
        (
            "a streamed token",
            f"{LIMITS['a streamed token']}",
            f"{token:.0f}",
            f"{stock_token:.0f}",
            f"{stock_token / token:.1f}",
        )
    )
    title = "Bytes to a terminal of 120x40, beside the toolkit's own driver"
    table.show(title, ("", "at most", "jevons", "Textual's", "times"), rows)
    _show_delays(20 if quick else 60)
    _show_focus(10 if quick else 30)


def _times(stock: dict[str, int], ours: dict[str, int], name: str) -> str:
    return f"{stock[name] / ours[name]:.1f}" if ours[name] else "-"


def _show_delays(keys: int) -> None:
    rows = []
    for round_trip_s in ROUND_TRIPS_S:
        for driver in DRIVERS:
            delays = key_delays(round_trip_s, keys, driver)
            times = (median(delays), at_95(delays), delays[-1])
            name = f"{driver}, round trip {round_trip_s * 1000:.0f} ms"
            rows.append((name, *(f"{took * 1000:.0f}" for took in times)))
    title = f"{keys} keys at 256 kbit/s while a thought streams: until each is on the screen"
    table.show(title, ("", "p50 ms", "p95 ms", "max ms"), rows)


def _show_focus(times: int) -> None:
    """The terminal loses and gets the focus, and a key is pressed: until that stands there."""
    took: dict[str, list[float]] = {"a key": [], "focus out, in, a key": []}
    with ExitStack() as stack:
        path = stack.enter_context(home(stack.enter_context(serving())))
        program = Terminal(jevons("--model", MODEL), environment(path), SIZE)
        terminal = stack.enter_context(program)
        terminal.settle(1.0)
        ask(terminal, f"{THOUGHT} 3000")
        wait_for_tokens(terminal, THOUGHT)
        for _ in range(times):
            for name, keys in zip(took, (KEY, FOCUS + KEY), strict=True):
                took[name].append(_shown_s(terminal, keys))
    rows = [(name, table.middle(values, 1000)) for name, values in took.items()]
    table.show(f"A thought of {THOUGHT:,} tokens open and streaming", ("", "ms"), rows)


def _shown_s(terminal: Terminal, keys: str) -> float:
    """Seconds until the letter among these keys was written."""
    at, chunks = terminal.type(keys), len(terminal.output)
    while not terminal.ended:
        terminal.pump(0.2)
        for chunk in terminal.output[chunks:]:
            if KEY.encode() in chunk.data:
                return chunk.at - at
    raise TimeoutError("the app ended")
