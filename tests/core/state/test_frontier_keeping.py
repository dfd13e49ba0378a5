"""What is kept of the Frontier screen."""

import json

import pytest

from jevons.core.analysis.replay import Measure
from jevons.core.prices.pricing import parse_pricing
from jevons.core.state.frontier import Wanted
from jevons.core.state.frontier_keeping import read_wanted, wanted_row


@pytest.mark.parametrize("prices", ["paid", "o1@2025-01-27", "2.5/h"])
def test_what_is_wanted_is_kept(prices):
    wanted = Wanted((3, 7), parse_pricing(prices), Measure.TOKENS, frozenset({"majority:n=8"}))
    assert read_wanted(json.loads(json.dumps(wanted_row(wanted)))) == wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"numbers": ["x"]},
        {"numbers": 4},
        {"prices": "nobody's"},
        {"prices": None},
        {"cost": "weight"},
        {"off": 3},
    ],
)
def test_what_makes_no_sense_gives_the_usual(changes):
    assert read_wanted(wanted_row(Wanted()) | changes) == Wanted()
    assert read_wanted({}) == Wanted()
