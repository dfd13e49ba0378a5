import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.state import Charge
from jevons.core.strategies.steps.judged import JudgedBest, JudgedVote
from jevons.core.strategies.steps.request import Judge, Sample
from trails import answer, follow, score, scripted


def samples(letters):
    return [answer(None if letter == "-" else letter, 1, 10) for letter in letters]


def test_the_best_scored_answer_is_given():
    model = scripted(*samples("ab-a"), score(0.5), score(0.9), score(0.7))
    found, rounds, _ = follow(JudgedBest(4), model)
    assert rounds == [(Sample(),) * 4, (Judge(0), Judge(1), Judge(3))]
    assert (found.key, found.draw, found.tied) == ("b", 1, ())
    assert found.charge == Charge(4, 40, 4 + 3 * 2, None)


def test_the_scores_of_an_answer_add_up_in_a_vote():
    model = scripted(*samples("ab-a"), score(0.5), score(0.9), score(0.7))
    found, _, _ = follow(JudgedVote(4), model)
    assert (found.key, found.draw, found.tied) == ("a", 0, ("a",))


def test_a_score_is_the_mean_of_all_looks_that_make_sense():
    looks = [score(1.0), score(0.0), score(0.6), score(None)]
    found, rounds, _ = follow(JudgedBest(2, looks=2), scripted(*samples("ab"), *looks))
    assert rounds[1] == (Judge(0), Judge(0), Judge(1), Judge(1))
    assert found.key == "b"


@pytest.mark.parametrize("letters", ["aaaa", "a--a", "----"])
@pytest.mark.parametrize("kind", [JudgedBest, JudgedVote])
def test_nobody_is_asked_where_there_is_nothing_to_choose(kind, letters):
    found, rounds, _ = follow(kind(4), scripted(*samples(letters)))
    assert len(rounds) == 1
    assert found.key == ("a" if "a" in letters else None)


@pytest.mark.parametrize("kind", [JudgedBest, JudgedVote])
def test_a_judge_without_sense_leaves_it_to_the_vote(kind):
    model = scripted(*samples("abb"), *[score(None)] * 3)
    found, _, _ = follow(kind(3), model)
    assert (found.key, found.draw) == ("b", 1)


def test_an_answer_without_a_score_is_behind_all_others():
    found, _, _ = follow(JudgedBest(2), scripted(*samples("ab"), score(None), score(0.0)))
    assert found.key == "b"


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"looks": 0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        JudgedBest(**wrong)
