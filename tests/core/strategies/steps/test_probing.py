import math

import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.state import Charge
from jevons.core.strategies.steps.probing import ConfidentExit, Probing
from jevons.core.strategies.steps.request import Conclude, Extend, Probe
from jevons.core.strategies.steps.trail import Node, Result, Trail
from trails import answer, follow, scripted, step

QUICK = Probing(window=2, chunk=8, trial=5, most=32)


def trial(key, text="", **changes):
    return Result(text or f"{key}}}", key, answer_tokens=3, **changes)


def test_a_thought_is_stopped_when_trial_answers_agree():
    model = scripted(
        step("a"), trial("3"), step("b"), trial("4"), step("c"), trial("4"), answer("4")
    )
    found, rounds, trail = follow(QUICK, model)
    assert rounds == [
        (Extend(None, 8),),
        (Probe(0, 5),),
        (Extend(0, 8),),
        (Probe(2, 5),),
        (Extend(2, 8),),
        (Probe(4, 5),),
        (Conclude(4),),
    ]
    assert (found.key, found.draw, found.tied) == ("4", 6, ())
    assert found.charge == Charge(1, 24, 3 * 3 + 4, None)
    assert trail.thought(6) == "abc"


def test_a_thought_that_ends_by_itself_is_not_probed():
    found, rounds, _ = follow(QUICK, scripted(step("a", 3, ended=True), answer("9")))
    assert rounds == [(Extend(None, 8),), (Conclude(0),)]
    assert found.key == "9"


def test_a_thought_without_end_is_stopped_at_its_most():
    model = scripted(
        *[part for letter in "abc" for part in (step(letter), trial(letter))],
        step("d"),
        answer(None),
    )
    found, rounds, _ = follow(QUICK, model)
    assert [len(asked) for asked in rounds] == [1] * 8
    assert len(rounds) == QUICK.at_most
    assert found.key is None
    assert found.draw == 7


def test_the_last_step_has_what_is_left():
    model = scripted(
        *[part for _ in range(2) for part in (step(), trial(None))], step(), answer("1")
    )
    _, rounds, _ = follow(Probing(chunk=8, most=20), model)
    assert [asked[0].tokens for asked in rounds if isinstance(asked[0], Extend)] == [8, 8, 4]


@pytest.mark.parametrize("text", ["4} Wait, no", "4} But", "hmm 4}"])
def test_a_word_of_hesitation_keeps_it_going(text):
    model = scripted(
        step(), trial("4"), step(), trial("4", text), step(), trial("4"), step(), answer("4")
    )
    _, rounds, _ = follow(QUICK, model)
    assert sum(isinstance(asked[0], Extend) for asked in rounds) == 4


def test_words_that_only_hold_one_do_not():
    model = scripted(step(), trial("4", "known"), step(), trial("4", "household"), answer("4"))
    _, rounds, _ = follow(QUICK, model)
    assert rounds[-1] == (Conclude(2),)


def test_none_is_no_agreement():
    model = scripted(
        step(), trial(None), step(), trial(None), step(), trial(None), step(), answer("4")
    )
    _, rounds, _ = follow(QUICK, model)
    assert len(rounds) == QUICK.at_most


def test_a_confident_trial_answer_ends_the_thought():
    model = scripted(
        step("One.", stopped=True),
        trial("3", logprob=math.log(0.95)),
        step("Wait. Two.", stopped=False),
        trial("4", logprob=math.log(0.96)),
        answer("4"),
    )
    found, rounds, _ = follow(ConfidentExit(chunk=30), model)
    assert rounds == [
        (Extend(None, 30, "Wait"),),
        (Probe(0, 20),),
        (Extend(0, 30, "Wait", "Wait"),),
        (Probe(2, 20),),
        (Conclude(2),),
    ]
    assert found.key == "4"


def test_without_probabilities_nothing_is_confident():
    model = scripted(step(tokens=10), trial("4"), step(tokens=10), answer("4"))
    _, rounds, _ = follow(ConfidentExit(chunk=10, most=20), model)
    assert rounds[2] == (Extend(0, 10, "Wait", ""),)
    assert rounds[3] == (Conclude(2),)


def test_another_strategys_trail_is_refused():
    _, _, trail = follow(QUICK, scripted(step(ended=True), answer("9")))
    with pytest.raises(ProblemError, match="are not those of probing"):
        Probing(chunk=9).ask(trail)
    longer = trail.followed_by([Node(Conclude(0), answer("9"))])
    with pytest.raises(ProblemError, match="are not those of probing"):
        QUICK.ask(longer)
    assert QUICK.ask(Trail()) == (Extend(None, 8),)


@pytest.mark.parametrize("name", ["window", "chunk", "trial", "most"])
def test_what_makes_no_sense_is_refused(name):
    with pytest.raises(ProblemError, match=f"{name} cannot be 0"):
        Probing(**{name: 0})
