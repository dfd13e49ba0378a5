from datetime import UTC, datetime

import pytest

from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.keys import free_key, spoken_answer, spoken_key, vote_key
from jevons.core.records import (
    AnswerKind,
    Dial,
    FinishReason,
    Generation,
    Question,
    SamplingParams,
)


def reply(answer, finish=FinishReason.STOP):
    now = datetime(2025, 1, 20, tzinfo=UTC)
    return Generation(
        "g", "m", "q", SamplingParams(), Dial.off(), now, answer=answer, finish_reason=finish
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("So it is \\boxed{0.5}.", "The answer is \\frac{1}{2}"),
        ("That makes 1,000 in all.", "**Answer:** 1000"),
        ("Paris.", "I think about it.\n\nparis"),
        ("Answer: Paris", "\\boxed{\\text{Paris}}"),
    ],
)
def test_equal_answers_to_any_question_have_one_key(one, other):
    assert free_key("Which?", reply(one)) == free_key("Which?", reply(other)) is not None


def test_different_ones_have_different_keys():
    keys = {free_key("Which?", reply(text)) for text in ("4", "5", "Paris", "London", "\\boxed{x}")}
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("text", "finish"),
    [("", FinishReason.STOP), (" \n", FinishReason.STOP), ("It may be", FinishReason.LENGTH)],
)
def test_without_an_answer_there_is_no_key(text, finish):
    assert free_key("Which?", reply(text, finish)) is None


@pytest.mark.parametrize(
    ("kind", "gold", "text", "key"),
    [
        (AnswerKind.NUMBER, "7", "It is 8.", "8"),
        (AnswerKind.CHOICE, "B", "Answer: (C)", "C"),
        (AnswerKind.TEXT, "blue", "Answer: Red", "red"),
        (AnswerKind.JUDGED, "blue", "Answer: Deep Red", "deep red"),
        (AnswerKind.JUDGED, "blue", "I would rather not guess here.", None),
    ],
)
def test_the_key_of_a_reply_is_that_of_its_verdict(kind, gold, text, key):
    question = Question("q", "Which?", gold, kind)
    assert vote_key(Grader(), question, reply(text)) == key


def test_a_formula_that_only_an_algebra_system_can_judge_has_a_key_at_once():
    question = Question("q", "Which?", "\\int_0^1 x dx", AnswerKind.MATH)
    assert vote_key(Grader(), question, reply("\\boxed{\\sin(x)^2 + c}"))


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("Which is the capital?", "\\boxed{Paris}", "Paris"),
        ("Which is the capital?", "Paris.", "Paris."),
        ("What is 2 + 2?", "Two and two are 4, of course.\nThat is all.", "4"),
        ("How many are there?", "There are 3 of them, I think.\nYes.", "3"),
        ("Tell a story.", "It was in 1912.\nThe ship went down.", None),
        ("Tell a story.", "It was in 1912. " * 9, None),
        ("Tell a story.", "", None),
    ],
)
def test_what_a_reply_in_a_conversation_gives_as_its_answer(question, answer, said):
    assert spoken_answer(question, reply(answer)) == said


def test_equal_answers_in_a_conversation_vote_alike():
    assert spoken_key("What is 1/2?", "0.5") == spoken_key("What is 1/2?", "\\frac{1}{2}")
    assert spoken_key("Which?", "Paris.") == spoken_key("Which?", "paris")
    assert spoken_key("Which?", "Paris") != spoken_key("Which?", "Rome")
