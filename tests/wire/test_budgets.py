"""What goes over the wire, in bytes, beside what the toolkit's own driver writes."""

import pytest

from wire.actions import LIMITS, of_each_driver, session, streaming

TIMES_FEWER = 5


def test_every_action_stays_within_its_bytes(capsys):
    ours, stock = of_each_driver(session, 3.0)
    with capsys.disabled():
        print("\nbytes:", ", ".join(f"{name} {ours[name]:,} / {stock[name]:,}" for name in ours))
    assert {name: took for name, took in ours.items() if took > LIMITS[name]} == {}
    assert [name for name in ours if ours[name] * TIMES_FEWER > stock[name]] == []


@pytest.mark.slow
def test_a_streamed_token_stays_within_its_bytes(capsys):
    ours, stock = of_each_driver(streaming)
    with capsys.disabled():
        print(f"\nbytes a token: {ours:.1f} / {stock:.1f}")
    assert ours <= LIMITS["a streamed token"]
    assert ours * TIMES_FEWER <= stock
