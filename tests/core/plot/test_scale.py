import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Unit
from jevons.core.plot.scale import scales

VALUES = st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=8)


def chart(xs, x=None, y=None, **series):
    marks = tuple(Mark(value, 1.0) for value in xs)
    return Chart("", x or Axis(), y or Axis(), (Series("", marks, **series),))


@given(VALUES, st.booleans())
def test_all_that_has_a_place_lies_between_the_ends(values, log):
    x, _ = scales(chart(values, Axis(log=log)))
    assert x.low < x.high
    for value in values:
        if math.isfinite(value) and (value > 0 or not log):
            assert -1e-9 <= x.at(value) <= 1 + 1e-9


def test_intervals_and_rules_are_in_it_unless_they_are_endless():
    mark = Mark(1.0, 2.0, y_span=(1.5, math.inf), x_span=(0.0, 3.0))
    both = Chart("", Axis(), Axis(), (Series("", (mark,)),), (Rule(5.0), Rule(7.0, upright=True)))
    x, y = scales(both)
    assert x.low <= 0.0
    assert x.high > 7.0
    assert y.low < 1.5
    assert 5.0 < y.high < 6.0


def test_an_interval_that_reaches_0_on_a_log_axis_ends_at_its_edge():
    x, _ = scales(chart([1.0, 10.0], Axis(log=True)))
    assert x.end(0.0, 0.5) == 0.0
    assert x.end(-1.0, 0.5) == 0.0
    assert x.end(math.inf, 0.5) == 1.0
    assert x.end(math.nan, 0.5) == 0.5


def test_shares_stay_between_0_and_1():
    _, y = scales(
        Chart("", Axis(), Axis("", Unit.SHARE), (Series("", (Mark(0, 0.0), Mark(1, 1.0))),))
    )
    assert (y.low, y.high) == (0.0, 1.0)


def test_bars_begin_at_0():
    bars = Chart("", Axis(), Axis(), (Series("", (Mark(0, 5.0), Mark(1, 6.0)), Shape.BARS),))
    assert scales(bars)[1].low == 0.0


@pytest.mark.parametrize("values", [[], [math.nan], [0.0], [-3.0, -2.0]])
def test_a_log_axis_without_anything_on_it_has_ends_all_the_same(values):
    x, _ = scales(chart(values, Axis(log=True)))
    assert 0 < x.low < x.high


@pytest.mark.parametrize("log", [False, True])
def test_ends_that_numbers_hardly_tell_apart_are_moved_apart(log):
    for low, high in ((5e-324, 1e-323), (1.0, math.nextafter(1.0, 2.0)), (0.0, 5e-324)):
        x, _ = scales(chart([low], Axis(log=log, low=low, high=high)))
        assert math.isfinite(x.at(max(low, 5e-324)))


def test_ends_can_be_fixed():
    x, _ = scales(chart([2.0, 3.0], Axis(low=0.0, high=2.5)))
    assert (x.low, x.high) == (0.0, 2.5)
    x, _ = scales(chart([2.0, 3.0], Axis(low=9.0)))
    assert x.low == 9.0 < x.high
