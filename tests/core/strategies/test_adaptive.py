import pytest
from hypothesis import given

from draws import answering, drive, pool
from jevons.core.problems import ProblemError
from jevons.core.strategies.adaptive import AdaptiveConsistency, chance_ahead, least_votes
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Ask


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [(3, 0, 0.9375), (4, 0, 0.96875), (5, 1, 0.9375), (6, 1, 0.96484), (8, 2, 0.96729)],
)
def test_the_chance_to_be_ahead(first, second, chance):
    assert chance_ahead(first, second) == pytest.approx(chance, abs=5e-6)


def test_equal_votes_are_ahead_by_half():
    assert [chance_ahead(votes, votes) for votes in range(9)] == [0.5] * 9


def test_the_fewest_votes_that_stop():
    assert [least_votes(second, 0.95) for second in range(8)] == [4, 6, 8, 9, 11, 12, 14, 15]
    assert least_votes(0, 0.9) == 3
    assert least_votes(300, 0.95) > 330


def test_waves_double():
    asked = AdaptiveConsistency(most=30)
    assert asked.ask(State.of([])) == Ask(4)
    assert asked.ask(State.of(answering("aaab"))) == Ask(4)
    assert asked.ask(State.of(answering("aaab" * 2))) == Ask(8)
    assert asked.ask(State.of(answering("aabb" * 4))) == Ask(14)
    assert asked.ask(State.of(answering("aaaa"))).key == "a"


def test_it_stops_at_the_end_of_a_wave():
    draws = answering("abaa" + "aaaa" + "bbbbbbbb")
    answer, drawn, waves = drive(AdaptiveConsistency(), draws)
    assert (answer.key, len(drawn), len(waves)) == ("a", 8, 2)


def test_nothing_is_for_sure_without_answers():
    answer, drawn, waves = drive(AdaptiveConsistency(), answering("-" * 32))
    assert (answer.key, len(drawn), len(waves)) == (None, 32, 4)


@given(pool(20))
def test_one_by_one_stops_at_the_first_sample_that_allows_it(draws):
    _, drawn, _ = drive(AdaptiveConsistency(most=20, pace="one"), draws)
    sure = (
        count
        for count in range(20)
        if chance_ahead((state := State.of(draws[:count])).first_votes, state.second_votes) >= 0.95
    )
    assert len(drawn) == next(sure, 20)


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": 1.0}, {"threshold": float("nan")}, {"most": 0}, {"first": 0}, {"pace": "two"}],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        AdaptiveConsistency(**wrong)
