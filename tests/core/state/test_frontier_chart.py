import csv
import io
from dataclasses import replace

from core.runs.frontier_runs import fill_run
from core.state.frontier_values import worked_out
from jevons.core.analysis.replay import Measure
from jevons.core.plot.chart import Shape
from jevons.core.plot.draw import draw, text
from jevons.core.prices.book import PriceBook
from jevons.core.prices.pricing import parse_pricing
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView
from jevons.core.state.frontier_chart import FEW, SIGNS, frontier_chart, run_name
from jevons.core.state.frontier_prices import price_choices
from jevons.core.state.frontier_report import as_csv, as_markdown


def test_every_way_has_a_spot_with_its_place_and_its_letters(view):
    chart, spots = frontier_chart(view)
    assert set(spots) == {each.key for each in view.placed}
    for each in view.placed:
        mark = chart.mark(spots[each.key])
        assert (mark.x, mark.y) == each.candidate.place
        assert mark.label == each.letters
        assert mark.y_span == (each.accuracy.low, each.accuracy.high)
        series = chart.series[spots[each.key].series]
        assert series.faint is not each.point.on_frontier
        assert (series.sign in {full for full, _ in SIGNS}) is each.way.measured


def test_every_run_is_named_also_one_that_is_not_on_the_frontier(view):
    best = view.shown.best[0].way.run.number
    placed = tuple(
        replace(each, point=replace(each.point, on_frontier=each.way.run.number == best))
        for each in view.placed
    )
    chart, _ = frontier_chart(replace(view, shown=replace(view.shown, placed=placed)))
    runs = [pools.run for pools in view.shown.ways.pools]
    named = [series.name for series in chart.series if series.name]
    assert len(runs) > 1
    assert sorted(named) == sorted(run_name(run, runs) for run in runs)
    faint = {series.name for series in chart.series if series.name and series.faint}
    assert len(faint) == len(runs) - 1


def test_in_a_crowd_only_the_frontier_is_labelled(view):
    ways = replace(view.shown.ways, ways=list(view.shown.ways.ways) * 2)
    shown = replace(view.shown, placed=state.placed(ways, Measure.USD))
    assert len(shown.placed) > FEW
    chart, _ = frontier_chart(replace(view, shown=shown))
    labels = {mark.label for each in chart.series if each.can_pick for mark in each.marks}
    assert labels == {each.letters for each in shown.best} | {""}


def test_the_staircase_goes_through_the_frontier(view):
    chart, _ = frontier_chart(view)
    (steps,) = (series for series in chart.series if series.shape is Shape.STEPS)
    assert [(mark.x, mark.y) for mark in steps.marks] == [
        each.candidate.place for each in view.shown.best
    ]
    assert steps.to_edge
    assert not steps.can_pick


def test_runs_have_signs_and_names_of_their_own(view):
    chart, spots = frontier_chart(view)
    shown = text(draw(chart, 120, 30))
    assert all(f"think {dial}" in shown.splitlines()[0] for dial in ("64", "256"))
    signs = {
        each.way.run.number: chart.sign(spots[each.key].series)
        for each in view.placed
        if each.way.measured
    }
    assert len(set(signs.values())) == 3


def test_one_run_tells_what_was_measured(runs):
    fill_run(runs, 64)
    view = worked_out(runs, state.listed(FrontierView(), runs.runs()))
    names = {series.name for series in frontier_chart(view)[0].series}
    assert {"measured", "replayed"} <= names


def test_a_cost_of_nothing_takes_a_plain_scale(view):
    view = state.next_cost(view)
    assert view.wanted.cost is Measure.THINKING
    view = state.arrived(view, state.work_out(view.shown.ways, view.wanted))
    assert not frontier_chart(view)[0].x.log  # the run that does not think
    assert frontier_chart(FrontierView())[1] == {}


def test_what_is_wanted_has_a_line(view):
    assert frontier_chart(view)[0].rules == ()
    assert frontier_chart(state.asking(view, accuracy=0.6))[0].rules[0].at == 0.6


def test_the_table_has_every_measure_of_every_way(view):
    rows = list(csv.DictReader(io.StringIO(as_csv(view.shown))))
    assert len(rows) == len(view.placed)
    for row, each in zip(rows, view.placed, strict=True):
        assert float(row["accuracy"]) == float(f"{each.accuracy.value:.6g}")
        assert float(row["usd_low"]) == float(f"{each.cost.low:.6g}")
        assert row["on_frontier"] == ("yes" if each.point.on_frontier else "no")
        assert row["origin"] == ("measured" if each.way.measured else "replayed")


def test_unknown_prices_are_blank_in_the_table(runs):
    fill_run(runs, 64, usd_per_token=None)
    view = state.next_cost(state.listed(FrontierView(), runs.runs()))
    view = worked_out(runs, view)
    rows = list(csv.DictReader(io.StringIO(as_csv(view.shown))))
    assert rows
    assert {row["usd"] for row in rows} == {""}


def test_the_report_says_what_was_asked_and_shows_it(view):
    report = as_markdown(view, "(picture)")
    assert report.startswith("# What accuracy costs: sums\n")
    assert "(picture)" in report
    assert "**cheapest to" in report
    assert report.count("\n| ") == len(view.placed) + 1
    assert as_markdown(FrontierView(), "") == ""


def test_a_name_ends_no_cell_of_the_report(runs):
    fill_run(runs, 64, models=("a|b <i>`",))
    view = worked_out(runs, state.listed(FrontierView(), runs.runs()))
    report = as_markdown(view, "")
    assert "a\\|b \\<i>\\`" in report


def test_every_price_that_is_offered_can_be_read():
    choices = price_choices(PriceBook.load())
    assert choices[0][0] == "paid"
    assert {"deepseek-r1@2025-01-27", "o1@2025-01-27", "2.50/h"} <= {text for text, _ in choices}
    for label, _ in choices:
        assert parse_pricing(label)
