import math

import pytest

from core.runs.frontier_runs import fill_run
from core.state.frontier_values import worked_out
from jevons.core.analysis.frontier import cheapest, extra_cost
from jevons.core.analysis.replay import Measure
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView
from jevons.core.state.frontier_answers import (
    answers,
    cost_said,
    wanted_accuracy,
    wanted_sum,
    way_said,
)


def by_question(view):
    return {each.asked: f"{each.strong}{each.rest}" for each in answers(view)}


def test_the_cheapest_way_to_an_accuracy(view):
    view = state.asking(view, accuracy=0.6)
    found = cheapest(view.shown.candidates, 0.6)
    said = by_question(view)["cheapest to 60 %"]
    assert said.startswith(way_said(view.shown.of(found.candidate), view.shown))
    assert f"for {cost_said(found.candidate.cost.value, Measure.USD)}" in said
    assert f"in {100 * found.chance:.0f} % of draws" in said
    unreached = by_question(state.asking(view, accuracy=1.0))["cheapest to 100 %"]
    assert unreached.startswith("none gets there; the best is ")


def test_the_most_for_a_sum(view):
    view = state.asking(view, sums={Measure.USD: 1e-7})
    assert by_question(view)["most for $0.000000100"].startswith("nothing is so cheap; the least")
    view = state.asking(view, sums={Measure.USD: 1.0})
    best = max(each.accuracy.value for each in view.placed)
    assert f"{100 * best:.1f} %" in by_question(view)["most for $1.00"]


def test_what_is_asked_by_itself(view):
    best = max(each.accuracy.value for each in view.placed)
    assert best - 0.05 < wanted_accuracy(view) <= best
    assert 0 < wanted_sum(view) < view.shown.best[-1].cost.value
    assert wanted_sum(state.next_cost(view)) != 0
    assert answers(FrontierView()) == []


def test_going_from_the_marked_way_to_another(view):
    first, last = view.shown.best[0], view.shown.best[-1]
    assert by_question(view)["a right one more"].startswith("m marks a way")
    view = state.marked(state.picked(view, first.key))
    same = by_question(view)[f"from {first.letters} to {first.letters}"]
    assert same.startswith("go to another way")
    there = by_question(state.picked(view, last.key))[f"from {first.letters} to {last.letters}"]
    extra = extra_cost(first.candidate, last.candidate)
    assert cost_said(extra.value, Measure.USD) in there
    assert there.endswith("a right answer more")
    back = state.picked(state.marked(state.picked(view, last.key)), first.key)
    told = by_question(back)[f"from {last.letters} to {first.letters}"]
    assert told.endswith("cheaper, but no more are right")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure.USD, "$0.00125"),
        (Measure.THINKING, "812 tokens"),
        (Measure.LATENCY_P50, "2.31 s"),
    ],
)
def test_costs_are_said_in_their_units(measure, expected):
    value = {Measure.USD: 0.00125, Measure.THINKING: 812.0}.get(measure, 2.31)
    assert cost_said(value, measure) == expected


def test_runs_are_named_by_what_tells_them_apart(runs):
    fill_run(runs, 64)
    alone = worked_out(runs, state.listed(FrontierView(), runs.runs()))
    assert way_said(alone.placed[0], alone.shown) == "A single"
    fill_run(runs, 64, models=("v3",))
    both = worked_out(runs, state.of_runs(state.listed(FrontierView(), runs.runs()), [1, 2]))
    said = {way_said(each, both.shown).partition(" ")[2] for each in both.placed}
    assert {"r1, think 64, single", "v3, think 64, self-consistency ×8"} <= said
    assert math.isfinite(sum(each.cost.value for each in both.placed))
