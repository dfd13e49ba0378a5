from dataclasses import replace

import pytest

from jevons.core.analysis.run_scores import sample_scores, self_knowledge
from jevons.core.records import Outcome, Verdict

RIGHT = Verdict(Outcome.CORRECT, key="4")
WRONG = Verdict(Outcome.INCORRECT, key="5")
CUT = Verdict(Outcome.TRUNCATED)


def verdicts(*questions):
    return {(q, s): one for q, found in enumerate(questions) for s, one in enumerate(found)}


def test_any_all_and_the_majority():
    found = sample_scores(
        verdicts([RIGHT] * 3, [RIGHT, RIGHT, WRONG], [RIGHT, WRONG, WRONG], [WRONG] * 3), [""] * 4
    )
    assert found.k == 3
    assert found.any_right.value == pytest.approx(3 / 4)
    assert found.all_right.value == pytest.approx(1 / 4)
    assert found.majority.value == pytest.approx(2 / 4)


def test_what_was_cut_off_has_no_vote():
    found = sample_scores(verdicts([RIGHT, CUT, CUT], [CUT, CUT, CUT]), ["", ""])
    assert found.majority.value == pytest.approx(1 / 2)


def test_a_tie_is_shared():
    assert sample_scores(verdicts([RIGHT, WRONG]), [""]).majority.value == pytest.approx(1 / 2)


def test_the_fewest_samples_count():
    found = sample_scores(verdicts([RIGHT, WRONG, WRONG], [RIGHT, RIGHT]), ["", ""])
    assert found.k == 2
    assert found.any_right.value == pytest.approx((2 / 3 + 1) / 2)


def test_one_sample_says_nothing_of_several():
    assert sample_scores(verdicts([RIGHT], [WRONG]), ["", ""]) is None
    assert sample_scores({}, []) is None


def test_confidence_beside_what_came_true():
    sure = [replace(RIGHT, confidence=0.9)] * 9 + [replace(WRONG, confidence=0.9)]
    found = self_knowledge(verdicts(sure))
    assert (found.answers, found.hle) == (10, None)
    assert found.rms == pytest.approx(0.0, abs=1e-9)
    vain = self_knowledge(verdicts([replace(WRONG, confidence=1.0)] * 200))
    assert vain.rms == pytest.approx(1.0)
    assert vain.expected == pytest.approx(1.0)
    assert vain.hle == pytest.approx(0.5**0.5)
    assert self_knowledge(verdicts([RIGHT])) is None
