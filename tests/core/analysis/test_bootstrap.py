import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.bootstrap import percentile_interval, resampled_totals


def test_rows_are_drawn_whole():
    columns = [[1.0, 2.0, 3.0, 10.0], [10.0, 20.0, 30.0, 100.0]]
    totals = list(resampled_totals(columns, draws=200))
    assert len(totals) == 200
    assert all(second == 10 * first for first, second in totals)
    assert min(first for first, _ in totals) < 10 < 16 < max(first for first, _ in totals)


def test_the_seed_says_which_rows():
    columns = [[float(n) for n in range(20)]]
    once, again, other = (list(resampled_totals(columns, 50, seed)) for seed in (1, 1, 2))
    assert once == again != other


def test_the_spread_of_the_totals_is_that_of_theory():
    values = [float(n % 7) for n in range(70)]
    totals = [total for (total,) in resampled_totals([values], draws=4000)]
    mean = sum(totals) / 4000
    assert mean == pytest.approx(sum(values), rel=0.01)
    variance = sum((total - mean) ** 2 for total in totals) / 4000
    assert variance == pytest.approx(70 * 4, rel=0.1)  # 70 values whose variance is 4


def test_a_fortieth_is_cut_off_on_either_side():
    assert percentile_interval(range(1, 1001)) == (25, 976)
    assert percentile_interval(range(1, 1001), 0.9) == (50, 951)
    assert percentile_interval([3.0]) == (3, 3)


def test_an_end_may_be_infinite():
    assert percentile_interval([1.0] * 976 + [math.inf] * 24) == (1, 1)
    assert percentile_interval([1.0] * 975 + [math.inf] * 25) == (1, math.inf)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0.5, 0.99))
def test_the_interval_lies_within_the_values_and_mirrors(values, level):
    low, high = percentile_interval(values, level)
    assert min(values) <= low <= high <= max(values)
    assert percentile_interval([-value for value in values], level) == (-high, -low)
