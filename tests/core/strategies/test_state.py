from collections import Counter

import pytest
from hypothesis import given

from draws import answering, pool, sure
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.state import History, State


@given(pool(0, 12))
def test_every_beginning_is_counted(draws):
    history = History(draws)
    for drawn in range(len(draws) + 1):
        state = State(history, drawn)
        votes = Counter(draw.key for draw in draws[:drawn] if draw.key is not None)
        counts = [*sorted(votes.values(), reverse=True), 0, 0]
        assert [state.first_votes, state.second_votes] == counts[:2]
        assert state.leaders() == tuple(key for key in votes if votes[key] == counts[0])
        assert state.leaders() == State.of(draws[:drawn]).leaders()
        charge = state.charge()
        assert charge.samples == drawn
        assert charge.tokens == sum(d.thinking_tokens + d.answer_tokens for d in draws[:drawn])
        assert charge.usd == sum(d.usd for d in draws[:drawn])


def test_a_sum_with_an_unknown_price_is_unknown():
    history = History([Draw("a", usd=1.0), Draw("a"), Draw("a", usd=1.0)])
    assert [history.charge(drawn).usd for drawn in range(4)] == [0.0, 1.0, None, None]


def test_what_is_stopped_took_its_share_and_has_no_answer():
    whole = Draw("a", 60, 40, seconds=10.0, usd=0.5, prompt_usd=0.1, surety=sure())
    stopped = whole.stopped_at(25)
    assert (stopped.key, stopped.finished) == (None, None)
    assert stopped.surety is None
    assert (stopped.thinking_tokens, stopped.answer_tokens) == (25, 0)
    assert stopped.seconds == 2.5
    assert stopped.usd == pytest.approx(0.2)
    assert answering("a")[0].stopped_at(5).usd is None
    assert Draw("a", usd=0.5, prompt_usd=0.5).stopped_at(0).usd == 0.5


def test_what_is_stopped_in_its_answer_has_ended_its_thinking():
    stopped = Draw("a", 60, 40, seconds=10.0, finished=2).stopped_at(80)
    assert (stopped.key, stopped.finished) == (None, 2)
    assert (stopped.thinking_tokens, stopped.answer_tokens, stopped.seconds) == (60, 20, 8.0)


def test_what_falls_below_the_floor_is_stopped_where_that_is_seen():
    draw = Draw("a", 60, 40, surety=sure(trail=(3.0, 2.0, 1.0)))  # at 10, 15 and 20 tokens
    assert draw.stopped_below(1.0) == draw
    assert draw.stopped_below(1.5).thinking_tokens == 20
    assert draw.stopped_below(2.5).thinking_tokens == 15
    assert draw.stopped_below(9.0).key is None
    assert answering("a")[0].stopped_below(9.0).key == "a"
