import pytest

from jevons.core.runs.steps.scoring import LONGEST_WORK, read_score, score_messages


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        ('{"reason": "fine", "score": 85}', 0.85),
        ('Step 1 holds.\n```json\n{"Score": "70%"}\n```', 0.7),
        ('{"score": 10} or rather {"reason": "x", "score": 90}', 0.9),
        ('{"reason": "it has {braces}", "score": 0}', 0.0),
        ("**Score:** 60", 0.6),
        ("score = 12.5", 0.125),
        ("100", 1.0),
        (" 40/100.", 0.4),
        ("The answer is 40.", None),
        ('{"score": 150}', None),
        ('{"score": -3}', None),
        ('{"score": true}', None),
        ('{"score": null}', None),
        ('{"score": "nan"}', None),
        ("", None),
        ("{" * 5000, None),
    ],
)
def test_a_score_is_read_from_what_a_judge_says(reply, score):
    assert read_score(reply) == score


def test_a_judge_is_shown_the_question_and_the_work():
    (asked,) = score_messages("Is $x a $name?", "because {x}", "yes, $5")
    assert "Is $x a $name?" in asked.content
    assert "because {x}" in asked.content
    assert "<answer>\nyes, $5\n</answer>" in asked.content


def test_a_beginning_is_judged_as_one():
    (asked,) = score_messages("Q", "first step", "")
    assert "not finished" in asked.content
    assert "<answer>" not in asked.content


def test_of_a_long_thought_the_end_is_shown():
    (asked,) = score_messages("Q", "a" * LONGEST_WORK + "the end", "A")
    assert "[...] aaa" in asked.content
    assert "the end\n</working>" in asked.content
    assert len(asked.content) < LONGEST_WORK + 2000
