import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.runs.worker.shared_time import SharedTime
from jevons.core.runs.worker.stopwatch import Stopwatch


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_one_alone_has_all_of_it():
    clock = Clock()
    time = SharedTime(clock)
    mark = time.start()
    clock.now += 5
    assert time.end(mark) == pytest.approx(5)


def test_two_at_once_share_it():
    clock = Clock()
    time = SharedTime(clock)
    first = time.start()
    clock.now += 2
    second = time.start()
    clock.now += 4
    assert time.end(first) == pytest.approx(2 + 4 / 2)
    clock.now += 1
    assert time.end(second) == pytest.approx(4 / 2 + 1)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=60))
def test_the_parts_add_up_to_the_time_in_which_anything_was_drawn(steps):
    clock = Clock()
    time = SharedTime(clock)
    marks, parts, busy = [], [], 0.0
    for starts, seconds in steps:
        if starts:
            marks.append(time.start())
        elif marks:
            parts.append(time.end(marks.pop(0)))
        clock.now += seconds
        busy += seconds if marks else 0.0
    parts += [time.end(mark) for mark in marks]
    assert sum(parts) == pytest.approx(busy, abs=1e-6)
    assert all(part >= -1e-9 for part in parts)


def test_a_stopwatch_does_not_count_pauses():
    clock = Clock()
    watch = Stopwatch(clock)
    clock.now += 3
    watch.go(False)
    clock.now += 100
    watch.go(False)
    assert watch.total == pytest.approx(3)
    assert watch.lap() == pytest.approx(3)
    watch.go(True)
    clock.now += 2
    assert watch.lap() == pytest.approx(2)
    assert watch.total == pytest.approx(5)
    assert watch.lap() == 0
