import math

import pytest

from jevons.core.plot.chart import Axis, Unit
from jevons.core.plot.numbers import said, said_with


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.6213, Unit.SHARE, "62.1 %"),
        (1.0, Unit.SHARE, "100 %"),
        (0.0, Unit.SHARE, "0 %"),
        (0.001254, Unit.USD, "$0.00125"),
        (-2.5, Unit.USD, "-$2.50"),
        (5.576e6, Unit.USD, "$5.58 M"),
        (2.4e9, Unit.USD, "$2.40 B"),
        (12_345, Unit.TOKENS, "12.3 k"),
        (812.0, Unit.TOKENS, "812"),
        (0.8211, Unit.SECONDS, "0.821 s"),
        (2025, Unit.PLAIN, "2025"),
        (1.5e308, Unit.SHARE, "1.5e+308 %"),
        (3.8e25, Unit.NUMBER, "3.8e+25"),
        (math.inf, Unit.USD, "infinite"),
        (math.nan, Unit.USD, "?"),
    ],
)
def test_values_are_written_by_what_they_are(value, unit, expected):
    assert said(value, Axis("", unit)) == expected


def test_a_value_of_an_axis_of_names_is_the_name():
    assert said(1.0, Axis("", names=("hard", "easy"))) == "easy"
    assert said(0.5, Axis("", names=("hard", "easy"))) == "0.500"


def test_the_interval_stands_behind_the_value():
    share = Axis("", Unit.SHARE)
    assert said_with(0.5, (0.25, 0.75), share) == "50.0 % [25.0 %, 75.0 %]"
    assert said_with(0.5, None, share) == "50.0 %"
