import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.models.retry import Backoff, parse_retry_after

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@given(st.integers(0, 10_000), st.none() | st.floats(0, 1e6), st.integers())
def test_waits_are_bounded_and_never_shorter_than_asked(attempt, asked, seed):
    backoff = Backoff(0.5, 20.0, random.Random(seed))
    wait = backoff.wait_s(attempt, asked)
    least = asked or 0.0
    assert least <= wait <= least + min(20.0, 0.5 * 2 ** min(attempt, 60))


def test_waits_are_spread_over_the_whole_range():
    backoff = Backoff(1.0, 8.0, random.Random(1))
    waits = [backoff.wait_s(3) for _ in range(2000)]
    assert min(waits) < 0.1
    assert max(waits) > 7.9
    assert 3.7 < sum(waits) / len(waits) < 4.3


def test_clients_that_failed_together_do_not_come_back_together():
    assert Backoff(1.0, 8.0).wait_s(2) != Backoff(1.0, 8.0).wait_s(2)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("-5", 0.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 13:02:00 -0000", 3720.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("Sun, 99 Nov 2026 99:01:30 GMT", None),
    ],
)
def test_retry_after(value, seconds):
    assert parse_retry_after(value, NOW) == seconds
