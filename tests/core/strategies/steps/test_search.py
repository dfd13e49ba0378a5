import math

import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.state import Charge
from jevons.core.strategies.steps.request import Conclude, Extend, Judge
from jevons.core.strategies.steps.search import BeamSearch, DiverseTrees, likelihood
from jevons.core.strategies.steps.strategy import Seen
from jevons.core.strategies.steps.trail import Node, Trail
from jevons.core.strategies.strategy import Need
from trails import answer, follow, score, scripted, step

END = "\n\n"


def stopped(text="s", **changes):
    return step(text, stopped=True, **changes)


def test_a_beam_goes_on_from_the_best():
    model = scripted(
        *[stopped(letter) for letter in "abcd"],
        *map(score, (0.1, 0.9, 0.5, 0.8)),  # b and d are kept
        stopped("ba"), step("da", ended=True), step("bb"), stopped("db"),
        *map(score, (0.2, 0.6, 0.7, 0.1)),  # da has ended; of the others bb is kept
        step("bba", ended=True), step("bbb", ended=True), stopped("bbc"),
        *map(score, (0.3, 0.1, 0.9)),  # depth is reached: bbc is ended as well
        answer("x"), answer("y"), answer("y"), answer("z"),
    )  # fmt: skip
    found, rounds, trail = follow(BeamSearch(beams=4, width=2, depth=3, tokens=30), model)
    assert rounds == [
        (Extend(None, 30, END),) * 4,
        tuple(map(Judge, (0, 1, 2, 3))),
        tuple(Extend(parent, 30, END, END) for parent in (1, 3, 1, 3)),
        tuple(map(Judge, (8, 9, 10, 11))),
        (Extend(10, 30, END),) * 3,
        tuple(map(Judge, (16, 17, 18))),
        tuple(map(Conclude, (9, 16, 17, 18))),
    ]
    assert trail.thought(18) == "b\n\nbbbbc"
    # x weighs 0.6, y 0.3 + 0.1, z 0.9
    assert (found.key, found.draw, found.tied) == ("z", 25, ("z",))
    assert found.charge == Charge(4, 11 * 8, 4 * 4 + 11 * 2, None)


def test_a_beam_ends_when_all_its_thoughts_have():
    ended = [step(letter, ended=True) for letter in "ab"]
    model = scripted(*ended, score(0.2), score(0.4), answer("x"), answer("y"))
    found, rounds, _ = follow(BeamSearch(beams=2, width=2), model)
    assert len(rounds) == 3
    assert found.key == "y"


def test_without_any_score_all_have_one_vote():
    ended = [step(letter, ended=True) for letter in "abc"]
    model = scripted(*ended, *[score(None)] * 3, answer("x"), answer("y"), answer("y"))
    found, _, _ = follow(BeamSearch(beams=3, width=3), model)
    assert (found.key, found.draw, found.tied) == ("y", 7, ("y",))


def test_trees_do_not_compete():
    model = scripted(
        *[stopped(letter) for letter in "abcd"],
        *map(score, (0.1, 0.2, 0.9, 0.8)),  # of the first tree b, of the second c
        step("ba", ended=True), stopped("bb"), stopped("ca"), stopped("cb"),
        *map(score, (0.7, 0.3, 0.4, 0.4)),  # ba ends the first; ca, as the first of equals
        step("caa", ended=True), stopped("cab"),
        *map(score, (0.1, 0.5)),  # depth is reached
        answer("x"), answer("y"),
    )  # fmt: skip
    found, rounds, _ = follow(DiverseTrees(trees=2, width=2, depth=3, tokens=30), model)
    assert rounds == [
        (Extend(None, 30, END),) * 4,
        tuple(map(Judge, (0, 1, 2, 3))),
        tuple(Extend(parent, 30, END, END) for parent in (1, 1, 2, 2)),
        tuple(map(Judge, (8, 9, 10, 11))),
        (Extend(10, 30, END, END),) * 2,
        (Judge(16), Judge(17)),
        (Conclude(8), Conclude(17)),
    ]
    assert (found.key, found.draw) == ("x", 20)


def test_the_likelihood_of_a_thought_is_that_of_all_its_tokens():
    trail = Trail(
        (
            Node(Extend(None, 9), step("a", 6, logprob=-0.5)),
            Node(Extend(0, 9), step("b", 2, logprob=-1.5)),
            Node(Extend(0, 9), step("c", 2)),
            Node(Extend(0, 9), step("", 0, ended=True)),
        )
    )
    assert likelihood(Seen(0, trail)) == pytest.approx(math.exp(-0.5))
    assert likelihood(Seen(1, trail)) == pytest.approx(math.exp(-(6 * 0.5 + 2 * 1.5) / 8))
    assert likelihood(Seen(2, trail)) == 0.0
    assert likelihood(Seen(3, trail)) == pytest.approx(math.exp(-0.5))


def test_by_probability_no_judge_is_asked():
    search = BeamSearch(beams=2, width=2, depth=1, score="logprob")
    model = scripted(step("a", logprob=-1.0), step("b", logprob=-0.5), answer("x"))
    found, rounds, _ = follow(search, model)
    assert rounds == [(Extend(None, 256, END),) * 2, (Conclude(1),)]
    assert found.key == "x"
    assert search.needs == {Need.PREFILL, Need.LOGPROBS}
    assert BeamSearch().needs == {Need.PREFILL, Need.JUDGE}


@pytest.mark.parametrize("kind", [BeamSearch, DiverseTrees])
@pytest.mark.parametrize("wrong", [{"width": 0}, {"depth": 0}, {"tokens": 0}, {"score": "luck"}])
def test_what_makes_no_sense_is_refused(kind, wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        kind(**wrong)
