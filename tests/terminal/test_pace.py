"""When a frame may go out, and when a question follows it. Times are made up."""

import pytest

from jevons.terminal.pace import FRAME_S, PATIENCE_S, SMALL, WINDOW, Pace

LARGE = SMALL + 1


def answered(round_trip_s: float = 0.1) -> Pace:
    """A terminal that has answered once; nothing is on the way at 10."""
    pace = Pace()
    assert pace.write(LARGE, 0.0)
    assert pace.answer(round_trip_s)
    return pace


def test_frames_that_no_key_asked_for_go_out_twenty_times_a_second():
    pace = Pace()
    assert pace.wait_s(10.0) == 0
    pace.write(LARGE, 10.0)
    assert pace.wait_s(10.0) == pytest.approx(FRAME_S)
    assert pace.wait_s(10.01 + FRAME_S) == 0


def test_a_frame_waits_until_the_last_has_arrived():
    pace = answered()
    assert pace.round_trip_s == pytest.approx(0.1)
    assert pace.write(LARGE, 10.0)
    assert pace.wait_s(10.5) == pytest.approx(PATIENCE_S - 0.5)
    assert pace.answer(10.6)
    assert pace.wait_s(10.6) == 0


def test_what_a_key_does_goes_out_at_once_unless_much_is_on_the_way():
    pace = answered()
    pace.write(LARGE, 10.0)
    pace.press(10.01)
    assert pace.wait_s(10.02) == 0
    pace.write(WINDOW, 10.02)
    assert pace.wait_s(10.03) > 1
    assert pace.answer(10.1)
    assert pace.answer(10.12)
    assert pace.wait_s(10.12) == 0


def test_a_terminal_that_never_answers_is_asked_once():
    pace = Pace()
    asked = [pace.write(LARGE, n * 0.1) for n in range(100)]
    assert asked == [True] + [False] * 99
    assert pace.wait_s(10.0) == 0


def test_a_terminal_that_stops_answering_is_written_to_again():
    pace = answered()
    pace.write(LARGE, 10.0)
    assert pace.wait_s(10.0 + PATIENCE_S) == 0
    assert not pace.waiting


def test_a_small_frame_on_its_own_is_not_asked_about():
    pace = answered()
    assert not pace.write(SMALL, 10.0)
    assert pace.write(SMALL, 10.1)


def test_an_answer_that_nobody_asked_for_is_none():
    assert not Pace().answer(1.0)
