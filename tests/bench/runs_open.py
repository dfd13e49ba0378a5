"""How long a run takes to open, and to scroll, by how many samples it has.

*Opens* counts from the key to the first screen with the questions in view and all their
samples, *figures* to when the accuracy, the cost of a right answer and how the accuracy
settled are there too. A page is from its key to the last byte of what it changed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench import table
from bench.homes import MODEL, environment, home, jevons
from bench.run_library import fill
from bench.terminal import Shot, Terminal

SIZES = ((250, 4), (625, 16), (1_319, 64), (1_563, 64))
LARGE = (15_625, 64)
"""Questions and samples of each; a million samples take minutes to write."""

SCREEN = (160, 48)
RUNS, OPEN, BACK = "\x1b3", "\r", "\x1b"
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"
TOLD = "arightanswer"
"""What is shown once all figures are, without its blanks."""

SIGNS = "✓✗?…"
LEAST_SIGNS, LEAST_STRIPS = 30, 5
"""Signs in a line from which on it is taken for a question's samples, and such lines."""

QUIET_S = 0.15
OPENINGS, PAGES = 5, 40


def run(*, quick: bool, large: bool = False) -> None:
    """Print the table."""
    sizes = SIZES[:3] if quick else SIZES
    rows = [_row(questions, samples) for questions, samples in (*sizes, *([LARGE] * large))]
    headings = ("questions x samples", "stored", "written s", "opens ms", "figures ms")
    table.show(
        f"Opening a run and scrolling in it, {SCREEN[0]}x{SCREEN[1]}; medians of {OPENINGS}"
        f" openings and {PAGES} pages",
        (*headings, "page ms", "page p95 ms", "page bytes"),
        rows,
    )


def _row(questions: int, samples: int) -> table.Row:
    watch_s = 2.0 + questions * samples / 50_000
    with home() as path:
        began = time.perf_counter()
        fill(questions, samples)
        written_s = time.perf_counter() - began
        argv = jevons("--model", MODEL)
        with Terminal(argv, environment(path), SCREEN) as terminal:
            terminal.settle(1.0)
            terminal.type(RUNS)
            terminal.until(lambda lines: any("finished" in line for line in lines), 30)
            terminal.settle(1.0)
            starts = [_open(terminal, samples, watch_s) for _ in range(OPENINGS)]
            terminal.type(OPEN)
            terminal.settle(2.0)
            turns = max(1, questions // SCREEN[1] - 1)
            keys = ([PAGE_DOWN] * turns + [PAGE_UP] * turns) * PAGES
            pages = [_page(terminal, key) for key in keys[:PAGES]]
    opens, figures = zip(*starts, strict=True)
    took = [seconds for seconds, _ in pages]
    return (
        f"{questions:,} x {samples}",
        f"{questions * samples:,}",
        f"{written_s:.0f}",
        table.middle(opens, 1000),
        table.middle(figures, 1000),
        table.middle(took, 1000),
        f"{table.percentile(took, 95) * 1000:.0f}",
        table.middle([float(size) for _, size in pages]),
    )


def _open(terminal: Terminal, samples: int, watch_s: float) -> tuple[float, float]:
    """Open the run and leave it: seconds until its questions, and its figures, are shown."""
    list(terminal.shots())
    at = terminal.type(OPEN)
    terminal.pump(watch_s)
    shots = [(shot.at, _lines(shot)) for shot in terminal.shots()]
    least = min(samples, LEAST_SIGNS)
    opened = next(when for when, lines in shots if _strips(lines, least) > LEAST_STRIPS)
    told = next(when for when, lines in shots if any(TOLD in line for line in lines))
    terminal.type(BACK)
    terminal.settle(0.5)
    return opened - at, told - at


def _lines(shot: Shot) -> list[str]:
    """The lines without their blanks."""
    lines = [""] * SCREEN[1]
    for (row, _), char in sorted(shot.cells.items()):
        lines[row] += char
    return lines


def _strips(lines: Sequence[str], least: int) -> int:
    """Lines that show so many samples or more."""
    return sum(sum(char in SIGNS for char in line) >= least for line in lines)


def _page(terminal: Terminal, key: str) -> tuple[float, int]:
    """A page further or back: seconds to the last byte, and bytes."""
    at = terminal.type(key)
    terminal.settle(QUIET_S)
    return terminal.output[-1].at - at, terminal.bytes_since(at)
