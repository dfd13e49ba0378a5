import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.models.logprobs import TOP, read_logprobs


def choice(*tokens):
    return {"logprobs": {"content": list(tokens)}}


def token(logprob, *likeliest):
    rows = [{"token": "x", "logprob": value} for value in likeliest]
    return {"token": "x", "logprob": logprob, "top_logprobs": rows}


def test_what_a_token_comes_to():
    half, quarter = math.log(1 / 2), math.log(1 / 4)
    (told,) = read_logprobs(choice(token(quarter, half, quarter)))
    assert told.logprob == quarter
    assert told.confidence == pytest.approx(-(half + quarter) / 2)
    # Of probabilities 2/3 and 1/3: KL(U || p).
    divergence = 0.5 * math.log(0.5 / (2 / 3)) + 0.5 * math.log(0.5 / (1 / 3))
    assert told.certainty == pytest.approx(divergence)
    assert told.top == 2


def test_equally_likely_tokens_are_no_certainty():
    (told,) = read_logprobs(choice(token(-3.0, *[-3.0] * 20)))
    assert (told.confidence, told.certainty) == (pytest.approx(3.0), pytest.approx(0.0))


def test_no_more_are_counted_than_were_asked_for():
    alone = token(-0.1, *[-1.0] * TOP)
    assert read_logprobs(choice(token(-0.1, *[-1.0] * TOP, -50.0))) == read_logprobs(choice(alone))


def test_without_others_the_token_alone_is_told():
    for told in (token(-0.5), token(-0.5, -0.5), {"logprob": -0.5, "top_logprobs": None}):
        assert read_logprobs(choice(told)) == ((-0.5, None, None, 0),)


def test_what_cannot_come_has_no_share():
    (told,) = read_logprobs(choice(token(-0.1, -0.1, -2.1, -9999.0)))
    assert (told.confidence, told.top) == (pytest.approx(1.1), 2)
    assert read_logprobs(choice(token(-9999.0, -0.1))) == ()


@pytest.mark.parametrize(
    "odd",
    [{}, {"logprobs": None}, {"logprobs": []}, {"logprobs": {"content": "x"}}, choice(1, None, [])],
)
def test_what_is_not_told_is_nothing(odd):
    assert read_logprobs(odd) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["logprob", "top_logprobs", "content"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_server_can_break_it(value):
    for told in read_logprobs({"logprobs": value}) + read_logprobs(choice(value, token(value))):
        assert -1000 < told.logprob <= 0
        assert told.certainty is None or 0 <= told.certainty < 1000


@given(st.lists(st.floats(-40, 0), min_size=2, max_size=TOP))
def test_self_certainty_is_confidence_shifted_by_the_mass(likeliest):
    (told,) = read_logprobs(choice(token(-1.0, *likeliest)))
    mass = sum(map(math.exp, likeliest))
    shares = [math.exp(value) / mass for value in likeliest]
    count = len(likeliest)
    divergence = sum(math.log(1 / count / share) / count for share in shares)
    assert told.certainty == pytest.approx(divergence, abs=1e-6)
