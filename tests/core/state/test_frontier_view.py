from dataclasses import replace

import pytest

from core.runs.frontier_runs import fill_run, fill_sweep
from core.runs.run_samples import an_exam
from jevons.core.analysis.replay import Measure
from jevons.core.prices.pricing import parse_pricing
from jevons.core.problems import Problem, ProblemKind
from jevons.core.state import frontier as state
from jevons.core.state.frontier import COSTS, ENOUGH_SAMPLES, FrontierView, Page
from jevons.core.state.runs import graded_samples


def test_it_begins_with_the_newest_exam_and_all_its_runs(runs):
    fill_sweep(runs, [0, 64])
    fill_run(runs, 64, exam=an_exam(6, "other"))
    newest = fill_run(runs, 256)
    empty = runs.create(an_exam(3), runs.run(1).plan).number
    view = state.listed(FrontierView(), runs.runs())
    assert view.wanted.numbers == (1, 2, newest)
    assert empty not in {run.number for run in view.runs}
    assert {run.number for run in state.comparable(view)} == {1, 2, newest}


def test_it_begins_with_the_newest_exam_that_has_samples_enough(runs):
    many = fill_run(runs, 64, samples=40)
    few = fill_run(runs, 64, exam=an_exam(6, "other"))
    usable = state.listed(FrontierView(), runs.runs()).runs
    counts = {run.number: graded_samples(run) for run in usable}
    assert counts[few] < ENOUGH_SAMPLES <= counts[many]
    assert state.listed(FrontierView(), runs.runs()).wanted.numbers == (many,)


def test_chosen_runs_stay_until_they_are_gone(runs):
    first, second = fill_sweep(runs, [0, 64])
    view = state.of_runs(state.listed(FrontierView(), runs.runs()), [first])
    assert state.listed(view, runs.runs()).wanted.numbers == (first,)
    runs.delete(first)
    assert state.listed(view, runs.runs()).wanted.numbers == (second,)
    runs.delete(second)
    assert state.listed(view, runs.runs()).wanted.numbers == ()


def test_ways_are_lettered_by_their_cost_capitals_on_the_frontier(view):
    costs = [each.cost.value for each in view.placed]
    assert costs == sorted(costs)
    best = [each.letters for each in view.placed if each.point.on_frontier]
    rest = [each.letters for each in view.placed if not each.point.on_frontier]
    assert best == [chr(65 + n) for n in range(len(best))]
    assert rest[:3] == ["a", "b", "c"]
    assert view.picked.letters == "A"
    assert view.is_new


def test_letters_go_on_behind_z(view):
    ways = view.shown.ways
    many = replace(ways, ways=list(ways.ways) * 4)
    letters = [each.letters for each in state.placed(many, Measure.TOKENS)]
    assert len(set(letters)) == len(letters)
    assert "aa" in letters


def test_other_prices_change_the_dollars_and_nothing_is_replayed(view):
    before = {each.key: each for each in view.placed}
    view = state.at_prices(view, parse_pricing("deepseek-r1@2025-01-27"))
    assert not view.is_new
    view = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
    assert view.is_new
    for each in view.placed:
        assert each.accuracy == before[each.key].accuracy
        assert each.cost.value != before[each.key].cost.value
        tokens = each.way.estimate(Measure.TOKENS).value
        samples = each.way.estimate(Measure.SAMPLES).value
        assert each.cost.value == pytest.approx((tokens * 2.19 + samples * 10 * 0.55) / 1e6)


def test_every_cost_can_be_what_accuracy_is_against(view):
    for cost in (*COSTS[1:], COSTS[0]):
        view = state.next_cost(view)
        assert view.wanted.cost is cost
        view = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
        assert len(view.placed) == len(view.shown.ways.ways)
    assert state.next_cost(view, -1).wanted.cost is COSTS[-1]


def test_strategies_that_are_off_are_not_on_the_picture(view):
    names = state.strategies(view)
    assert list(names)[:2] == ["single", "self-consistency"]
    assert all(names.values())
    view = state.without(view, set(names) - {"single"})
    view = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
    assert [each.way.strategy.name for each in view.placed] == ["single"] * 3
    assert state.strategies(view) == names


def test_what_is_refused_leaves_what_is_shown(view):
    problem = Problem(ProblemKind.BAD_PRICE, "o1 was not on sale")
    wished = state.at_prices(view, parse_pricing("o1@2025-01-27"))
    assert state.refused(wished, problem) == view
    other = state.of_runs(view, [99])
    refused = state.refused(other, problem)
    assert (refused.shown, refused.problem) == (None, problem)


def test_read_again_it_is_out_of_date_until_worked_out(view):
    again = state.outdated(view)
    assert not again.is_new
    assert again.placed == view.placed
    assert state.arrived(again, state.work_out(view.shown.ways, view.wanted)).is_new


def test_the_cursor_goes_through_all_ways_and_along_the_frontier(view):
    keys = [each.key for each in view.placed]
    best = [each.key for each in view.shown.best]
    assert state.moved(view, 1).cursor == keys[1]
    assert state.moved(view, -1).cursor == keys[0]
    assert state.moved(view, 10**9).cursor == keys[-1]
    assert state.moved_on_frontier(view, 1).cursor == best[1]
    assert state.moved_on_frontier(view, -1).cursor == best[0]
    last = state.picked(view, best[-1])
    assert state.moved_on_frontier(last, 1) == last
    beside = next(each for each in view.placed if not each.point.on_frontier)
    assert state.moved_on_frontier(state.picked(view, beside.key), -1).cursor in best
    assert state.picked(view, "nothing") == view
    assert state.moved(FrontierView(), 1) == FrontierView()


def test_cursor_and_mark_stay_on_their_ways(view):
    view = state.marked(state.moved(view, 2))
    key = view.cursor
    view = state.moved(view, 1)
    again = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
    assert (again.cursor, again.marked) == (view.cursor, key)
    assert state.marked(state.picked(again, key)).marked == ""
    other = state.without(again, {again.picked.way.strategy.name})
    other = state.arrived(other, state.work_out(other.shown.ways, other.wanted))
    assert other.picked.point.on_frontier


def test_pages_turn_and_turn_back(view):
    turned = state.turned(view, Page.TABLE)
    assert turned.page is Page.TABLE
    assert state.turned(turned, Page.TABLE).page is Page.PICTURE
