"""The charts of the pages beside the frontier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jevons.core.analysis.coverage_fit import CoverageCurve
from jevons.core.analysis.difficulty import Difficulty
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.thought_lengths import ThoughtLengths
from jevons.core.analysis.ways import Way
from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Unit
from jevons.core.records import Estimate
from jevons.core.state.frontier import Placed, Shown
from jevons.core.state.frontier_chart import ACCURACY, cost_axis
from jevons.core.state.quantities import amount, percent
from jevons.core.strategies.registry import Spelled, spelled
from jevons.core.strategies.voting import SelfConsistency, Single

FORETOLD = 4
"""Of the sampled number, up to how many times as many samples the law of coverage is drawn."""

_LAW_POINTS = 40


def difficulty_chart(found: Difficulty, picked: Placed) -> Chart:
    """Accuracy on each fifth of the questions: one sample, the best, and the picked strategy."""
    rates = [percent(level.pass_rate, 0) for level in found.levels]
    names = (f"hardest, {rates[0]}", *rates[1:-1], *(f"easiest, {rate}" for rate in rates[1:][-1:]))
    axis = Axis("fifths of the questions, by how often one sample is right", names=names)
    series = []
    for place in _told_apart(found, picked.way.strategy):
        strategy = found.levels[0].ways[place].strategy
        marks = tuple(
            Mark(float(n), level.ways[place].accuracy) for n, level in enumerate(found.levels)
        )
        series.append(Series(spelled(strategy), marks, Shape.BARS))
    return Chart("By difficulty", axis, Axis("accuracy", Unit.SHARE, high=1.0), tuple(series))


def _told_apart(found: Difficulty, picked: Spelled) -> list[int]:
    """One sample, the strategy that is best over all, and the picked one if it is there."""
    ways = range(len(found.levels[0].ways))
    best = max(ways, key=lambda n: sum(level.ways[n].accuracy for level in found.levels))
    same = [n for n in ways if found.levels[0].ways[n].strategy == picked]
    return list(dict.fromkeys([0, *same, best]))


def lengths_chart(found: ThoughtLengths) -> Chart:
    """How many right and how many wrong thoughts are so long."""
    names = tuple(amount(each.low) for each in found.bins)
    axis = Axis("thinking tokens, from", names=names)
    right = tuple(Mark(float(n), float(each.right)) for n, each in enumerate(found.bins))
    wrong = tuple(Mark(float(n), float(each.wrong)) for n, each in enumerate(found.bins))
    series = (
        Series("right", right, Shape.BARS, color=3),
        Series("wrong", wrong, Shape.BARS, color=4),
    )
    return Chart("Length of thoughts", axis, Axis("thoughts"), series if names else ())


def coverage_chart(found: CoverageCurve, shown: Shown, picked: Placed) -> Chart:
    """How often one of k samples is right, the law beyond what was drawn, and the vote of k."""
    drawn = tuple(
        Mark(float(k), each.value, f"any of {k}", y_span=(each.low, each.high))
        for k, each in found.points
    )
    votes = tuple(_votes(shown, picked))
    law, rules = _law(found)
    series = (
        *law,
        Series("vote of k", votes, Shape.LINE, color=2, can_pick=False),
        Series("", votes, color=2),
        Series("any of k right", drawn, color=1),
    )
    return Chart("Coverage", Axis("samples", Unit.PLAIN, log=True), ACCURACY, series, rules)


def _law(found: CoverageCurve) -> tuple[tuple[Series, ...], tuple[Rule, ...]]:
    """The fitted law, and where it begins to speak of what nobody drew."""
    if found.fit is None:
        return (), ()
    ratio = (FORETOLD * found.fit.sampled) ** (1 / _LAW_POINTS)
    ks = [ratio**n for n in range(_LAW_POINTS + 1)]
    marks = tuple(Mark(k, found.fit.at(k)) for k in ks)
    line = Series("law, extrapolated", marks, Shape.LINE, faint=True, can_pick=False)
    return (line,), (Rule(float(found.fit.sampled), "drawn so many", upright=True),)


def _votes(shown: Shown, picked: Placed) -> Iterator[Mark]:
    """The majority at each size that was replayed on the run of the picked way."""
    for way in shown.ways.ways:
        voting = isinstance(way.strategy, Single | SelfConsistency)
        if voting and way.run.number == picked.way.run.number:
            size = way.strategy.at_most
            yield replace(_mark(float(size), way, f"vote of {size}"), label="")


def longer_chart(shown: Shown, picked: Placed) -> Chart:
    """Accuracy against what is thought, for the picked strategy and for one sample."""
    lines = [shown.steps_of(picked)]
    for steps in shown.steps:
        first = steps[0].before
        same_model = first.run.plan.model == picked.way.run.plan.model
        if same_model and isinstance(first.strategy, Single) and steps != lines[0]:
            lines.append(steps)
    series: list[Series] = []
    for n, steps in enumerate(lines):
        ways = [steps[0].before, *(step.after for step in steps)]
        marks = tuple(
            _mark(_thinking(way), way, f"think {way.run.plan.dial.label()}") for way in ways
        )
        plain = tuple(Mark(mark.x, mark.y) for mark in marks)
        series += [
            Series(spelled(ways[0].strategy), plain, Shape.LINE, color=n + 1, can_pick=False),
            Series("", marks, color=n + 1),
        ]
    xs = [mark.x for each in series for mark in each.marks]
    return Chart("Thinking longer", cost_axis(Measure.THINKING, xs), ACCURACY, tuple(series))


def _thinking(way: Way) -> float:
    found = way.estimate(Measure.THINKING)
    return 0.0 if found is None else found.value


def _mark(x: float, way: Way, name: str) -> Mark:
    found = way.estimate(Measure.ACCURACY)
    assert found is not None  # every way has one
    return Mark(x, found.value, name, way.run.plan.dial.label(), y_span=_span(found))


def _span(found: Estimate) -> tuple[float, float]:
    return found.low, found.high
