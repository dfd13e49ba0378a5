import random
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.models import surety
from jevons.core.models.surety import SuretyTally
from jevons.core.records import TokenChance


def chance(confidence, logprob=-1.0):
    return TokenChance(logprob, confidence, confidence / 2, 20)


def tally(confidences, window):
    taken = SuretyTally(window)
    taken.add(map(chance, confidences))
    return taken


def groups_of(confidences, window):
    """All groups, the plain way."""
    if len(confidences) < window:
        return [fmean(confidences)]
    return [fmean(confidences[at : at + window]) for at in range(len(confidences) - window + 1)]


@given(st.lists(st.floats(0, 40), min_size=1, max_size=60), st.integers(1, 20))
def test_it_is_as_counted_over_all_tokens(confidences, window):
    told = tally(confidences, window).surety()
    groups = sorted(groups_of(confidences, window))
    lowest_tenth = groups[: max(1, len(groups) // 10)]
    assert told.tokens == len(confidences)
    assert told.confidence == pytest.approx(fmean(confidences), abs=1e-5)
    assert told.self_certainty == pytest.approx(fmean(confidences) / 2, abs=1e-5)
    assert told.tail_confidence == pytest.approx(fmean(confidences[-window:]), abs=1e-5)
    assert told.lowest_confidence == pytest.approx(groups[0], abs=1e-5)
    assert told.bottom_confidence == pytest.approx(fmean(lowest_tenth), abs=1 / 128)


def test_a_long_trace_is_as_counted():
    rng = random.Random(7)
    confidences = [rng.uniform(5, 20) for _ in range(10_000)]
    told = tally(confidences, 2_048).surety()
    groups = sorted(groups_of(confidences, 2_048))
    assert told.lowest_confidence == pytest.approx(groups[0], abs=1e-6)
    assert told.bottom_confidence == pytest.approx(fmean(groups[: len(groups) // 10]), abs=0.01)
    assert told.logprob == -1.0


def test_the_trail_says_when_a_group_was_below():
    # A dip of four tokens among many: seen at the next look after it.
    confidences = [5.0] * 100 + [1.0] * 4 + [5.0] * 300
    told = tally(confidences, 4).surety()
    assert told.lowest_confidence == 1.0
    assert told.fell_below(1.0) is None
    assert told.fell_below(1.5) == 104
    assert told.fell_below(6.0) == 4


def test_a_wide_group_is_looked_at_now_and_then():
    confidences = [5.0] * 200 + [1.0] * 128 + [5.0] * 300
    told = tally(confidences, 128).surety()
    assert (told.stride, told.lowest_confidence) == (4, 1.0)
    assert told.fell_below(1.5) == 316  # the first look after the group that ends at 313


def test_a_trace_shorter_than_a_group_has_no_trail():
    told = tally([1.0, 2.0], 4).surety()
    assert told.trail == ()
    assert told.lowest_confidence == told.tail_confidence == told.bottom_confidence == 1.5
    assert told.fell_below(9.0) is None


@given(st.integers(1, 2_000), st.integers(0, 99))
def test_the_trail_is_bounded_and_falls(tokens, seed):
    rng = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surety, "LONGEST_TRAIL", 16)
        confidences = [rng.uniform(0, 9) for _ in range(tokens)]
        told = tally(confidences, 3).surety()
    assert len(told.trail) <= 16
    assert all(before >= after for before, after in pairwise(told.trail))
    for place, lowest in enumerate(told.trail):
        seen = confidences[: 3 + place * told.stride]
        assert lowest == pytest.approx(min(groups_of(seen, 3)), abs=1e-5)
    if tokens >= 3:
        assert 3 + len(told.trail) * told.stride > tokens


def test_a_server_that_tells_only_the_drawn_token():
    taken = SuretyTally(4)
    taken.add([TokenChance(-1.0), TokenChance(-2.0)])
    told = taken.surety()
    assert (told.tokens, told.logprob, told.top) == (2, -1.5, 0)
    assert told.confidence is told.self_certainty is told.lowest_confidence is None


def test_nothing_told_is_nothing():
    assert SuretyTally(4).surety() is None


def test_what_was_seen_while_drawing_is_what_the_record_says():
    rng = random.Random(3)
    taken, below = SuretyTally(8), None
    for count in range(1, 500):
        taken.add([chance(rng.uniform(0, 9))])
        if below is None and taken.lowest_seen < 3.0:
            below = count
    assert below is not None
    assert taken.surety().fell_below(3.0) == below
