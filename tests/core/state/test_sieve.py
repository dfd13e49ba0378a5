import json

import pytest

from core.runs.run_samples import an_exam
from core.state.run_values import a_tally, tallies_of
from jevons.core.records import Outcome
from jevons.core.state.ledger import MISSING
from jevons.core.state.sieve import TRUNCATED, WRONG, Order, Sieve, read_sieve, sieve_row, sift

QUESTIONS = an_exam(6).questions
TALLIES = tallies_of("✓✓", "✓✗", "✗✗", "…✓", "✗…", "")


def passing(sieve):
    return sift(sieve, QUESTIONS, TALLIES, samples=2)


def test_an_open_sieve_lets_everything_pass():
    assert Sieve().is_open
    assert passing(Sieve()) == (0, 1, 2, 3, 4, 5)
    assert Sieve().words() == ""


@pytest.mark.parametrize(
    ("sieve", "found"),
    [
        (Sieve(frozenset({WRONG})), (1, 2, 4)),
        (Sieve(frozenset({TRUNCATED})), (3, 4)),
        (Sieve(frozenset({WRONG, TRUNCATED})), (4,)),
        (Sieve(frozenset({MISSING})), (5,)),
        (Sieve(split=True), (1, 3)),
        (Sieve(text="+ 5"), (5,)),
        (Sieve(text="WHAT 8"), (4,)),
        (Sieve(text="sums/2"), (2,)),
        (Sieve(frozenset({WRONG}), text="4"), (2, 4)),
        (Sieve(text="nowhere"), ()),
    ],
)
def test_it_lets_pass_what_has_all_that_is_asked_for(sieve, found):
    assert passing(sieve) == found


def test_an_ungraded_sample_splits_no_vote():
    tallies = tallies_of("✓o", "✓?")
    assert sift(Sieve(split=True), QUESTIONS, tallies, samples=2) == (1,)


def test_the_fewest_right_come_first_and_those_not_asked_last():
    assert passing(Sieve(order=Order.WORST)) == (2, 4, 1, 3, 0, 5)


def test_the_longest_come_first():
    tallies = {0: {"correct": a_tally(1)}, 1: {"correct": a_tally(1, thinking_tokens=900)}}
    order = sift(Sieve(order=Order.LONGEST), QUESTIONS[:3], tallies, samples=1)
    assert order == (1, 0, 2)


def test_asking_twice_takes_it_back():
    sieve = Sieve().toggled(WRONG).toggled(TRUNCATED)
    assert sieve.words() == "wrong + truncated"
    assert sieve.toggled(WRONG).toggled(TRUNCATED) == Sieve()


def test_orders_go_round_and_survive_opening():
    sieve = Sieve(text="x").reordered()
    assert sieve.order is Order.WORST
    assert sieve.opened() == Sieve(order=Order.WORST)
    assert sieve.reordered().reordered() == Sieve(text="x")


def test_it_tells_which_samples_are_looked_for():
    sieve = Sieve().toggled(WRONG)
    assert sieve.fits(Outcome.INCORRECT)
    assert not sieve.fits(Outcome.CORRECT)
    assert Sieve().fits(Outcome.CORRECT)


def test_what_is_asked_for_is_told_in_words():
    assert Sieve().with_text("a\x1bb").split_toggled().words() == "split votes + “a␛b”"


def test_what_a_strategy_did_not_ask_for_is_not_missing():
    tallies = tallies_of("✓✓", "✓", "✗✗✗")
    missing = Sieve(outcomes=frozenset({MISSING}))
    assert sift(missing, QUESTIONS[:3], tallies, samples=8) == (0, 1, 2)
    assert sift(missing, QUESTIONS[:3], tallies, samples=8, asked={0: 2, 1: 4, 2: 3}) == (1,)


@pytest.mark.parametrize(
    "sieve",
    [Sieve(), Sieve(frozenset({WRONG, ""}), True, "two words", Order.WORST)],
)
def test_a_sieve_is_kept(sieve):
    assert read_sieve(json.loads(json.dumps(sieve_row(sieve)))) == sieve


@pytest.mark.parametrize("row", [{}, [], None, {"outcomes": 3}, {**sieve_row(Sieve()), "order": 7}])
def test_what_makes_no_sense_lets_everything_pass(row):
    assert read_sieve(row) == Sieve()
