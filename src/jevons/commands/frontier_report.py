"""The frontier in plain text, JSON, Markdown and CSV, for the command line."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jevons.commands.acting import with_runs
from jevons.commands.frontier_answers import (
    Asked,
    asked_of,
    query_lines,
    query_objects,
    sum_of_question,
)
from jevons.commands.frontier_depths import Depths, depths_object, depths_of, depths_tables
from jevons.commands.replay_report import pricing_of, strategies_of, way_object
from jevons.commands.tables import markdown_lines, table_lines
from jevons.commands.watching import say
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Ways, ways_of, with_sweeps
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.transfer.export_file import export_file
from jevons.core.state.frontier import FrontierView, Wanted, arrived, work_out
from jevons.core.state.frontier_files import FORMS, file_content, report
from jevons.core.state.frontier_tables import points_table
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
    view = _view(ways, cost, asked)
    depths = None
    if args.more or args.json or args.markdown:
        depths = depths_of(store, ways, args.numbers, cost)
    files = [(path, path.suffix.lstrip(".")) for path in map(Path, args.save)]
    _save(view, files if args.csv is None else [*files, (Path(args.csv), "csv")])
    if args.json:
        print(_json(ways, cost, asked, depths))
    elif args.markdown:
        print("\n".join(_markdown(view, cost, depths)))
    else:
        print("\n".join(_text(ways, cost, asked, depths)))
    return 0


def _view(ways: Ways, cost: Measure, asked: Asked) -> FrontierView:
    """The frontier as its screen shows it."""
    numbers = tuple(pools.run.number for pools in ways.pools)
    wanted = Wanted(numbers, ways.pricing, cost)
    sums = {} if asked.sum is None else {cost: sum_of_question(ways, cost, asked)}
    view = FrontierView(wanted=wanted, accuracy=asked.accuracy, sums=sums)
    return arrived(view, work_out(ways, wanted))


def _save(view: FrontierView, files: Sequence[tuple[Path, str]]) -> None:
    """Write the files that are asked for; one that is there is written over."""
    forms = [form for form, _ in FORMS]
    for path, form in files:
        if form not in forms:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{path.name} ends in no form that is known",
                kept="it was not written",
                remedy=f"end it in .{', .'.join(forms)}",
            )
        with export_file(path.expanduser(), overwrite=True) as out:
            out.write(file_content(view, form))
        say(f"written to {path}")


def _text(ways: Ways, cost: Measure, asked: Asked, depths: Depths | None) -> Iterator[str]:
    yield from table_lines(points_table(ways, cost))
    yield ""
    yield from query_lines(ways, cost, asked)
    for table in depths_tables(depths, cost) if depths else ():
        yield ""
        yield from table_lines(table)


def _markdown(view: FrontierView, cost: Measure, depths: Depths | None) -> Iterator[str]:
    yield report(view).rstrip("\n")
    for table in depths_tables(depths, cost) if depths else ():
        yield ""
        yield from markdown_lines(table)


def _json(ways: Ways, cost: Measure, asked: Asked, depths: Depths | None) -> str:
    document = {
        "exam": ways.exam,
        "questions": len(ways.questions),
        "axis": cost,
        "prices": ways.pricing.label,
        "notices": list(ways.notices),
        "points": [
            way_object(way)
            | {"name": way.name, "on_frontier": point.on_frontier, "chance": point.chance}
            for way, point in ways.points(cost)
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
