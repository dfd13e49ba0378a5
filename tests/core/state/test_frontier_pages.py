import pytest

from core.runs.frontier_runs import SAMPLES, fill_run
from core.state.frontier_values import worked_out
from jevons.core.analysis.budget_steps import Effect
from jevons.core.analysis.replay import Measure
from jevons.core.plot.chart import Shape
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView, Page
from jevons.core.state.frontier_answers import answers
from jevons.core.state.frontier_pages import NO_THOUGHTS, ONE_BUDGET, depth_of, page_of


def on(view, dial, strategy="single"):
    """The way of a strategy at a budget."""
    return next(
        each
        for each in view.placed
        if each.way.run.plan.dial.label() == dial and each.way.strategy.name == strategy
    )


def the_page(runs, view, picked, page):
    depth = depth_of(runs, view.shown, picked.way.run.number, page)
    return page_of(view.shown, picked, depth)


def marks(chart, name):
    return next(series.marks for series in chart.series if series.name == name)


def test_difficulty_goes_from_the_hardest_fifth_to_the_easiest(runs, view):
    picked = on(view, "64", "self-consistency")
    page = the_page(runs, view, picked, Page.DIFFICULTY)
    single = [mark.y for mark in marks(page.chart, "single")]
    assert len(single) == 5
    assert single[0] < single[-1]
    assert page.chart.x.names[0].startswith("hardest, ")
    assert page.chart.x.names[-1].startswith("easiest, ")
    reached, taken = page.tables
    assert [row[0] for row in reached.rows] == [row[0] for row in taken.rows]
    assert reached.rows[0][0] == "single"
    assert taken.title == "$ a question, by difficulty"


def test_what_a_fifth_takes_is_told_in_what_the_picture_is_against(runs, view):
    view = state.next_cost(view)
    view = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
    assert view.shown.wanted.cost is Measure.THINKING
    page = the_page(runs, view, on(view, "64"), Page.DIFFICULTY)
    assert page.tables[1].title == "tokens a question, by difficulty"
    tokens = [float(cell) for cell in page.tables[1].rows[0][1:]]
    assert all(38 <= each <= 64 for each in tokens)


def test_thoughts_right_and_wrong_add_up_to_all_samples(runs, view):
    page = the_page(runs, view, on(view, "256"), Page.THINKING)
    counted = sum(mark.y for name in ("right", "wrong") for mark in marks(page.chart, name))
    assert counted == 12 * SAMPLES
    assert page.tables[0].rows[0][0] == "right"
    assert page.notes


def test_a_run_without_thoughts_says_so(runs, view):
    page = the_page(runs, view, on(view, "off"), Page.THINKING)
    assert page.notes == (NO_THOUGHTS,)
    assert page.tables == ()


def test_coverage_is_drawn_up_to_the_samples_and_foretold_beyond(runs, view):
    page = the_page(runs, view, on(view, "64"), Page.COVERAGE)
    drawn = marks(page.chart, "any of k right")
    assert [mark.x for mark in drawn] == [1, 2, 4, 8]
    assert [mark.y for mark in drawn] == sorted(mark.y for mark in drawn)
    votes = marks(page.chart, "vote of k")
    assert [mark.x for mark in votes] == [1, 2, 4, 8]
    assert votes[0].y == pytest.approx(drawn[0].y)
    law = marks(page.chart, "law, extrapolated")
    assert law[-1].x == pytest.approx(4 * SAMPLES)
    assert page.chart.rules[0].at == SAMPLES
    assert "extrapolated: never drawn" in {row[2] for row in page.tables[0].rows}


def test_thinking_longer_has_a_point_for_each_budget(runs, view):
    picked = on(view, "64", "lossless")
    page = the_page(runs, view, picked, Page.LONGER)
    points = [series for series in page.chart.series if series.shape is Shape.POINTS]
    assert [[mark.label for mark in series.marks] for series in points] == [
        ["off", "64", "256"]
    ] * 2
    assert page.tables[0].title == "Thinking longer: lossless ×8"
    assert [row[0] for row in page.tables[0].rows] == ["off to 64", "64 to 256"]


def test_one_budget_alone_says_how_to_get_more(runs):
    fill_run(runs, 64)
    view = worked_out(runs, state.listed(FrontierView(), runs.runs()))
    page = the_page(runs, view, view.placed[0], Page.LONGER)
    assert page.notes == (ONE_BUDGET,)
    assert all(said.asked != "longer thinking" for said in answers(view))


def test_the_answers_say_up_to_where_thinking_longer_pays(view):
    picked = on(view, "64")
    steps = view.shown.steps_of(picked)
    assert [step.after.run.plan.dial.label() for step in steps] == ["64", "256"]
    said = next(
        each for each in answers(state.picked(view, picked.key)) if each.asked == "longer thinking"
    )
    unsure = [step for step in steps if step.effect is not Effect.PAYS]
    assert said.rest.count(";") == len(unsure)
    assert ("surely pays up to" in said.strong) == (steps[0].effect is Effect.PAYS)
