"""Replaying the samples of a run, for the command line."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from typing import Any

from jevons.commands.acting import with_runs
from jevons.commands.tables import table_lines
from jevons.commands.watching import say
from jevons.core.analysis.replay import Measure, Replayed
from jevons.core.analysis.ways import Way, Ways, ways_of
from jevons.core.prices.pricing import AS_PAID, Pricing, parse_pricing
from jevons.core.records import Estimate
from jevons.core.runs.run_store import RunStore
from jevons.core.state.frontier_tables import UNITS, Table, cost_text
from jevons.core.state.quantities import counted, percent, percent_interval
from jevons.core.strategies.registry import Spelled, parse_spelled, spelled, to_json
from jevons.core.visible_text import visible_json

SHOWN = (
    Measure.SAMPLES,
    Measure.THINKING,
    Measure.TOKENS,
    Measure.USD,
    Measure.USD_PER_RIGHT,
    Measure.LATENCY_P50,
    Measure.LATENCY_P90,
)


@with_runs
def replay_run(args: argparse.Namespace, store: RunStore) -> int:
    """Replay strategies on one run and print what they come to."""
    ways = ways_of(store, [args.number], strategies_of(args), pricing_of(args))
    for notice in ways.notices:
        say(notice)
    print(_json(ways) if args.json else "\n".join(table_lines(_table(ways))))
    return 0


def strategies_of(args: argparse.Namespace) -> list[Spelled]:
    """The strategies that were asked for; none for the usual ones."""
    return [parse_spelled(text) for text in args.strategy or ()]


def pricing_of(args: argparse.Namespace) -> Pricing:
    """The prices that were asked for."""
    return AS_PAID if args.prices is None else parse_pricing(args.prices)


def _table(ways: Ways) -> Table:
    run, size = ways.pools[0].run, ways.pools[0].size
    measures = [m for m in SHOWN if any(m in way.replayed.estimates for way in ways.ways)]
    worst = max(way.replayed.monte_carlo_error for way in ways.ways)
    notes = [
        f"dollars {ways.pricing.meaning}; seconds as they were, the samples of a wave at once",
        "intervals of accuracy are 95 % over questions; the orders that samples are taken in"
        f" leave {percent(worst)} to chance at most (Monte Carlo standard error)",
    ]
    if Measure.USD not in measures:
        notes.append("what was paid is not known of all samples: --prices gives them a price")
    return Table(
        f"run {run.number}: {run.exam}, {run.plan.model}, think {run.plan.dial.label()},"
        f" {counted(len(ways.questions), 'question')} x {size} samples",
        ("strategy", "accuracy", *(UNITS[measure] for measure in measures), ""),
        [_row(way, measures) for way in ways.ways],
        notes,
    )


def _row(way: Way, measures: Sequence[Measure]) -> tuple[str, ...]:
    estimates = way.replayed.estimates
    costs = (
        cost_text(estimates[measure].value, measure) if measure in estimates else "?"
        for measure in measures
    )
    return (
        spelled(way.strategy),
        percent_interval(estimates[Measure.ACCURACY]),
        *costs,
        "measured" if way.measured else "replayed",
    )


def _json(ways: Ways) -> str:
    run = ways.pools[0].run
    document = {
        "run": run.number,
        "exam": run.exam,
        "model": run.plan.model,
        "think": run.plan.dial.label(),
        "questions": len(ways.questions),
        "samples": ways.pools[0].size,
        "prices": ways.pricing.label,
        "notices": list(ways.notices),
        "strategies": [way_object(way) for way in ways.ways],
    }
    return visible_json(document)


def way_object(way: Way) -> dict[str, Any]:
    """A way as JSON holds it; `null` is a bound that is infinite, or what is not known."""
    replayed: Replayed = way.replayed
    return {
        "run": way.run.number,
        "model": way.run.plan.model,
        "think": way.run.plan.dial.label(),
        "strategy": spelled(way.strategy),
        "parameters": json.loads(to_json(way.strategy)),
        "source": way.strategy.source,
        "measured": way.measured,
        "origin": way.origin,
        "monte_carlo_error": replayed.monte_carlo_error,
        **{measure.value: estimate_object(way.estimate(measure)) for measure in Measure},
    }


def estimate_object(estimate: Estimate | None) -> dict[str, Any] | None:
    """An estimate as JSON holds it."""
    if estimate is None:
        return None
    bounds = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    finite = {name: None if math.isinf(value) else value for name, value in bounds.items()}
    return {**finite, "level": estimate.level, "method": estimate.method, "n": estimate.n}
