from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import answering, pool
from jevons.core.problems import ProblemError
from jevons.core.strategies.allocation import Greedy, Uniform, Waves, chance_of_change
from jevons.core.strategies.registry import (
    ALLOCATIONS,
    allocation_from_json,
    parse_allocation,
    spelled,
    to_json,
)
from jevons.core.strategies.sharing import share_out
from jevons.core.strategies.state import State
from jevons.core.strategies.voting import SelfConsistency

EXAMS = st.lists(pool(16), min_size=1, max_size=6)
KINDS = st.sampled_from([Uniform, Waves, Greedy])


def states(*letters):
    return [State.of(priced(text)) for text in letters]


def priced(text, usd=0.25):
    return [replace(draw, usd=usd) for draw in answering(text)]


@pytest.mark.parametrize(
    ("votes", "silent", "more", "chance"),
    [
        ((4,), 0, 4, 0.0),
        ((1,), 0, 1, 0.0),
        ((1, 1), 0, 1, 1.5 / 4),
        ((2, 2), 0, 1, 2.5 / 6),
        ((), 3, 4, 1.0),
    ],
)
def test_the_chance_that_another_answer_comes_to_lead(votes, silent, more, chance):
    assert chance_of_change(votes, silent, more) == pytest.approx(chance)


def test_it_is_what_a_sum_over_all_sequences_gives():
    votes, silent, more = (3, 2, 1), 1, 3
    weights = [3.5, 2.5, 1.5, 0.5, 1.5]  # three answers, an unseen one, none
    total = 0.0
    for drawn in product(range(5), repeat=more):
        left, chance = list(weights), 1.0
        for own in drawn:
            chance *= left[own] / sum(left)
            left[own] += 1
        first, *others = (left[n] - weights[n] + count for n, count in enumerate((3, 2, 1, 0)))
        total += chance if max(others) > first else 0.0
    assert chance_of_change(votes, silent, more) == pytest.approx(total)


def test_most_goes_where_it_may_change_the_answer_and_nothing_where_it_cannot():
    asked = states("aaaa", "aabc", "aaab", "abcd")
    order = list(Greedy(share=1.0).order(asked))
    assert 0 not in order
    assert order[0] in {1, 3}
    assert order[-1] == 2
    assert list(Greedy(share=0.25).order(asked)) == order[:1]


def test_a_dearer_question_has_to_promise_more():
    cheap, dear = State.of(priced("aabc", 0.1)), State.of(priced("aabc", 10.0))
    assert list(Greedy(share=1.0).order([dear, cheap])) == [1, 0]


def test_waves_leave_alone_what_is_ahead():
    assert list(Waves().order(states("aaaa", "aabc", "aaa-"))) == [1, 2]


def test_nothing_is_granted_beyond_the_sum_or_the_most():
    asked = states("aabc", "aabc")
    assert Uniform().ask(asked, 2.0) == {}
    assert Uniform().ask(asked, 3.0) == {0: 4}
    assert Uniform(most=6).ask(asked, 100.0) == {0: 2, 1: 2}


@settings(deadline=None)
@given(KINDS, EXAMS, st.integers(0, 60).map(lambda eighths: eighths / 8))
def test_all_get_the_first_samples_and_none_more_than_the_most(kind, pools, usd):
    allocation = kind(first=2, wave=3, most=12)
    served = [dict(enumerate(draws)) for draws in pools]
    sharing = share_out(allocation, served, usd)
    for play, draws in zip(sharing.plays, pools, strict=True):
        assert 2 <= len(play.told) <= 12
        assert list(play.told) == draws[: len(play.told)]
        assert play.answer == SelfConsistency(len(play.told)).ask(State.of(play.told))
        assert not play.wave


@settings(deadline=None)
@given(KINDS, EXAMS)
def test_who_has_enough_gives_uniform_all(kind, pools):
    served = [dict(enumerate(draws)) for draws in pools]
    plays = share_out(Uniform(first=2, wave=3, most=12), served, 1e9).plays
    assert {len(play.told) for play in plays} == {12}
    spent = sum(play.answer.charge.usd for play in share_out(kind(most=12), served, 0.0).plays)
    first = sum(sum(draw.usd for draw in draws[:4]) for draws in pools)
    assert spent == pytest.approx(first), "without money there are the first samples"


@settings(deadline=None)
@given(KINDS, EXAMS, st.integers(0, 60).map(lambda eighths: eighths / 8), st.integers(2, 16))
def test_where_samples_are_missing_it_waits_and_goes_on_from_there(kind, pools, usd, there):
    served = [dict(enumerate(draws)) for draws in pools]
    allocation = kind(first=2, wave=3, most=12)
    part = share_out(allocation, [dict(list(draws.items())[:there]) for draws in served], usd)
    whole = share_out(allocation, served, usd)
    for begun, done in zip(part.plays, whole.plays, strict=True):
        assert list(begun.told) == list(done.told)[: len(begun.told)]


def test_they_are_written_and_read():
    greedy = parse_allocation("greedy:first=2,share=0.5")
    assert greedy == Greedy(first=2, share=0.5)
    assert spelled(greedy) == "greedy:first=2,share=0.5"
    for kind in ALLOCATIONS.values():
        assert allocation_from_json(to_json(kind())) == kind()
    assert allocation_from_json('{"name":"single"}') is None
    with pytest.raises(ProblemError, match="no strategy"):
        parse_allocation("gready")


@pytest.mark.parametrize("change", [{"wave": 9}, {"first": 0}, {"most": 3}, {"share": 0.0}])
def test_what_makes_no_sense_is_refused(change):
    with pytest.raises(ProblemError):
        Greedy(**change)
