from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN
from core.state.run_values import a_run, a_tally
from jevons.core.runs.run import Ledger, RunState
from jevons.core.state.pace import WINDOW_S, Pace, glanced


def drawn(samples, planned=1000, busy_s=10.0, **changes):
    tallies = {"correct": a_tally(samples, **changes)} if samples else {}
    return replace(a_run(), ledger=Ledger(planned, tallies), busy_s=busy_s)


def test_nothing_is_known_before_the_first_sample():
    pace = glanced(Pace(), 0.0, drawn(0, busy_s=0.0))
    assert (pace.samples_per_s, pace.tokens_per_s, pace.left_s) == (None, None, None)


def test_at_the_first_look_it_is_the_pace_of_the_whole_run():
    pace = glanced(Pace(), 0.0, drawn(100, busy_s=50.0))
    assert pace.samples_per_s == 2.0
    assert pace.tokens_per_s == 70.0
    assert pace.left_s == 450.0


def test_later_it_is_that_of_the_last_minute():
    pace = glanced(Pace(), 0.0, drawn(100, busy_s=100.0))
    pace = glanced(pace, 10.0, drawn(150, busy_s=110.0))
    assert pace.samples_per_s == 5.0
    for step in range(2, 20):
        pace = glanced(pace, 10.0 * step, drawn(150 + 10 * step, busy_s=100.0 + 10.0 * step))
    assert pace.samples_per_s == pytest.approx(1.0)
    assert pace.glances[-1].at - pace.glances[0].at <= WINDOW_S


def test_what_came_from_the_pool_was_not_drawn():
    pace = glanced(Pace(), 0.0, drawn(100, busy_s=50.0, pooled=50))
    assert pace.samples_per_s == 1.0
    assert pace.left_s == 900.0


def test_a_pause_forgets_the_last_minute():
    pace = glanced(glanced(Pace(), 0.0, drawn(100)), 10.0, drawn(200, busy_s=20.0))
    pace = glanced(pace, 12.0, replace(drawn(200, busy_s=20.0), state=RunState.PAUSED))
    assert not pace.glances
    assert pace.samples_per_s == 10.0


def test_a_run_that_stands_still_has_the_pace_it_had():
    pace = glanced(glanced(Pace(), 0.0, drawn(100)), 10.0, drawn(100, busy_s=20.0))
    assert pace.samples_per_s == 5.0


def test_what_a_strategy_still_takes_is_known_from_the_questions_that_are_answered():
    plan = replace(PLAN, strategy='{"name":"adaptive-consistency"}')
    run = replace(drawn(40, planned=60, busy_s=20.0), plan=plan, questions=10)
    assert glanced(Pace(), 0.0, run).left_s is None
    assert glanced(Pace(), 0.0, replace(run, answered=4)).left_s == pytest.approx(30.0)
    assert glanced(Pace(), 0.0, replace(run, answered=9)).left_s == pytest.approx(10.0)
