"""How fast samples are kept, and how fast runs open, by how many generations are stored.

Samples are put as a worker puts them, some to a transaction, and a transaction is on the
disk before the next begins. What is opened is the library itself, the large run that fills
it, and a small one beside it: all that their screens ask of the library at first.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from statistics import median

from bench import table
from bench.homes import home
from bench.run_library import MODEL, an_exam, fill, samples_of
from jevons.core.records import Dial, SamplingParams
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan
from jevons.core.runs.run_store import RunStore

STORED = ((125, 8), (625, 16), (1_563, 64))
LARGE = (15_625, 64)
"""Questions and samples of each; a million samples take minutes to write."""

SMALL = (250, 8)
"""Of the run that is put into the library that is filled already."""

BATCH = 32
"""Samples to a transaction: what 256 requests a second finish within an eighth of one."""

OPENINGS = 7


def run(*, quick: bool, large: bool = False) -> None:
    """Print the table."""
    stored = STORED[:2] if quick else STORED
    table.show(
        f"A library as it grows; a run of {SMALL[0] * SMALL[1]:,} samples is put into it,"
        f" {BATCH} to a transaction; medians of {OPENINGS} openings",
        (
            "stored",
            "put/s",
            "put ms, median",
            "longest ms",
            "library opens ms",
            "small run opens ms",
            "large run opens ms",
        ),
        [_row(*size) for size in (*stored, *([LARGE] * large))],
    )


def _row(questions: int, samples: int) -> table.Row:
    with home(None):
        fill(questions, samples)
        library, _ = Library.open()
        puts = _put(library.runs)
        small, big = (run.number for run in library.runs.runs())
        cells = [
            _timed(lambda: Library.open()[0].close()),
            _timed(lambda: _open(library.runs, small)),
            _timed(lambda: _open(library.runs, big)),
        ]
        library.close()
    return (
        f"{questions * samples:,}",
        f"{SMALL[0] * SMALL[1] / sum(puts):,.0f}",
        f"{1000 * median(puts):.1f}",
        f"{1000 * max(puts):.0f}",
        *cells,
    )


def _put(store: RunStore) -> list[float]:
    """Put a run into the library: the seconds of each transaction."""
    questions, samples = SMALL
    exam = an_exam(questions)
    plan = RunPlan((MODEL,), SamplingParams(), Dial.budget(4096), samples=samples)
    number = store.create(exam, plan).number
    drawn = samples_of(exam, plan)
    took = []
    while batch := list(islice(drawn, BATCH)):
        began = time.perf_counter()
        store.put(number, batch)
        took.append(time.perf_counter() - began)
    return took


def _open(store: RunStore, number: int) -> None:
    """Read all that the screen of a run shows at first."""
    store.run(number)
    store.exam(number)
    store.samples(number)
    store.tallies(number)


def _timed(act: Callable[[], None]) -> str:
    """The median of several times, in milliseconds."""
    took = []
    for _ in range(OPENINGS):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return f"{1000 * median(took):.1f}"
