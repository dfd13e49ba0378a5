from hypothesis import given

from draws import answering, pool
from jevons.core.analysis.voting import live_choice
from jevons.core.strategies.choosing import majority, of_sample, weighted
from jevons.core.strategies.state import State


def test_a_tie_goes_to_the_shorter_mean_thinking_then_to_the_earlier():
    draws = answering("abba", [9, 2, 8, 3])
    answer = majority(State.of(draws))
    assert (answer.key, answer.draw, answer.tied) == ("b", 1, ("a", "b"))
    assert majority(State.of(answering("baab", [1, 2, 2, 3]))).key == "b"


@given(pool(0, 9))
def test_the_choice_is_that_of_the_analysis(draws):
    keys = [draw.key for draw in draws]
    lengths = [draw.thinking_tokens for draw in draws]
    answer = majority(State.of(draws))
    assert answer.key == live_choice(keys, lengths)
    assert answer.draw == (keys.index(answer.key) if answer.key else None)


def test_samples_without_an_answer_come_to_none():
    answer = majority(State.of(answering("---")))
    assert (answer.key, answer.draw, answer.tied) == (None, None, ())
    assert answer.charge.samples == 3
    assert answer.charge.tokens == 33


def test_weights_add_up_by_answer():
    state = State.of(answering("abbc-"))
    assert weighted(state, [(0, 5.0), (1, 3.0), (2, 3.0)]).key == "b"
    assert weighted(state, [(0, 6.5), (1, 3.0), (2, 3.0)]).key == "a"
    assert weighted(state, [(4, 9.0), (3, 1.0)]).key == "c"
    assert weighted(state, []).key is None
    assert weighted(state, [(0, 6.0), (1, 3.0), (2, 3.0)]).tied == ("a", "b")


def test_one_sample_may_stand_for_itself():
    state = State.of(answering("a-"))
    assert of_sample(state, 0)[:3] == ("a", 0, ())
    assert of_sample(state, 1)[:3] == (None, 1, ())
    assert of_sample(state, None)[:3] == (None, None, ())
