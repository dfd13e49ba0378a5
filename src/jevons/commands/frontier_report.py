"""The frontier in plain text, JSON, Markdown and CSV, for the command line."""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jevons.commands.acting import with_runs
from jevons.commands.aligned import markdown_lines, markdown_text, table_lines
from jevons.commands.frontier_answers import Asked, asked_of, query_lines, query_objects
from jevons.commands.frontier_depths import Depths, depths_object, depths_of, depths_tables
from jevons.commands.replay_report import pricing_of, strategies_of, way_object
from jevons.commands.watching import say
from jevons.core.analysis.frontier import Point
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Way, Ways, ways_of, with_sweeps
from jevons.core.problems import ProblemError, kind_of_os_error
from jevons.core.runs.run_store import RunStore
from jevons.core.state.frontier_tables import points_table
from jevons.core.strategies.registry import spelled
from jevons.core.visible_text import visible_json

AXES = {
    "usd": Measure.USD,
    "tokens": Measure.TOKENS,
    "thinking": Measure.THINKING,
    "p50": Measure.LATENCY_P50,
    "p90": Measure.LATENCY_P90,
}


@with_runs
def print_frontier(args: argparse.Namespace, store: RunStore) -> int:
    """Work the frontier out and print it in the form that is asked for."""
    cost = AXES[args.axis]
    asked = asked_of(args, cost)
    numbers = args.numbers if args.no_sweeps else with_sweeps(store, args.numbers)
    ways = ways_of(store, numbers, strategies_of(args), pricing_of(args))
    points = ways.points(cost)
    depths = None
    if args.more or args.json or args.markdown:
        depths = depths_of(store, ways, args.numbers, cost)
    if args.csv is not None:
        _write_csv(args.csv, points)
    if args.json:
        print(_json(ways, points, cost, asked, depths))
    else:
        lines = _markdown if args.markdown else _text
        print("\n".join(lines(ways, cost, asked, depths)))
    return 0


def _text(ways: Ways, cost: Measure, asked: Asked, depths: Depths | None) -> Iterator[str]:
    yield from table_lines(points_table(ways, cost))
    yield ""
    yield from query_lines(ways, cost, asked)
    for table in depths_tables(depths, cost) if depths else ():
        yield ""
        yield from table_lines(table)


def _markdown(ways: Ways, cost: Measure, asked: Asked, depths: Depths | None) -> Iterator[str]:
    yield f"# What accuracy costs: {markdown_text(ways.exam)}"
    yield ""
    yield from markdown_lines(points_table(ways, cost))
    yield ""
    yield from (f"- {markdown_text(line)}" for line in query_lines(ways, cost, asked))
    for table in depths_tables(depths, cost) if depths else ():
        yield ""
        yield from markdown_lines(table)


def _json(
    ways: Ways,
    points: Sequence[tuple[Way, Point]],
    cost: Measure,
    asked: Asked,
    depths: Depths | None,
) -> str:
    document = {
        "exam": ways.exam,
        "questions": len(ways.questions),
        "axis": cost,
        "prices": ways.pricing.label,
        "notices": list(ways.notices),
        "points": [
            way_object(way)
            | {"name": way.name, "on_frontier": point.on_frontier, "chance": point.chance}
            for way, point in points
        ],
        "queries": query_objects(ways, cost, asked),
        **(depths_object(depths) if depths else {}),
    }
    return visible_json(finite(document))


def finite(value: Any) -> Any:
    """The value with `None` for what JSON has no number for."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    return [finite(each) for each in value] if isinstance(value, list | tuple) else value


def _write_csv(path: Path, points: Sequence[tuple[Way, Point]]) -> None:
    """One row a way: every measure with the ends of its interval, empty where not known."""
    file = path.expanduser()
    names = [f"{measure}{end}" for measure in Measure for end in ("", "_low", "_high")]
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            first = ("run", "model", "think", "strategy", "measured", "on_frontier", "chance")
            writer.writerow([*first, *names])
            writer.writerows(_cells(way, point) for way, point in points)
    except OSError as error:
        raise ProblemError.of(
            kind_of_os_error(error),
            f"{file} cannot be written: {error.strerror}",
            remedy="choose another file",
        ) from error
    say(f"{len(points)} points: {file}")


def _cells(way: Way, point: Point) -> list[object]:
    row: list[object] = [
        way.run.number,
        way.run.plan.model,
        way.run.plan.dial.label(),
        spelled(way.strategy),
        way.measured,
        point.on_frontier,
        point.chance,
    ]
    for measure in Measure:
        found = way.estimate(measure)
        row += ["", "", ""] if found is None else [found.value, found.low, found.high]
    return row
