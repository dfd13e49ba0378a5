"""A link of 100 ms and 256 kbit/s: keys show what they do, a thought streams meanwhile."""

import pytest

from wire.latency import at_95, key_delays

LONGEST_S = 0.25
TRIES = 3
"""Other work on the machine may hold a try up."""


@pytest.mark.slow
def test_a_key_shows_its_effect_while_a_thought_streams(capsys):
    for _ in range(TRIES):
        delays = key_delays(round_trip_s=0.1, keys=30)
        with capsys.disabled():
            print(f"\nkeys: 95 % within {at_95(delays) * 1000:.0f} ms, all {delays[-1] * 1000:.0f}")
        if at_95(delays) <= LONGEST_S:
            break
    assert at_95(delays) <= LONGEST_S
