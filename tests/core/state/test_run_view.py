from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from core.state.run_values import a_run, tallies_of
from jevons.core.runs.run import RunState, Wish
from jevons.core.runs.sample_rows import SampleRow
from jevons.core.state import run as state
from jevons.core.state.figures import Figures, measure
from jevons.core.state.ledger import MISSING
from jevons.core.state.run import Measured, can_resume, outcomes_of, state_word, what_happened
from jevons.core.state.sieve import Sieve

EXAM = an_exam()
CLUSTERS = [question.cluster for question in EXAM.questions]


def a_view(*strips, **changes):
    tallies = tallies_of(*strips)
    view = state.opened(a_run(tallies, **changes), EXAM, tallies, None, 0.0)
    return replace(view, figures=measure(tallies, CLUSTERS))


def test_a_run_opens_with_all_its_questions():
    view = a_view("✓✓", "✗")
    assert view.shown == (0, 1, 2)
    assert view.clusters == CLUSTERS
    assert view.figures.graded == 3
    assert view.parts(2) == {}


def test_looking_again_keeps_the_filter_and_brings_the_list_up_to_date():
    view = state.sifted(a_view("✓✓", "✗"), Sieve().toggled("incorrect"))
    assert view.shown == (1,)
    tallies = tallies_of("✓✓", "✗", "✗✗")
    run = a_run(tallies, busy_s=20.0)
    drawn = state.Drawn(tallies, None, measure(tallies, CLUSTERS))
    view = state.looked_again(view, run, drawn, 10.0)
    assert view.shown == (1, 2)
    assert view.run is run
    assert view.pace.samples_per_s == pytest.approx(0.2)


def test_where_nothing_was_drawn_only_the_run_changes():
    view = a_view("✓✓")
    paused = replace(view.run, state=RunState.PAUSED)
    again = state.looked_again(view, paused, None, 1.0)
    assert again.run is paused
    assert again.tallies is view.tallies
    assert again.shown is view.shown


def test_what_takes_long_is_measured_once_and_again_when_it_has_grown():
    view = a_view("✓✓", "✗✗")
    assert view.measures_anew
    view = state.measured(view, Measured(graded=4))
    assert not view.measures_anew
    grown = replace(view, figures=Figures(graded=5))
    assert grown.measures_anew
    little = replace(view, figures=Figures(graded=103), measured=Measured(graded=100))
    assert not little.measures_anew
    over = replace(little, run=replace(view.run, state=RunState.FINISHED))
    assert over.measures_anew


def test_nothing_is_measured_without_a_verdict():
    assert not a_view("oo").measures_anew


def test_a_strip_has_a_place_for_every_sample():
    row = SampleRow(1, 2, "correct", False, 30, 5, 2.0, None, 0.0)
    other = replace(row, question=2, sample=0)
    found = outcomes_of([row, other, replace(row, sample=9)], [0, 1], 4)
    assert found == {0: (MISSING,) * 4, 1: (MISSING, MISSING, "correct", MISSING)}


@pytest.mark.parametrize(
    ("at", "wanted", "word"),
    [
        (RunState.RUNNING, Wish.RUN, "running"),
        (RunState.RUNNING, Wish.PAUSE, "pausing"),
        (RunState.RUNNING, Wish.STOP, "stopping"),
        (RunState.PAUSED, Wish.PAUSE, "paused"),
        (RunState.PAUSED, Wish.RUN, "going on"),
        (RunState.PAUSED, Wish.STOP, "stopping"),
        (RunState.STOPPED, Wish.STOP, "stopped"),
        (RunState.INTERRUPTED, Wish.RUN, "interrupted"),
    ],
)
def test_a_wish_under_way_shows(at, wanted, word):
    assert state_word(a_run(state=at, wanted=wanted)) == word


def test_what_is_not_plain_is_explained():
    assert "worker of this run died" in what_happened(a_run(state=RunState.INTERRUPTED))
    assert "no worker" in what_happened(a_run(state=RunState.WAITING))
    assert what_happened(a_run(state=RunState.FAILED, problem="no key")) == "no key"
    assert what_happened(a_run(state=RunState.FINISHED)) == ""


def test_a_run_is_resumed_where_that_finds_something_to_do():
    assert not can_resume(a_run(state=RunState.RUNNING))
    assert can_resume(a_run(state=RunState.CAPPED))
    assert can_resume(a_run(state=RunState.WAITING))
    assert not can_resume(a_run(tallies_of("✓✗"), state=RunState.FINISHED))
    assert can_resume(a_run(tallies_of("✓!"), state=RunState.FINISHED))


def test_progress_is_the_share_of_the_plan():
    assert state.progress(a_run(tallies_of("✓✗", "✓"))) == 0.5
