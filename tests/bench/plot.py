"""How long a chart takes to draw, and what of it is written again when the cursor moves.

Fifty points with intervals in both directions, twelve of them on a staircase.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import pairwise

from bench import table
from jevons.core.plot.chart import Axis, Chart, Mark, Series, Shape, Spot, Unit
from jevons.core.plot.draw import draw
from jevons.core.plot.glyphs import ASCII, UNICODE, Glyphs
from jevons.core.plot.svg import svg

SIZES = ((30, 8), (80, 24), (160, 48), (200, 60))
POINTS = 50
DRAWINGS = 40


def run(*, quick: bool) -> None:
    """Print the table."""
    chart = _chart()
    times = DRAWINGS // 4 if quick else DRAWINGS
    sets = (("Unicode", UNICODE), ("ASCII", ASCII))
    rows = [_row(chart, size, name, glyphs, times) for name, glyphs in sets for size in SIZES]
    seconds = _seconds(lambda _: svg(chart), times)
    table.show(
        f"A chart of {POINTS} points with intervals, medians (quartiles) of {times} drawings",
        ("cells", "signs", "ms", "rows that a move of the cursor changes"),
        [*rows, ("SVG", "-", table.middle(seconds, 1e3, 1), "-")],
    )


def _row(chart: Chart, size: tuple[int, int], name: str, glyphs: Glyphs, times: int) -> table.Row:
    columns, rows = size
    pictures = [draw(chart, columns, rows, glyphs, Spot(2, n % 12)).rows for n in range(times)]
    changed = [
        float(sum(a != b for a, b in zip(before, after, strict=True)))
        for before, after in pairwise(pictures)
    ]
    seconds = _seconds(lambda n: draw(chart, columns, rows, glyphs, Spot(2, n % 12)), times)
    return f"{columns}x{rows}", name, table.middle(seconds, 1e3, 1), table.middle(changed)


def _seconds(do: Callable[[int], object], times: int) -> list[float]:
    found = []
    for n in range(times):
        start = time.perf_counter()
        do(n)
        found.append(time.perf_counter() - start)
    return found


def _chart() -> Chart:
    rng = random.Random(1)
    marks = []
    for n in range(POINTS):
        x = 10 ** rng.uniform(-5, -2)
        y = rng.uniform(0.2, 0.9)
        marks.append(Mark(x, y, f"way {n}", f"{n:02d}", (x * 0.8, x * 1.2), (y - 0.05, y + 0.05)))
    best = tuple(sorted(marks[:12], key=lambda mark: (mark.x, mark.y)))
    return Chart(
        "",
        Axis("dollars a question", Unit.USD, log=True),
        Axis("accuracy", Unit.SHARE),
        (
            Series("", best, Shape.STEPS, color=1, to_edge=True, can_pick=False),
            Series("others", tuple(marks[12:])),
            Series("on the frontier", best, color=1),
        ),
    )
