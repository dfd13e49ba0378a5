import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.steps.request import Revise, Sample
from jevons.core.strategies.steps.revising import Revision
from jevons.core.strategies.steps.trail import Result
from trails import answer, follow, scripted


def test_each_answer_is_revised_in_turn():
    model = scripted(answer("1"), answer("2"), answer("2"), answer("3"))
    found, rounds, _ = follow(Revision(), model)
    assert rounds == [(Sample(),), (Revise(0),), (Revise(1),), (Revise(2),)]
    assert (found.key, found.draw, found.tied) == ("2", 1, ("2",))
    assert found.charge.samples == 4


def test_the_last_word_can_count_instead():
    model = scripted(answer("1"), answer("1"), answer("3"))
    found, _, _ = follow(Revision(revisions=2, choose="last"), model)
    assert (found.key, found.draw) == ("3", 2)


def test_chains_go_on_side_by_side():
    model = scripted(*map(answer, "aabb"))
    found, rounds, _ = follow(Revision(chains=2, revisions=1), model)
    assert rounds == [(Sample(), Sample()), (Revise(0), Revise(1))]
    assert set(found.tied) == {"a", "b"}
    last, _, _ = follow(
        Revision(chains=2, revisions=1, choose="last"), scripted(*map(answer, "aabb"))
    )
    assert (last.key, last.draw) == ("b", 2)


def test_nothing_is_revised_where_nothing_was_said():
    model = scripted(Result(text=" \n", thinking_tokens=9), answer("2"), answer("2"))
    found, rounds, _ = follow(Revision(revisions=2), model)
    assert rounds == [(Sample(),), (Sample(),), (Revise(1),)]
    assert found.key == "2"
    assert found.charge.thinking_tokens == 9


def test_without_revisions_it_is_a_vote():
    found, rounds, _ = follow(Revision(3, 0), scripted(*map(answer, "aba")))
    assert (found.key, len(rounds)) == ("a", 1)


@pytest.mark.parametrize("wrong", [{"chains": 0}, {"revisions": -1}, {"choose": "best"}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        Revision(**wrong)
