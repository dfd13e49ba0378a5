"""What it costs to watch a model think at 100 tokens/s, in thoughts of several lengths.

The server is a process of its own, so that only the app's CPU is counted. Each thought is
filled up fast to its length and then goes on at 100 tokens/s, while the app is first left
alone (CPU and bytes), then typed at (the time until a letter stands on the screen), then
paged through (the time until 95 % of the page stands there). The screen is emulated
once all is over: nobody must wait for a terminal that is slow to read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from bench import table
from bench.homes import MODEL, environment, home, jevons
from bench.server import PER_SECOND, serving
from bench.terminal import Shot, Terminal

SIZE = (120, 40)
LENGTHS = (1_000, 4_000, 16_000, 64_000)
KEY = "#"
KEY_EVERY_S = 0.23
PAGE_EVERY_S = 0.45
PAGES = 6
SPARE_S = 8.0
RIGHT = 0.95
PAGE_UP, PAGE_DOWN, TAB, ENTER = "\x1b[5~", "\x1b[6~", "\t", "\r"


class Figures(NamedTuple):
    """Of one thought: shares, bytes, and seconds for each key and page."""

    cpu_share: float
    bytes_per_s: float
    keys_s: list[float]
    typing_cpu_share: float
    pages_s: list[float]


def run(*, quick: bool) -> None:
    """Print the table."""
    watch_s = 8.0 if quick else 15.0
    lengths = LENGTHS[:3] if quick else LENGTHS
    with serving() as base_url:
        rows = [_row(length, _measure(base_url, length, watch_s)) for length in lengths]
    table.show(
        f"Thinking at {PER_SECOND:.0f} tokens/s, {SIZE[0]}x{SIZE[1]}, {watch_s:.0f} s each;"
        " CPU in % of a core",
        (
            "tokens",
            "CPU",
            "B/token",
            "kB/s",
            "key p50",
            "p95",
            "max ms",
            "CPU",
            "page p50",
            "max ms",
        ),
        rows,
    )


def _row(length: int, figures: Figures) -> table.Row:
    keys, pages = figures.keys_s, figures.pages_s
    return (
        f"{length:,}",
        f"{figures.cpu_share:.1%}",
        f"{figures.bytes_per_s / PER_SECOND:.0f}",
        f"{figures.bytes_per_s / 1000:.1f}",
        *(f"{s * 1000:.0f}" for s in (median(keys), table.percentile(keys, 95), max(keys))),
        f"{figures.typing_cpu_share:.1%}",
        *(f"{s * 1000:.0f}" for s in (median(pages), max(pages))),
    )


def _measure(base_url: str, length: int, watch_s: float) -> Figures:
    """Let a thought grow to `length` tokens at the end of the first watch."""
    slow = int(watch_s * PER_SECOND)
    quick = max(0, length - slow)
    rest = int((watch_s + 2 * PAGES * PAGE_EVERY_S + SPARE_S) * PER_SECOND)
    with home(base_url) as path:
        argv = jevons("--model", MODEL)
        with Terminal(argv, environment(path), SIZE) as terminal:
            terminal.settle(1.0)
            ask(terminal, f"{quick} {slow + rest}")
            wait_for_tokens(terminal, quick + 50)
            started = terminal.cpu_s()
            at = terminal.pump(watch_s)
            written = terminal.bytes_since(at)
            watched = terminal.cpu_s()
            pressed = _type(terminal, watch_s)
            typed = terminal.cpu_s()
            turned = _page(terminal)
    keys, pages = _delays(terminal, pressed, turned)
    cpu, typing = (watched - started) / watch_s, (typed - watched) / watch_s
    return Figures(cpu, written / watch_s, keys, typing, pages)


def ask(terminal: Terminal, question: str) -> None:
    """Type a question and send it."""
    terminal.type(question)
    terminal.until(lambda lines: any(question in line for line in lines), within_s=5)
    terminal.type(ENTER)


def wait_for_tokens(terminal: Terminal, tokens: int) -> None:
    """Wait until the meter has counted so many tokens of thinking."""
    terminal.until(lambda lines: _metered(lines) >= tokens, within_s=30 + tokens / 500)


def _metered(lines: Sequence[str]) -> int:
    """The meter's count: the number after the last `thinking` that one follows."""
    for line in reversed(lines):
        _, word, after = line.rpartition(" thinking ")
        digits = after.split(" ", 1)[0].replace(",", "").lstrip("~")
        if word and digits.isdecimal():
            return int(digits)
    return 0


def _type(terminal: Terminal, seconds: float) -> list[float]:
    """Press a key again and again; when it was pressed."""
    presses = range(int(seconds / KEY_EVERY_S))
    return [_press(terminal, KEY, KEY_EVERY_S) for _ in presses]


def _page(terminal: Terminal) -> list[float]:
    """Page up and down again; when the keys were pressed."""
    _press(terminal, TAB, PAGE_EVERY_S)
    keys = [PAGE_UP] * PAGES + [PAGE_DOWN] * (PAGES - 1)
    return [_press(terminal, key, PAGE_EVERY_S) for key in keys]


def _press(terminal: Terminal, key: str, wait_s: float) -> float:
    at = terminal.type(key)
    terminal.pump(wait_s)
    return at


def _delays(
    terminal: Terminal, pressed: list[float], turned: list[float]
) -> tuple[list[float], list[float]]:
    """Seconds until each letter, and each page, stood on the screen."""
    seen: list[float] = []
    pages: list[list[Shot]] = [[] for _ in turned]
    for shot in terminal.shots():
        if shot.at < turned[0]:
            there = sum(character == KEY for character in shot.cells.values())
            seen += [shot.at] * (there - len(seen))
        else:
            pages[bisect_right(turned, shot.at) - 1].append(_body(shot))
    assert len(seen) == len(pressed), f"{len(seen)} of {len(pressed)} keys came"
    keys_s = [shown - at for at, shown in zip(pressed, seen, strict=True)]
    pages_s = [_right_at(shots) - at for at, shots in zip(turned, pages, strict=True)]
    return keys_s, pages_s


def _right_at(shots: list[Shot]) -> float:
    return next(shot.at for shot in shots if shot.share_of(shots[-1]) >= RIGHT)


def _body(shot: Shot) -> Shot:
    """The screen without its bars, which go on changing."""
    rows = range(1, SIZE[1] - 4)
    return Shot(shot.at, {place: char for place, char in shot.cells.items() if place[0] in rows})
