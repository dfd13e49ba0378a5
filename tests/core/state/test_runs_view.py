from dataclasses import replace
from datetime import timedelta

import pytest

from core.state.run_values import a_run, a_tally, tallies_of
from jevons.core.runs.run import Ledger, RunState
from jevons.core.state import runs as state
from jevons.core.state.figures import Figures
from jevons.core.state.runs import RunsView, usd_a_right_answer

OVER = replace(a_run(tallies_of("✓✗"), state=RunState.FINISHED), number=3)
LIVE = replace(a_run(tallies_of("✓")), number=2)
NEW = replace(a_run(state=RunState.WAITING), number=5, exam="gsm8k")


def numbers(runs):
    return [run.number for run in runs]


def test_live_runs_come_first_and_then_the_newest():
    view = state.listed(RunsView(), [NEW, OVER, LIVE])
    assert numbers(view.runs) == [2, 5, 3]
    assert numbers(view.live) == [2]
    assert view.was_read


def test_looking_again_takes_new_runs_in_and_keeps_the_rest():
    view = state.listed(RunsView(), [OVER, LIVE])
    ended = replace(LIVE, state=RunState.FINISHED)
    view = state.looked_again(view, [ended, NEW])
    assert numbers(view.runs) == [5, 3, 2]
    assert view.run(2) is ended
    assert view.run(99) is None


def test_a_filter_has_words_of_exam_model_state_or_number():
    view = state.listed(RunsView(), [OVER, LIVE, NEW])
    assert numbers(state.searched(view, "GSM").shown) == [5]
    assert numbers(state.searched(view, "sums fini").shown) == [3]
    assert numbers(state.searched(view, "#2").shown) == [2]
    assert numbers(state.looked_again(state.searched(view, "run"), [OVER]).shown) == [2]


def test_figures_are_wanted_for_what_is_in_view_and_out_of_date():
    view = state.listed(RunsView(), [OVER, LIVE, NEW])
    assert numbers(state.to_measure(view, 0, 9)) == [2, 3], "the waiting one has no verdict"
    assert numbers(state.to_measure(view, 1, 1)) == []
    view = state.measured(view, 3, Figures(graded=2))
    assert numbers(state.to_measure(view, 0, 9)) == [2]
    more = replace(a_run(tallies_of("✓✗", "✓"), state=RunState.FINISHED), number=3)
    assert numbers(state.to_measure(state.looked_again(view, [more]), 0, 9)) == [2, 3]


def test_a_live_run_is_measured_again_once_it_has_grown():
    view = state.measured(state.listed(RunsView(), [LIVE]), 2, Figures(graded=1000))
    grown = replace(LIVE, ledger=Ledger(9999, {"correct": a_tally(1005)}))
    assert not state.to_measure(state.looked_again(view, [grown]), 0, 9)
    grown = replace(LIVE, ledger=Ledger(9999, {"correct": a_tally(1010)}))
    assert state.to_measure(state.looked_again(view, [grown]), 0, 9)


def test_a_deleted_run_takes_its_mark_along():
    view = state.marked(state.listed(RunsView(), [OVER, LIVE]), 3)
    assert view.marked == 3
    assert state.without(view, 3).marked is None
    assert state.without(view, 2).marked == 3
    assert state.marked(view, 3).marked is None


def test_what_a_right_answer_costs_needs_one_and_a_price():
    assert usd_a_right_answer(OVER) == pytest.approx(0.5)
    assert usd_a_right_answer(replace(OVER, other_usd=0.5)) == pytest.approx(1.0)
    assert usd_a_right_answer(a_run(tallies_of("✗✗"))) is None
    assert usd_a_right_answer(a_run(tallies_of("✓", unpriced=1))) is None


def test_a_run_just_written_down_is_about_to_begin():
    soon = NEW.created_at + timedelta(seconds=5)
    assert state.is_beginning(NEW, soon)
    assert not state.is_beginning(NEW, NEW.created_at + timedelta(hours=1))
    assert not state.is_beginning(OVER, soon)


def test_the_overview_counts_and_sums():
    runs, live, usd = state.overview(state.listed(RunsView(), [OVER, LIVE]))
    assert (runs, live) == (2, 1)
    assert usd == pytest.approx(0.75)
