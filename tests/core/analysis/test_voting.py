from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis import voting
from jevons.core.analysis.accuracy import accuracy
from jevons.core.analysis.voting import drawn_subsets, live_choice, maj_at_k, majority_score
from jevons.core.problems import ProblemError

KEYS = st.lists(st.sampled_from([None, "a", "b", "c", "d"]), min_size=1, max_size=9)
RIGHT = st.sets(st.sampled_from("abcd"))


def by_trying_all(keys, right, k):
    """The expected score of a vote, from every subset of k samples."""
    scores = []
    for subset in combinations(keys, k):
        votes = Counter(key for key in subset if key is not None)
        most = max(votes.values(), default=0)
        tied = [key in right for key, count in votes.items() if count == most]
        scores.append(sum(tied) / len(tied) if tied else 0)
    return sum(scores) / len(scores)


@given(KEYS, RIGHT, st.data())
def test_counting_is_trying_all_subsets(keys, right, data):
    k = data.draw(st.integers(1, len(keys)))
    score = majority_score(keys, [key in right for key in keys], k)
    assert score == pytest.approx(by_trying_all(keys, right, k))


@given(KEYS, RIGHT)
def test_a_vote_of_one_is_a_sample(keys, right):
    rights = [key in right for key in keys]
    assert majority_score(keys, rights, 1) == pytest.approx(sum(rights) / len(rights))


def test_a_tie_is_worth_its_mean():
    assert majority_score(["a", "b"], [1, 0], 2) == 0.5
    assert majority_score(["a", "b", "c"], [1, 0, 0], 3) == pytest.approx(1 / 3)
    assert majority_score(["a", "a", "b", "b", "c"], [0, 0, 1, 1, 1], 5) == 0.5


def test_a_sample_without_an_answer_has_no_vote_but_takes_its_place():
    assert majority_score(["a", None, None, None], [1, 0, 0, 0], 4) == 1
    assert majority_score(["a", None, None, None], [1, 0, 0, 0], 1) == 0.25
    assert majority_score([None, None], [0, 0], 2) == 0


def test_equal_answers_judged_apart_have_the_mean_of_both():
    assert majority_score(["a", "a"], [1, 0], 2) == 0.5


def test_a_vote_finds_what_is_most_often_drawn():
    keys = ["a"] * 24 + ["b"] * 20 + ["c"] * 20
    right = [key == "a" for key in keys]
    curve = [majority_score(keys, right, k) for k in (1, 4, 16, 32, 64)]
    assert curve[0] == pytest.approx(24 / 64)
    assert curve == sorted(curve)
    assert curve[-1] == 1


def test_too_many_subsets_are_drawn(monkeypatch):
    keys = ["a"] * 12 + ["b"] * 9 + ["c"] * 6 + [None] * 5
    rights = [key == "a" for key in keys]
    exact = majority_score(keys, rights, 9)
    monkeypatch.setattr(voting, "EXACT_STEPS", 0)
    drawn = majority_score(keys, rights, 9)
    assert drawn != exact
    assert drawn == pytest.approx(exact, abs=0.05)
    assert drawn == majority_score(keys, rights, 9)
    assert drawn != majority_score(keys, rights, 9, seed=1)


def test_the_same_subsets_for_whatever_is_compared():
    subsets = list(drawn_subsets(10, 4, draws=50))
    assert subsets == list(drawn_subsets(10, 4, draws=50))
    assert all(len(set(subset)) == 4 and set(subset) < set(range(10)) for subset in subsets)
    assert len({tuple(sorted(subset)) for subset in subsets}) > 20


def test_over_an_exam():
    questions = [
        (["4", "4", "5", None], [1, 1, 0, 0]),
        (["7", "8", "8", "8"], [1, 0, 0, 0]),
        (["1", "1", "1", "1"], [1, 1, 1, 1]),
    ]
    estimate = maj_at_k(questions, 4)
    assert estimate.value == pytest.approx(2 / 3)
    assert (estimate.method, estimate.n) == ("Wilson", 3)
    once = maj_at_k(questions, 1)
    counts = [(sum(rights), 4) for _, rights in questions]
    assert once == accuracy(counts)
    assert maj_at_k(questions, 2, clusters=["a", "a", "b"]).n == 2


@pytest.mark.parametrize(
    ("keys", "thinking", "choice"),
    [
        (["a", "b", "b"], [1, 9, 9], "b"),
        (["a", "b"], [200, 100], "b"),
        (["a", "b", "a", "b"], [100, 50, 100, 151], "a"),
        (["b", "a"], [100, 100], "b"),
        (["a", None, None], [5, 1, 1], "a"),
        ([None], [5], None),
        ([], [], None),
    ],
)
def test_the_answer_of_a_live_vote(keys, thinking, choice):
    assert live_choice(keys, thinking) == choice


@pytest.mark.parametrize(
    ("keys", "rights", "k"), [(["a"], [1], 2), (["a"], [1], 0), (["a"], [], 1)]
)
def test_nonsense_is_refused(keys, rights, k):
    with pytest.raises(ProblemError, match="make no vote"):
        majority_score(keys, rights, k)
