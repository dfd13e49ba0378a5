import math

import pytest

from jevons.core.records import Estimate
from jevons.core.state.quantities import (
    amount,
    counted,
    dollars_interval,
    duration,
    percent,
    percent_interval,
    points,
    rate,
    short_interval,
)

ESTIMATE = Estimate(0.6119, 0.581, 0.6423, "Wilson", 804)


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0, 1, "0.0 %"),
        (1, 1, "100.0 %"),
        (0.6119, 1, "61.2 %"),
        (0.12, 0, "12 %"),
        (1 / 84_416, 1, "<0.1 %"),
        (84_415 / 84_416, 1, ">99.9 %"),
        (84_415 / 84_416, 0, ">99 %"),
    ],
)
def test_a_share_is_never_taken_for_all_or_none(share, digits, text):
    assert percent(share, digits) == text


def test_an_estimate_is_told_with_its_interval():
    assert percent_interval(ESTIMATE) == "61.2 % [58.1, 64.2]"
    assert short_interval(ESTIMATE) == "61.2 [58.1, 64.2]"
    assert short_interval(ESTIMATE, 0) == "61.2 [58, 65]"


def test_dollars_may_have_no_upper_end():
    estimate = Estimate(0.5, 0.0025, math.inf, "bootstrap", 3)
    assert dollars_interval(estimate) == "$0.500 [$0.00250, no end]"


def test_narrow_intervals_have_two_ends():
    assert dollars_interval(Estimate(0.00131, 0.00128, 0.00134, "bootstrap", 3)) == (
        "$0.00131 [$0.00128, $0.00134]"
    )
    assert dollars_interval(Estimate(12.5, 0, 1234.5, "bootstrap", 3)) == (
        "$12.50 [$0.00, $1,234.50]"
    )


def test_a_difference_is_in_points_with_its_sign():
    assert points(0.023) == "+2.3"
    assert points(-0.004) == "-0.4"


@pytest.mark.parametrize(
    ("count", "text"),
    [(812, "812"), (9_999, "9,999"), (12_345, "12.3 k"), (4_500_000, "4.5 M"), (2e9, "2.0 G")],
)
def test_amounts_are_short(count, text):
    assert amount(count) == text


def test_one_thing_is_no_plural():
    assert counted(1, "run") == "1 run"
    assert counted(1319, "question") == "1,319 questions"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 m 00 s"),
        (3599.6, "1 h 00 m"),
        (7_500, "2 h 05 m"),
        (90_000, "1 d 01 h"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("per_second", "text"), [(1234.5, "1,234/s"), (12.34, "12.3/s"), (0.1, "6.0/m")]
)
def test_what_is_slow_is_told_by_the_minute(per_second, text):
    assert rate(per_second) == text
