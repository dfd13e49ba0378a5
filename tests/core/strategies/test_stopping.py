import random

import pytest

from draws import answering, drive
from jevons.core.problems import ProblemError
from jevons.core.strategies.stopping import Doubling, EarlyStopping


def test_a_window_that_agrees_stops_and_all_have_voted():
    answer, drawn, waves = drive(EarlyStopping(3, 12), answering("bba" + "bab" + "aaa" + "bbb"))
    assert (len(drawn), len(waves)) == (9, 3)
    assert answer.key == "a"


def test_a_sample_without_an_answer_agrees_with_none():
    _, drawn, _ = drive(EarlyStopping(3, 9), answering("aa-" + "---" + "aaa"))
    assert len(drawn) == 9


def test_the_last_window_takes_what_is_left():
    _, drawn, waves = drive(EarlyStopping(3, 7), answering("abcabca"))
    assert (len(drawn), len(waves)) == (7, 3)


def test_samples_are_as_many_as_the_formula_expects():
    """E[n] = w (sum_{i=0}^{K-2} Q (1-Q)^i (i+1) + (1-Q)^(K-1) K), Q = sum p^w (2401.10480)."""
    chances, window, windows = {"a": 0.7, "b": 0.2, "c": 0.1}, 3, 4
    agree = sum(chance**window for chance in chances.values())
    expected = window * (
        sum(agree * (1 - agree) ** i * (i + 1) for i in range(windows - 1))
        + (1 - agree) ** (windows - 1) * windows
    )
    rng, trials, strategy = random.Random(3), 4_000, EarlyStopping(window, window * windows)
    used = []
    for _ in range(trials):
        letters = rng.choices(list(chances), chances.values(), k=strategy.at_most)
        used.append(len(drive(strategy, answering("".join(letters)))[1]))
    assert sum(used) / trials == pytest.approx(expected, abs=0.2)


def test_a_share_of_all_samples_stops_the_doubling():
    for letters, samples in (("aa", 2), ("abaa", 4), ("a-aa", 4), ("abab" + "aaaa", 8)):
        answer, drawn, _ = drive(Doubling(), answering(letters + "b" * (8 - len(letters))))
        assert (answer.key, len(drawn)) == ("a", samples)


def test_the_doubling_ends_at_its_most():
    answer, drawn, waves = drive(Doubling(most=7), answering("-" * 7))
    assert (answer.key, len(drawn), len(waves)) == (None, 7, 3)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ProblemError, match="most cannot be 4"):
        EarlyStopping(5, 4)
    with pytest.raises(ProblemError, match="share cannot be 0"):
        Doubling(0.0)
    with pytest.raises(ProblemError, match="first cannot be 0"):
        Doubling(first=0)
