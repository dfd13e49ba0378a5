import asyncio
import json

import pytest

from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.judge import judge_messages, read_judgement, stated_confidence
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, FinishReason, Outcome
from replies import question, reply

ASKED = question("a $5 heptagon {x}", AnswerKind.JUDGED, text="Which ${shape}?")
PROSE = "Explanation: it has seven sides.\nAnswer: a heptagon\nConfidence: 85%"


def judgement(**fields):
    told = {"extracted_final_answer": "a heptagon", "reasoning": "It is the same shape."}
    return json.dumps({**told, "correct": "yes", "confidence": 85, **fields})


def judged(said, answer=PROSE, finish=FinishReason.STOP, name="o3"):
    """The verdict where a judge says this, and what the judge was asked."""
    heard = []

    async def judge(messages):
        heard.append(messages)
        if isinstance(said, Exception):
            raise said
        return said

    async def verdict():
        grader = Grader(judge=judge, judge_name=name)
        return await grader.grade(ASKED, reply(answer, finish))

    return asyncio.run(verdict()), heard


def test_the_judge_is_shown_all_three():
    (message,) = judge_messages("Which ${shape}?", "It is $x$ {y}.", "a $5 heptagon {x}")
    assert message.role == "user"
    for part in ("Which ${shape}?", "It is $x$ {y}.", "a $5 heptagon {x}", '"correct"'):
        assert part in message.content
    assert "$question" not in message.content


def test_a_right_answer():
    verdict, heard = judged(judgement())
    assert heard == [judge_messages(ASKED.text, PROSE, ASKED.gold)]
    assert verdict.outcome is Outcome.CORRECT
    assert (verdict.extracted, verdict.key) == ("a heptagon", "heptagon")
    assert verdict.how == "judged: It is the same shape."
    assert verdict.grader == f"{Grader().name}+judge-o3"
    assert verdict.confidence == 0.85


def test_a_wrong_answer():
    verdict, _ = judged(judgement(correct="no", extracted_final_answer="a hexagon"))
    assert (verdict.outcome, verdict.key) == (Outcome.INCORRECT, "hexagon")
    verdict, _ = judged(judgement(correct="no", extracted_final_answer=None))
    assert (verdict.outcome, verdict.extracted, verdict.key) == (Outcome.INCORRECT, None, None)


@pytest.mark.parametrize(
    "said",
    [
        judgement(),
        judgement(correct="YES"),
        judgement(correct=True),
        f"```json\n{judgement()}\n```",
        f"I compare: {{a heptagon}} is one.\n{judgement()}\nThat is all.",
        judgement().replace("same shape", "same\nshape"),
        '{"correct": "no", "extracted_final_answer": "x"}\nNo, wait.\n' + judgement(),
        '{"Correct": "yes", "Extracted_final_answer": "a heptagon"}',
        "**correct:** yes",
        "correct: Yes\nreasoning: the same",
        '{"extracted_final_answer": "a heptagon", "correct": "yes", "reasoning": "cut of',
    ],
)
def test_replies_that_say_yes(said):
    found = read_judgement(said)
    assert found is not None
    assert found.correct


@pytest.mark.parametrize(
    "said",
    [
        "",
        "The answer is right.",
        "yes",
        "{}",
        "[]",
        "null",
        "{" * 5000,
        '{"correct": "maybe"}',
        '{"correct": "yes", "extracted_final_answer": null}',
        '{"correct": "yes", "extracted_final_answer": "None"}',
        '{"reasoning": "the same"}',
        "correct: yes\ncorrect: no",
        '{"a":' * 3000,
    ],
)
def test_replies_that_make_no_sense(said):
    assert read_judgement(said) is None
    verdict, _ = judged(said)
    assert verdict.outcome is Outcome.JUDGE_FAILED
    assert verdict.how.startswith("the judge's reply makes no sense")
    assert verdict.confidence == 0.85


def test_a_judge_that_does_not_answer():
    verdict, _ = judged(ProblemError.of(ProblemKind.UNREACHABLE, "nobody is at home"))
    assert verdict.outcome is Outcome.JUDGE_FAILED
    assert verdict.how == "the judge did not answer: nobody is at home"


def test_without_a_judge_there_is_no_judgement():
    verdict = asyncio.run(Grader().grade(ASKED, reply(PROSE)))
    assert (verdict.outcome, verdict.how) == (Outcome.JUDGE_FAILED, "no judge was named")
    assert Grader().grade_fast(ASKED, reply(PROSE)) is None


@pytest.mark.parametrize(
    ("answer", "finish", "outcome"),
    [
        ("", FinishReason.STOP, Outcome.UNPARSED),
        ("", FinishReason.LENGTH, Outcome.TRUNCATED),
        ("Explanation: it has", FinishReason.LENGTH, Outcome.TRUNCATED),
        ("I'm sorry, but I can't help with that.", FinishReason.STOP, Outcome.REFUSED),
        (PROSE, FinishReason.ERROR, Outcome.ERROR),
    ],
)
def test_what_no_judge_is_asked(answer, finish, outcome):
    verdict, heard = judged(judgement(), answer, finish)
    assert verdict.outcome is outcome
    assert not heard


def test_a_cut_off_reply_with_its_answer_is_judged():
    verdict, _ = judged(judgement(), "Answer: a heptagon\nConf", FinishReason.LENGTH)
    assert verdict.outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("said", "confidence"),
    [(85, 0.85), ("85%", 0.85), ("85", 0.85), (None, None), ("high", None), (850, None)],
)
def test_the_judge_finds_a_confidence_told_otherwise(said, confidence):
    verdict, _ = judged(judgement(confidence=said), "I am mostly sure that it is a heptagon.")
    assert verdict.confidence == confidence


def test_the_models_own_confidence_comes_first():
    verdict, _ = judged(judgement(confidence=10))
    assert verdict.confidence == 0.85
    assert stated_confidence("Confidence: 1") == 0.01
