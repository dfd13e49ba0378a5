"""Results in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.economics.amounts import amount, interval
from jevons.core.economics.kinds import kinds
from jevons.core.economics.quantities import read_quantity


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 5_576_000, "$5.576M"),
        ("money", 87_072, "$87,072"),
        ("money", -12.5, "-$12.5"),
        ("money", 999_999, "$1M"),
        ("usd_per_mtok", 0.3003, "$0.3003/Mtok"),
        ("share", 0.39061, "39.06 %"),
        ("time", 54.2 * 86400, "54.2 d"),
        ("time", 0.01476, "14.76 ms"),
        ("time", 2e6 * 365 * 86400, "2,000,000 y"),
        ("gpu_hours", 2.788e6, "2.788M GPU-h"),
        ("gpu_hours", 147_336, "147,336 GPU-h"),
        ("count", 9.99996, "10"),
        ("memory", 70_272, "70.27 KB"),
        ("parameters", 671.026e9, "671B parameters"),
        ("operations", 250.4e9, "250.4 GFLOP"),
        ("operations", 3.707e24, "3.707e24 FLOP"),
        ("energy", 3.84e9, "3.84 GWh"),
        ("ratio", 0, "0"),
        ("money", None, "unknown"),
        ("money", math.nan, "unknown"),
        ("count", math.inf, "no end"),
    ],
)
def test_a_result_is_written_with_its_unit(kind, value, text):
    assert amount(kind, value) == text


def test_an_interval_has_both_ends_unless_they_read_the_same():
    assert interval("money", 4.9e6, 6.3e6) == "$4.9M to $6.3M"
    assert interval("share", 0.4, 0.40001) == "40 %"


@given(st.sampled_from(sorted(kinds())), st.floats(1e-3, 1e14))
def test_a_result_reads_as_what_it_is(kind, value):
    value = min(value, kinds()[kind].most)
    text = amount(kind, value)
    assert math.isclose(read_quantity(kind, text).low, value, rel_tol=1e-3), text
