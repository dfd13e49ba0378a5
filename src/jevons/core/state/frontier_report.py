"""The frontier as a table for other programs, and as a report for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from jevons.core.analysis.replay import Measure
from jevons.core.records import Estimate
from jevons.core.state.frontier import FrontierView, Placed, Shown
from jevons.core.state.frontier_answers import answers, cost_interval, way_said
from jevons.core.state.frontier_chart import UNITS
from jevons.core.state.quantities import counted, percent, percent_interval
from jevons.core.strategies.registry import spelled
from jevons.core.visible_text import one_line

COLUMNS = ("run", "model", "think", "strategy", "origin", "on_frontier", "chance_on_frontier")
"""The columns before those of the measures."""

LONGEST = 200
"""Characters of a name."""


def as_csv(shown: Shown) -> str:
    """One row a way: each measure with the ends of its interval, blank where it is not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f"{measure}{end}" for measure in Measure for end in ("", "_low", "_high")]
    writer.writerow([*COLUMNS, *names])
    for each in shown.placed:
        run = each.way.run
        measured = "measured" if each.way.measured else "replayed"
        writer.writerow(
            [
                run.number,
                one_line(run.plan.model, LONGEST),
                run.plan.dial.label(),
                spelled(each.way.strategy),
                measured,
                "yes" if each.point.on_frontier else "no",
                f"{each.point.chance:.3f}",
                *(cell for measure in Measure for cell in _cells(each.way.estimate(measure))),
            ]
        )
    return out.getvalue()


def _cells(estimate: Estimate | None) -> tuple[str, str, str]:
    if estimate is None:
        return "", "", ""
    return f"{estimate.value:.6g}", f"{estimate.low:.6g}", f"{estimate.high:.6g}"


def as_markdown(view: FrontierView, picture: str) -> str:
    """What was asked, what came out, the picture in plain text, and all ways in a table."""
    shown = view.shown
    return "\n".join(_report(view, shown, picture)) + "\n" if shown else ""


def _report(view: FrontierView, shown: Shown, picture: str) -> Iterator[str]:
    ways, cost = shown.ways, shown.wanted.cost
    yield f"# What accuracy costs: {_cell(ways.exam)}"
    yield ""
    yield f"{counted(len(ways.questions), 'question')}; {UNITS[cost][0]}, {ways.pricing.meaning}."
    for pools in ways.pools:
        run = pools.run
        yield (
            f"- run {run.number}: {_cell(run.plan.model)}, think {run.plan.dial.label()},"
            f" {counted(pools.size, 'sample')} of each question"
        )
    yield from (f"- {_cell(text)}" for text in ways.notices)
    yield ""
    yield from (f"- **{each.asked}**: {_cell(each.strong)}{each.rest}" for each in answers(view))
    yield ""
    yield "```"
    yield picture
    yield "```"
    yield ""
    yield f"| | way | accuracy | {UNITS[cost][0]} | on the frontier | from |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(each, shown) for each in shown.placed)
    yield ""
    yield (
        "Intervals are 95 %, of a bootstrap over questions that is the same for all ways. Full"
        " signs were measured: their samples were drawn just so. Open ones are replayed from"
        " the same samples. Capitals are on the frontier: nothing cheaper is as accurate."
    )


def _row(each: Placed, shown: Shown) -> str:
    way = way_said(each, shown)
    letters, _, name = way.partition(" ")
    cells = (
        f"**{letters}**" if each.point.on_frontier else letters,
        name,
        percent_interval(each.accuracy),
        cost_interval(each.cost, shown.wanted.cost),
        percent(each.point.chance, 0),
        each.way.origin,
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """Text that ends no cell and begins no markup."""
    plain = one_line(text, LONGEST)
    return "".join(f"\\{c}" if c in "|`<[" else c for c in plain)
