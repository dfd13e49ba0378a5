import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.analysis.probed import Answered, CutThought, probed
from jevons.core.problems import ProblemError
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.steps.probing import Probing


def sample(key, thinking, answer=30, score=0.0, usd=0.0, seconds=0.0):
    return Answered(Draw(key, thinking, answer, seconds, usd), score)


def thought(keys, whole="9", longest=100, every=16):
    """A thought that was cut every 16 tokens, with these answers there."""
    cuts = {
        (n + 1) * every: sample(key, (n + 1) * every, score=float(key == "4"))
        for n, key in enumerate(keys)
    }
    return CutThought(sample(whole, longest, score=float(whole == "4")), cuts)


def test_it_stops_where_trial_answers_agree():
    found = probed(Probing(window=2, chunk=16, trial=10), thought("1444"))
    assert found.draw.key == "4"
    assert found.draw.thinking_tokens == 48
    assert found.draw.answer_tokens == 30 + 3 * 10
    assert found.score == 1.0


def test_a_thought_that_ends_first_has_its_own_answer():
    found = probed(Probing(window=3, chunk=16, trial=10), thought("121", longest=60))
    assert (found.draw.key, found.draw.thinking_tokens) == ("9", 60)
    assert found.draw.answer_tokens == 30 + 3 * 10
    short = probed(Probing(chunk=16), thought("", longest=16))
    assert (short.draw.key, short.draw.thinking_tokens, short.draw.answer_tokens) == ("9", 16, 30)


def test_its_own_limit_ends_a_thought():
    found = probed(Probing(window=3, chunk=16, trial=50, most=32), thought("12"))
    assert (found.draw.key, found.draw.thinking_tokens) == ("2", 32)
    assert found.draw.answer_tokens == 30 + 30


def test_trials_take_their_share_of_time_and_dollars():
    whole = sample("9", 90, 10, usd=1.0, seconds=10.0)
    cuts = {
        20: sample("4", 20, 20, usd=0.2 + 0.4, seconds=2.0 + 4.0),
        40: sample("4", 40, 10, usd=0.4 + 0.3, seconds=4.0 + 3.0),
    }
    found = probed(Probing(window=2, chunk=20, trial=10), CutThought(whole, cuts))
    # The first trial is half of its answer, the second all of it; then the answer at 40.
    assert found.draw.usd == pytest.approx(0.4 / 2 + 0.3 + 0.7)
    assert found.draw.seconds == pytest.approx(4.0 / 2 + 3.0 + 7.0)
    unpriced = CutThought(whole._replace(draw=Draw("9", 90, 10)), cuts)
    assert probed(Probing(window=2, chunk=20), unpriced).draw.usd is None


def test_a_thought_that_was_not_cut_there_is_refused():
    with pytest.raises(ProblemError, match="after 24 tokens, and they were not cut there"):
        probed(Probing(chunk=24), thought("1444"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["1", "4", None]), min_size=7, max_size=7), st.integers(1, 4))
def test_it_never_thinks_longer_than_the_thought(keys, window):
    found = probed(Probing(window=window, chunk=16), thought(keys, longest=112))
    assert found.draw.thinking_tokens <= 112
    runs = [set(keys[n : n + window]) for n in range(7 - window)]
    agreed = [n + window for n, run in enumerate(runs) if len(run) == 1 and None not in run]
    assert found.draw.thinking_tokens == min(agreed, default=7) * 16
