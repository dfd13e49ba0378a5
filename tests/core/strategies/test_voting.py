import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import answering, drive, pool
from jevons.core.problems import ProblemError
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Ask
from jevons.core.strategies.voting import Lossless, SelfConsistency, Single


def test_a_single_sample_is_the_answer_even_if_it_has_none():
    answer, drawn, _ = drive(Single(), answering("ba"))
    assert (answer.key, answer.draw, len(drawn)) == ("b", 0, 1)
    answer, _, _ = drive(Single(), answering("-a"))
    assert (answer.key, answer.draw) == (None, 0)


def test_samples_without_an_answer_have_no_vote_but_cost_and_count():
    answer, drawn, waves = drive(SelfConsistency(5), answering("--a-b" + "bbb"))
    assert len(drawn) == answer.charge.samples == 5
    assert answer.charge.tokens == 55
    assert answer.tied == ("a", "b")
    assert len(waves) == 1


@given(st.integers(1, 16), st.data())
def test_stopping_when_decided_is_the_majority_of_all(samples, data):
    draws = data.draw(pool(samples))
    whole, _, _ = drive(SelfConsistency(samples), draws)
    spared, drawn, _ = drive(Lossless(samples), draws)
    assert (spared.key, spared.tied) == (whole.key, whole.tied)
    assert len(drawn) <= samples


@given(st.integers(1, 16), st.data())
def test_it_stops_as_early_as_one_by_one(samples, data):
    draws = data.draw(pool(samples))
    _, drawn, _ = drive(Lossless(samples), draws)
    decided = (
        count
        for count in range(samples + 1)
        if (state := State.of(draws[:count])).first_votes - state.second_votes > samples - count
    )
    assert len(drawn) == next(decided, samples)


def test_a_vote_is_decided_when_the_lead_is_above_what_is_left():
    assert Lossless(32).ask(State.of([])) == Ask(17)
    assert Lossless(4).ask(State.of(answering("aa"))) == Ask(1)
    assert Lossless(4).ask(State.of(answering("aaa"))).key == "a"
    assert Lossless(4).ask(State.of(answering("aab"))) == Ask(1)


@pytest.mark.parametrize("kind", [SelfConsistency, Lossless])
def test_there_is_at_least_one_sample(kind):
    for samples in (0, -1, 10_001):
        with pytest.raises(ProblemError, match="samples cannot be"):
            kind(samples)
