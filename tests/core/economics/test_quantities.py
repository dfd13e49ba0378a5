"""Reading and writing quantities as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.economics.kinds import SCALES, kinds
from jevons.core.economics.quantities import read_date, read_quantity
from jevons.core.problems import ProblemError

WRITTEN = [
    ("tokens", "14.8T", 14.8e12),
    ("count", "2,048", 2048),
    ("count", "4.9k", 4900),
    ("usd_per_hour", "$2/h", 2),
    ("usd_per_hour", "2", 2),
    ("usd_per_mtok", "$2.19 per M", 2.19),
    ("gpu_hours", "180K GPU-h", 180e3),
    ("gpu_hours", "2.788 M", 2.788e6),
    ("gpu_hours_per_trillion", "180K GPU-h/T", 180e3),
    ("money", "1.6B$", 1.6e9),
    ("money", "$1.6 billion", 1.6e9),
    ("money", "5.576M USD", 5.576e6),
    ("money", "$5,576,000", 5.576e6),
    ("memory", "80 GB", 80e9),
    ("memory", "80 GiB", 80 * 2**30),
    ("bandwidth", "3.35 TB/s", 3.35e12),
    ("bandwidth", "400 Gb/s", 50e9),
    ("share", "40 %", 0.4),
    ("share", "0.4", 0.4),
    ("ratio", "-1.11", -1.11),
    ("token_rate", "608B tokens/day", 608e9 / 86400),
    ("power", "1.376kW", 1376),
    ("time", "4 y", 4 * 365 * 86400),
    ("operations", "3.4e24", 3.4e24),
]


@pytest.mark.parametrize(("kind", "text", "value"), WRITTEN)
def test_a_value_is_read_and_written_back_as_it_was(kind, text, value):
    quantity = read_quantity(kind, text)
    assert math.isclose(quantity.low, value)
    assert not quantity.is_range
    assert quantity.text == text


@pytest.mark.parametrize(
    ("kind", "text", "low", "high", "again"),
    [
        ("share", "35-45 %", 0.35, 0.45, "35-45 %"),
        ("share", "35 – 45%", 0.35, 0.45, "35–45%"),
        ("tokens", "10T to 15T", 10e12, 15e12, "10 to 15T"),
        ("tokens", "500B-2T", 0.5e12, 2e12, "0.5-2T"),
        ("tokens", "2-3M", 2e6, 3e6, "2-3M"),
        ("usd_per_hour", "$2-3/h", 2, 3, "$2-3/h"),
        ("usd_per_hour", "$2/h-$3.5/h", 2, 3.5, "$2-3.5/h"),
        ("money", "$1M..2M", 1e6, 2e6, "$1..2M"),
        ("count", "1,000-2,000", 1000, 2000, "1,000-2,000"),
        ("ratio", "-1.2..-1", -1.2, -1, "-1.2..-1"),
        ("operations", "1e24-3e24", 1e24, 3e24, "1e24-3e24"),
    ],
)
def test_a_range_is_read_and_written_in_one_style(kind, text, low, high, again):
    quantity = read_quantity(kind, text)
    assert (quantity.low, quantity.high) == pytest.approx((low, high))
    assert quantity.is_range
    assert quantity.text == again
    assert read_quantity(kind, again) == quantity


def test_a_bare_share_above_one_is_in_per_cent_and_says_so():
    assert read_quantity("share", "40").text == "40 %"
    assert read_quantity("share", "1").low == 1


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("gpu_hours", "80 GB", "GB is for an amount of memory, not for hours of chips"),
        ("tokens", "14.8 TB", "TB is for an amount of memory"),
        ("tokens", "$5", "$ is for a sum of money"),
        ("bandwidth", "3.35T", "T is no unit of a bandwidth; write it as 3.35 TB/s"),
        ("tokens", "-3T", "a number of tokens is above 0"),
        ("tokens", "0", "a number of tokens is above 0; write it as 14.8T"),
        ("money", "-$5", "no number"),
        ("money", "$-5", "a sum of money is at least 0"),
        ("share", "120 %", "a share is at most 100 %"),
        ("share", "45-35 %", "upside down; write it as 35-45 %"),
        ("tokens", "1-2-3T", "a range has two ends"),
        ("tokens", "plenty", "no number that can be read"),
        ("tokens", "١٤T", "no number that can be read"),
        ("count", "1,5", "a comma stands before three digits"),
        ("time", "4", "its unit is missing; write it as 54 d"),
        ("bandwidth", "400 gb/s", "gb/s is no unit"),
        ("share", "", "nothing is written"),
        ("count", "1" * 90, "it is too long"),
        ("ratio", "1e999", "it is too large"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason_and_an_example(kind, text, said):
    with pytest.raises(ProblemError) as refused:
        read_quantity(kind, text)
    assert said in str(refused.value)
    assert "write it as" in str(refused.value)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_every_kind_reads_its_own_example_and_every_unit(kind):
    assert read_quantity(kind.id, kind.example).text == kind.example
    assert read_quantity(kind.id, kind.span).text == kind.span
    assert read_quantity(kind.id, kind.span).is_range
    for unit, size in kind.units.items():
        if "$" not in unit and (unit or kind.bare):
            value = read_quantity(kind.id, f"1 {unit}").low
            assert math.isclose(value, size), unit


@given(
    st.sampled_from([kind for kind in kinds().values() if kind.scales]),
    st.floats(0.01, 999),
    st.sampled_from(sorted(SCALES)),
)
def test_what_was_read_is_read_again_from_what_is_written(kind, number, scale):
    quantity = read_quantity(kind.id, f"{number:.4g}{scale} {kind.shows[0]}")
    again = read_quantity(kind.id, quantity.text)
    assert math.isclose(again.low, quantity.low, rel_tol=1e-9)


@given(st.text(max_size=30), st.sampled_from(sorted(kinds())))
def test_no_text_is_ever_anything_but_a_quantity_or_refused(text, kind):
    try:
        quantity = read_quantity(kind, text)
    except ProblemError:
        return
    assert quantity.low <= quantity.high
    assert read_quantity(kind, quantity.text).text == quantity.text


def test_another_value_is_written_in_the_style_of_the_first():
    assert read_quantity("gpu_hours", "2,664K GPU-h").with_values(2788e3, 2788e3).text == (
        "2,788K GPU-h"
    )


def test_a_date_is_read_or_refused():
    assert read_date(" 2025-01-27 ").isoformat() == "2025-01-27"
    with pytest.raises(ProblemError, match="write it as 2025-01-27"):
        read_date("27 Jan 2025")
