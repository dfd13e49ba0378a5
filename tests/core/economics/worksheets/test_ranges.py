"""Ranges in cells: intervals and what drives them."""

import pytest

from jevons.core.economics.quantities import read_quantity
from jevons.core.economics.uncertainty import Spread
from jevons.core.economics.worksheets.book import worksheet
from jevons.core.economics.worksheets.drawn import range_of
from jevons.core.economics.worksheets.ranges import drivers, intervals
from jevons.core.economics.worksheets.sheet import edited, new_sheet


@pytest.fixture
def ranged():
    sheet = edited(new_sheet(worksheet("training")), "hours", "")
    return edited(edited(sheet, "mfu", "35-45 %"), "price", "$1.5-3/h")


def test_a_range_stands_for_its_middle_and_gives_an_interval(ranged):
    assert ranged.entries["mfu"].value == pytest.approx(0.40)
    found = intervals(ranged, draws=2_000).intervals
    assert found["usd"].low < ranged.figures["usd"] < found["usd"].high
    # Nine of ten draws of a uniform range: its middle 90 %.
    assert found["mfu"].low == pytest.approx(0.355, abs=0.003)
    assert found["mfu"].high == pytest.approx(0.445, abs=0.003)


def test_the_same_draws_come_out_every_time(ranged):
    assert intervals(ranged, draws=200) == intervals(ranged, draws=200)


def test_only_results_that_a_range_moves_have_an_interval(ranged):
    found = intervals(ranged, draws=100).intervals
    assert {"usd", "gpu_hours", "days", "mfu"} <= set(found)
    assert not {"flops", "active_parameters", "tokens_per_parameter"} & set(found)


def test_what_drives_a_result_most_comes_first(ranged):
    names = [bar.name for bar in drivers(ranged, "usd")]
    assert names == ["price", "mfu"]
    assert [bar.name for bar in drivers(ranged, "days") if bar.swing] == ["mfu"]


def test_a_wide_range_is_drawn_over_its_logarithm():
    assert range_of(read_quantity("money", "$1M-$5M")).spread is Spread.UNIFORM
    wide = range_of(read_quantity("money", "$1M-$100M"))
    assert wide.spread is Spread.LOG_UNIFORM
    assert wide.central == pytest.approx(10e6)


def test_impossible_draws_are_left_out_and_counted(ranged):
    # Hours below what the chips need at 100 % are impossible.
    sheet = edited(edited(ranged, "hours", "500K-3M GPU-h"), "price", "$2/h")
    outcome = intervals(sheet, draws=500)
    assert 0 < outcome.impossible < 500
    assert outcome.intervals["mfu"].high <= 1
