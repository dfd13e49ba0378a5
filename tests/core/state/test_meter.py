import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.records import Cost, Dial, PriceElsewhere, Timing, Usage, UsageSource
from jevons.core.state.ask import Exchange
from jevons.core.state.meter import cost_readings, dollars, readings, seconds, thought_line


def exchange(**changes):
    reported = UsageSource.REPORTED
    fields = {"usage": Usage(thinking=1234, answer=56, source=reported)} | changes
    return Exchange("t1", "?", **fields)


@pytest.mark.parametrize(
    ("usd", "shown"),
    [
        (None, "?"),
        (0, "$0"),
        (0.00022, "$0.00022"),
        (0.0000001, "$0.00000010"),
        (0.0034, "$0.0034"),
        (0.012, "$0.012"),
        (0.5, "$0.500"),
        (1.2, "$1.20"),
        (1234.5, "$1,234.50"),
    ],
)
def test_dollars(usd, shown):
    assert dollars(usd) == shown


@given(st.floats(1e-9, 1e6))
def test_dollars_are_right_to_two_digits(usd):
    shown = float(re.sub("[$,]", "", dollars(usd)))
    assert shown == pytest.approx(usd, rel=0.051)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0, "0.00 s"),
        (0.314, "0.31 s"),
        (12.44, "12.4 s"),
        (119.7, "2 m 00 s"),
        (185, "3 m 05 s"),
        (7201, "120 m 01 s"),
    ],
)
def test_seconds(value, shown):
    assert seconds(value) == shown


def test_readings():
    timing = Timing(ttft_s=0.31, total_s=12.4, tokens_per_s=41.6)
    assert dict(readings(exchange(timing=timing))) == {
        "ttft": "0.31 s",
        "tok/s": "42",
        "thinking": "1,234",
        "answer": "56",
        "time": "12.4 s",
    }


def test_before_the_first_token_nothing_is_made_up():
    got = dict(readings(Exchange("t1", "?")))
    assert got == {"ttft": "–", "tok/s": "–", "thinking": "0", "answer": "0", "time": "–"}


def test_the_budget_stands_beside_what_was_used():
    assert dict(readings(exchange(dial=Dial.budget(2048))))["thinking"] == "1,234/2,048"
    assert dict(readings(exchange(dial=Dial.unlimited())))["thinking"] == "1,234"
    assert dict(readings(exchange(dial=Dial.off())))["thinking"] == "1,234"


def test_an_estimate_is_marked():
    estimated = exchange(usage=Usage(thinking=10, answer=5, source=UsageSource.ESTIMATED))
    got = dict(readings(estimated))
    assert (got["thinking"], got["answer"]) == ("~10", "~5")
    counted = exchange(usage=Usage(thinking=10, answer=5, source=UsageSource.COUNTED))
    assert dict(readings(counted))["thinking"] == "10"


def test_costs():
    elsewhere = (PriceElsewhere("o1", date(2025, 1, 27), 0.077),)
    assert cost_readings(Cost(0.00022, "assumed", elsewhere)) == (
        ("here", "$0.00022"),
        ("o1", "$0.077"),
    )
    later = PriceElsewhere("o1", date(2025, 6, 1), 0.05)
    assert cost_readings(Cost(0.00022, "assumed", (*elsewhere, later))) == (
        ("here", "$0.00022"),
        ("o1 (2025-01-27)", "$0.077"),
        ("o1 (2025-06-01)", "$0.050"),
    )
    assert cost_readings(Cost(None, "unknown")) == (("here", "?"),)
    assert cost_readings(None) == ()


@pytest.mark.parametrize(
    ("thinking", "seconds_", "by", "line"),
    [
        (1234, 12.4, "", "thought for 1,234 tokens, 12.4 s"),
        (1234, 12.4, "model", "thought for 1,234 tokens, 12.4 s"),
        (256, 2.0, "budget", "thought for 256 tokens, 2.00 s, ended by the budget"),
        (1, None, "user", "thought for 1 token, ended by you"),
        (0, None, "", "thought for no tokens"),
    ],
)
def test_a_thought_in_one_line(thinking, seconds_, by, line):
    shown = exchange(
        usage=Usage(thinking=thinking), timing=Timing(thinking_s=seconds_), closed_by=by
    )
    assert thought_line(shown) == line
