import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jevons.core.plot.chart import Axis, Unit
from jevons.core.plot.scale import Scale
from jevons.core.plot.ticks import fitting_ticks, text_start, ticks

NUMBERS = st.floats(-1e300, 1e300)


def texts(axis, low, high, at_most):
    return [tick.text for tick in ticks(axis, Scale(low, high, axis.log), at_most)]


@pytest.mark.parametrize(
    ("unit", "low", "high", "at_most", "expected"),
    [
        (Unit.SHARE, 0.33, 0.71, 5, ["40 %", "50 %", "60 %", "70 %"]),
        (Unit.SHARE, 0.611, 0.629, 5, ["61.5 %", "62.0 %", "62.5 %"]),
        (Unit.USD, 0, 0.0023, 5, ["$0.0000", "$0.0005", "$0.0010", "$0.0015", "$0.0020"]),
        (Unit.TOKENS, 0, 40_000, 5, ["0 k", "10 k", "20 k", "30 k", "40 k"]),
        (Unit.SECONDS, 0, 1, 3, ["0.0 s", "0.5 s", "1.0 s"]),
        (Unit.PLAIN, 2021, 2027, 4, ["2022", "2024", "2026"]),
        (Unit.NUMBER, -2.2, 2.2, 5, ["-2", "-1", "0", "1", "2"]),
        (Unit.NUMBER, 1e24, 4.2e25, 5, ["1e+25", "2e+25", "3e+25", "4e+25"]),
    ],
)
def test_even_ticks_are_round_and_tell_each_other_apart(unit, low, high, at_most, expected):
    assert texts(Axis("", unit), low, high, at_most) == expected


@pytest.mark.parametrize(
    ("low", "high", "at_most", "expected"),
    [
        (0.8e-5, 0.004, 7, ["$0.00001", "$0.00003", "$0.0001", "$0.0003", "$0.001", "$0.003"]),
        (0.8e-5, 0.004, 4, ["$0.00001", "$0.0001", "$0.001"]),
        (1, 5, 5, ["$1", "$2", "$3", "$4", "$5"]),
        (101, 104, 4, ["$101", "$102", "$103", "$104"]),
        (1e-3, 1e12, 4, ["$0.001", "$10", "$100 k", "$1 B"]),
    ],
)
def test_ticks_on_a_log_axis_are_powers_of_ten_and_round_multiples(low, high, at_most, expected):
    assert texts(Axis("", Unit.USD, log=True), low, high, at_most) == expected


def test_nothing_on_a_log_axis_is_at_0():
    low, high = 1e-30, 5.0
    for at_most in range(1, 9):
        found = ticks(Axis(log=True), Scale(low, high, log=True), at_most)
        assert all(math.isfinite(tick.at) for tick in found)
    assert texts(Axis(log=True), 1e-300, 2e-300, 1)


def test_an_axis_of_names_shows_every_so_many():
    axis = Axis("", names=("a", "b", "c", "d", "e"))
    assert texts(axis, -0.5, 4.5, 5) == ["a", "b", "c", "d", "e"]
    assert texts(axis, -0.5, 4.5, 3) == ["a", "c", "e"]


@given(NUMBERS, NUMBERS, st.integers(1, 12))
@example(-5e-324, 0.0, 1)
def test_even_ticks_lie_on_the_scale_and_are_not_too_many(low, high, at_most):
    if not low < high:
        return
    found = ticks(Axis(), Scale(low, high), at_most)
    assert 1 <= len(found) <= at_most
    assert all(-1e-6 <= tick.at <= 1 + 1e-6 for tick in found)


@given(st.floats(1e-300, 1e300), st.floats(1e-300, 1e300), st.integers(1, 12))
def test_ticks_of_a_log_axis_lie_on_it_and_are_not_too_many(low, high, at_most):
    if not low < high:
        return
    axis = Axis(log=True)
    found = ticks(axis, Scale(low, high, log=True), at_most)
    assert 1 <= len(found) <= at_most
    assert all(math.isfinite(tick.at) and -1e-6 <= tick.at <= 1 + 1e-6 for tick in found)


@given(st.floats(1e-9, 1e9), st.floats(1.001, 1e9), st.integers(8, 200), st.booleans())
def test_texts_under_an_axis_do_not_touch(low, factor, room, log):
    axis = Axis("", Unit.USD, log=log)
    found = fitting_ticks(axis, Scale(low, low * factor, log), room)
    ends = [(text_start(tick, room), text_start(tick, room) + len(tick.text)) for tick in found]
    assert all(start - end >= 2 for (_, end), (start, _) in pairwise(ends))
