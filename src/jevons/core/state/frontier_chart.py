"""The picture of the frontier as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from jevons.core.analysis.replay import Measure
from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Sign, Spot, Unit
from jevons.core.records import Estimate
from jevons.core.runs.run import Run
from jevons.core.state.frontier import FrontierView, Placed, Shown
from jevons.core.visible_text import one_line

UNITS: Mapping[Measure, tuple[str, Unit]] = {
    Measure.USD: ("dollars a question", Unit.USD),
    Measure.THINKING: ("thinking tokens a question", Unit.TOKENS),
    Measure.TOKENS: ("tokens a question", Unit.TOKENS),
    Measure.LATENCY_P50: ("seconds that half of the questions wait", Unit.SECONDS),
    Measure.LATENCY_P90: ("seconds that nine in ten questions wait", Unit.SECONDS),
}
"""What each measure of cost is, in words, and how its numbers are written."""

ACCURACY = Axis("accuracy", Unit.SHARE)

SIGNS = (
    (Sign.DISC, Sign.RING),
    (Sign.SQUARE, Sign.BOX),
    (Sign.TRIANGLE, Sign.OPEN_TRIANGLE),
    (Sign.DIAMOND, Sign.OPEN_DIAMOND),
    (Sign.DOWN_TRIANGLE, Sign.OPEN_DOWN_TRIANGLE),
    (Sign.LEFT_TRIANGLE, Sign.OPEN_LEFT_TRIANGLE),
)
"""The signs of each run: full where a way was measured, open where it was replayed."""

STAIRCASE_COLOR = 6
"""The colour that no run has."""

FEW = 30
"""Ways up to which those beside the frontier are labelled in the picture too."""

LONGEST = 40
"""Characters of a name in the legend."""


def cost_axis(cost: Measure, values: Sequence[float] = ()) -> Axis:
    """The axis of a cost: on a log scale, unless something costs nothing."""
    title, unit = UNITS[cost]
    return Axis(title, unit, log=all(value > 0 for value in values))


def frontier_chart(view: FrontierView) -> tuple[Chart, dict[str, Spot]]:
    """The chart, and the spots in it by the keys of their ways."""
    shown = view.shown
    if shown is None:
        return Chart("", cost_axis(view.wanted.cost), ACCURACY), {}
    wanted = shown.wanted
    series = [_staircase(shown), *_all_series(shown)]
    spots = {
        key: Spot(number, place)
        for number, (_, keys) in enumerate(series)
        for place, key in enumerate(keys)
    }
    axis = cost_axis(wanted.cost, [each.cost.value for each in shown.placed])
    rules = () if view.accuracy is None else (Rule(view.accuracy, "wanted"),)
    title = f"{shown.ways.exam}: what accuracy costs"
    return Chart(title, axis, ACCURACY, tuple(found for found, _ in series), rules), spots


def _staircase(shown: Shown) -> tuple[Series, tuple[str, ...]]:
    marks = tuple(Mark(each.cost.value, each.accuracy.value) for each in shown.best)
    steps = Series("", marks, Shape.STEPS, STAIRCASE_COLOR, to_edge=True, can_pick=False)
    return steps, ()


def _all_series(shown: Shown) -> Iterator[tuple[Series, tuple[str, ...]]]:
    """For each run what was measured and what was replayed, the frontier on top."""
    runs = [pools.run for pools in shown.ways.pools]
    named: set[str] = set()
    few = len(shown.placed) <= FEW
    on_it = {each.way.run.number for each in shown.best}
    for best, (place, run), measured in product((False, True), enumerate(runs), (True, False)):
        ways = [
            each
            for each in shown.placed
            if (each.way.run.number, each.way.measured, each.point.on_frontier)
            == (run.number, measured, best)
        ]
        name = _legend(run, runs, measured=measured, named=best or run.number not in on_it)
        name = "" if not ways or name in named else name
        named.add(name)
        series = Series(
            name,
            tuple(_mark(each, labelled=best or few) for each in ways),
            color=place % (STAIRCASE_COLOR - 1) + 1,
            sign=SIGNS[place % len(SIGNS)][not measured],
            faint=not best,
        )
        yield series, tuple(each.key for each in ways)


def _legend(run: Run, runs: Sequence[Run], *, measured: bool, named: bool) -> str:
    """Runs are told apart where there are several, else measured ways from replayed ones.

    A run has its name in the colour of its ways on the frontier, if it has any there.
    """
    if len(runs) > 1:
        return run_name(run, runs) if named else ""
    return "measured" if measured else "replayed"


def run_name(run: Run, runs: Sequence[Run]) -> str:
    """What tells a run from the others: its model, its dial, and if need be its number."""
    model, dial = one_line(run.plan.model, LONGEST), f"think {run.plan.dial.label()}"
    same_model = len({other.plan.model for other in runs}) == 1
    name = dial if same_model else f"{model}, {dial}"
    alike = [o for o in runs if (o.plan.model, o.plan.dial) == (run.plan.model, run.plan.dial)]
    return f"{name} ({run.number})" if len(alike) > 1 else name


def _mark(each: Placed, *, labelled: bool) -> Mark:
    return Mark(
        each.cost.value,
        each.accuracy.value,
        each.way.name,
        each.letters if labelled else "",
        _span(each.cost),
        _span(each.accuracy),
    )


def _span(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high
