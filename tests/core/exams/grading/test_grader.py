import asyncio

import pytest

from jevons.core.exams.checking import Check
from jevons.core.exams.grading import math_process
from jevons.core.exams.grading.grader import Grader
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, FinishReason, Outcome, Verdict
from replies import question, reply

NUMBER, MATH, CHOICE, TEXT = (
    AnswerKind.NUMBER,
    AnswerKind.MATH,
    AnswerKind.CHOICE,
    AnswerKind.TEXT,
)
CHECKED = AnswerKind.CHECKED
LENGTH = FinishReason.LENGTH


@pytest.fixture
def without_math_verify(monkeypatch):
    monkeypatch.setattr(math_process, "PACKAGE", "no-such-package")
    math_process.math_verify_version.cache_clear()
    yield
    math_process.math_verify_version.cache_clear()


def fast(gold, answer, kind=NUMBER, finish=FinishReason.STOP, **fields):
    return Grader().grade_fast(question(gold, kind, **fields), reply(answer, finish))


def grade(*pairs, grader=None):
    """The verdicts on (question, reply) pairs, one after another."""

    async def all_of_them():
        by = grader or Grader()
        try:
            return [await by.grade(*pair) for pair in pairs]
        finally:
            await by.aclose()

    return asyncio.run(all_of_them())


def test_a_verdict_says_it_all():
    assert fast("18", r"So she makes \boxed{\$18.00} a day.") == Verdict(
        Outcome.CORRECT,
        extracted=r"\$18.00",
        key="18",
        how=r"last \boxed{}; equal as rationals",
        grader=Grader().name,
    )


def test_the_name_has_the_versions():
    version = math_process.math_verify_version()
    assert version
    assert Grader().name == f"jevons-1+math-verify-{version}"


@pytest.mark.parametrize(
    ("answer", "finish", "outcome", "how"),
    [
        ("", LENGTH, Outcome.TRUNCATED, "cut off while thinking"),
        ("We first", LENGTH, Outcome.TRUNCATED, "cut off before its answer"),
        ("The answer is 1", LENGTH, Outcome.TRUNCATED, "cut off before its answer"),
        (r"\boxed{18} as", LENGTH, Outcome.CORRECT, r"last \boxed{}; equal as rationals"),
        (r"\boxed{17} as", LENGTH, Outcome.INCORRECT, r"last \boxed{}; different as rationals"),
        ("", FinishReason.STOP, Outcome.UNPARSED, "the reply is empty"),
        (" \n", FinishReason.STOP, Outcome.UNPARSED, "the reply is empty"),
        ("I do not know.", FinishReason.STOP, Outcome.UNPARSED, "no answer found in it"),
        ("I do not know.", None, Outcome.UNPARSED, "no answer found in it"),
        (r"\boxed{18}", FinishReason.ERROR, Outcome.ERROR, "the generation failed"),
        (r"\boxed{18}", FinishReason.CANCELLED, Outcome.STOPPED, "stopped before its end"),
        (
            r"\boxed{18}",
            FinishReason.FILTERED,
            Outcome.REFUSED,
            "stopped by the server's content filter",
        ),
        ("I can't help with that 18.", FinishReason.STOP, Outcome.REFUSED, "refuses in words"),
        (r"I can't help it: \boxed{18}", FinishReason.STOP, Outcome.CORRECT, None),
        ("I can't help with more. Answer: 18", FinishReason.STOP, Outcome.CORRECT, None),
    ],
)
def test_endings(answer, finish, outcome, how):
    verdict = fast("18", answer, finish=finish)
    assert verdict.outcome is outcome
    assert how is None or verdict.how == how
    if outcome not in {Outcome.CORRECT, Outcome.INCORRECT}:
        assert verdict.extracted is None
        assert verdict.key is None


def test_the_thinking_is_never_graded():
    cut = reply("", LENGTH, thinking=r"so it is \boxed{18}. Answer: 18")
    assert Grader().grade_fast(question("18", NUMBER), cut).outcome is Outcome.TRUNCATED


@pytest.mark.parametrize(
    ("gold", "answer", "kind", "outcome", "key"),
    [
        ("B", r"\boxed{\text{B}}", CHOICE, Outcome.CORRECT, "B"),
        ("B", "Answer: (b)", CHOICE, Outcome.CORRECT, "B"),
        ("B", r"\boxed{C}", CHOICE, Outcome.INCORRECT, "C"),
        ("B", r"\boxed{42}", CHOICE, Outcome.INCORRECT, "42"),
        (r"\text{(C)}", r"\boxed{C}", MATH, Outcome.CORRECT, "C"),
        (r"\text{(C)}", r"\boxed{\textbf{(C)}\ 15}", MATH, Outcome.CORRECT, "C"),
        (r"\text{(C)}", r"\boxed{\text{(D)}}", MATH, Outcome.INCORRECT, "D"),
        ("east", r"\boxed{\text{East.}}", TEXT, Outcome.CORRECT, "east"),
        ("the north-east", "Answer: North East", TEXT, Outcome.CORRECT, "north east"),
        ("east", r"\boxed{west}", TEXT, Outcome.INCORRECT, "west"),
        ("x + 1", r"\boxed{x - 1}", TEXT, Outcome.INCORRECT, "x - 1"),
        ("-5", r"\boxed{5}", TEXT, Outcome.INCORRECT, "5"),
        ("3.14", r"\boxed{31.4}", TEXT, Outcome.INCORRECT, "31.4"),
        ("O'Brien", r"\boxed{O’Brien}", TEXT, Outcome.CORRECT, "obrien"),
        ("073", r"\boxed{73}", NUMBER, Outcome.CORRECT, "73"),
        ("73", r"\boxed{073}", NUMBER, Outcome.CORRECT, "73"),
        ("1,234", "#### 1234", NUMBER, Outcome.CORRECT, "1234"),
        ("-10", "#### 10", NUMBER, Outcome.INCORRECT, "10"),
        (r"\frac12", r"\boxed{0.5}", MATH, Outcome.CORRECT, "1/2"),
    ],
)
def test_kinds_of_answers(gold, answer, kind, outcome, key):
    verdict = fast(gold, answer, kind)
    assert (verdict.outcome, verdict.key) == (outcome, key)


def length_is_ten(asked, answer):
    outcome = Outcome.CORRECT if len(answer) == 10 else Outcome.INCORRECT
    return Check(outcome, f"{len(answer)} letters for {asked.id}", answer.lower())


def test_a_checker_decides():
    grader = Grader(checkers={"ten": length_is_ten}.__getitem__)
    asked = question("abcdefghij", CHECKED, checker="ten")
    verdict = grader.grade_fast(asked, reply("Look:\nKLMNOPQRST"))
    assert (verdict.outcome, verdict.key) == (Outcome.CORRECT, "klmnopqrst")
    assert verdict.how == "last line; 10 letters for q1"
    verdict = grader.grade_fast(asked, reply(r"\boxed{abc}"))
    assert (verdict.outcome, verdict.extracted) == (Outcome.INCORRECT, "abc")
    assert grader.grade_fast(asked, reply("")).outcome is Outcome.UNPARSED


def test_without_checkers_a_checked_question_is_a_problem():
    with pytest.raises(ProblemError, match="the checker 'ten' of question q1"):
        fast("abc", r"\boxed{abc}", CHECKED, checker="ten")


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Answer: 18\nConfidence: 85%", 0.85),
        ("Answer: 18\n**Confidence:** 100 %", 1.0),
        ("Confidence: 0%\nAnswer: 18", 0.0),
        ("Answer: 18\nConfidence: 85", 0.85),
        ("Answer: 18\nConfidence: 0.85", 0.85),
        ("Answer: 18\nconfidence: 62.5\\%", 0.625),
        ("Confidence: 20%\nAnswer: 18\nConfidence: 90%", 0.9),
        ("Answer: 18\nConfidence: 850%", None),
        ("Answer: 18\nConfidence: high", None),
        ("Answer: 18", None),
    ],
)
def test_the_confidence_that_the_model_states(text, confidence):
    verdict = fast("18", text)
    assert verdict.outcome is Outcome.CORRECT
    assert verdict.confidence == confidence


def test_math_verify_decides_what_is_left_open():
    asked = question(r"2\sqrt{x}")
    right, wrong = reply(r"\boxed{\sqrt{4x}}"), reply(r"\boxed{\sqrt{3x}}")
    assert Grader().grade_fast(asked, right) is None
    yes, no, unread = grade((asked, right), (asked, wrong), (asked, reply(r"\boxed{\frac{}")))
    assert yes.outcome is Outcome.CORRECT
    assert yes.how == (r"last \boxed{}; not known equal as exact expressions; equal by math-verify")
    assert no.outcome is Outcome.INCORRECT
    assert no.how.endswith("different by math-verify")
    assert unread.outcome is Outcome.UNPARSED  # the box is not closed


def test_wrong_answers_that_go_to_math_verify():
    wrong = [
        (r"\cot x", r"\tan x"),
        (r"\sqrt[3]{16}", r"\sqrt{16}"),
        (r"(0,9) \cup (9,36)", r"(0,9) \cup [9,36)"),
        (r"(0,9) \cup (9,36)", r"(0,36)"),
        (r"\{x | x > 2\}", "x > 3"),
        (r"x \ne 3", "x = 3"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"-\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        ("9", "16 - 3 - 4 = 8"),
        ("42", "4 2"),
        (r"0.5\overline{3}", "0.53"),
    ]
    pairs = [(question(gold), reply(rf"\boxed{{{answer}}}")) for gold, answer in wrong]
    assert [pair for pair in pairs if Grader().grade_fast(*pair)] == []
    for verdict, pair in zip(grade(*pairs), wrong, strict=True):
        assert verdict.outcome is Outcome.INCORRECT, pair


def test_what_math_verify_cannot_read_is_wrong():
    (verdict,) = grade((question("5"), reply(r"\boxed{5+}")))
    assert verdict.outcome is Outcome.INCORRECT
    assert verdict.how.endswith("math-verify cannot read it")
    assert verdict.extracted == verdict.key == "5+"


def test_one_that_takes_too_long_does_not_stop_the_next():
    endless = reply(r"\boxed{9^{9^{9^{9}}}}")
    asked = question(r"2\sqrt{x}")
    pairs = [(asked, endless), (asked, reply(r"\boxed{\sqrt{4x}}"))]
    late, right = grade(*pairs, grader=Grader(deadline_s=2.0))
    assert late.outcome is Outcome.GRADER_TIMEOUT
    assert late.how.endswith("math-verify took too long")
    assert late.extracted == "9^{9^{9^{9}}}"
    assert right.outcome is Outcome.CORRECT


def test_without_math_verify_what_is_left_open_is_wrong(without_math_verify):
    (verdict,) = grade((question(r"2\sqrt{x}"), reply(r"\boxed{\sqrt{4x}}")))
    assert verdict.outcome is Outcome.INCORRECT
    assert verdict.how.endswith("math-verify is not installed (pip install 'jevons[math]')")
    assert verdict.grader == "jevons-1"


def test_several_graders_at_once():
    asked = question(r"2\sqrt{x}")
    answers = [reply(rf"\boxed{{\sqrt{{{n}x}}}}") for n in range(1, 9)]

    async def both():
        graders = [Grader(), Grader()]
        try:
            verdicts = await asyncio.gather(
                *(grader.grade(asked, answer) for answer in answers for grader in graders)
            )
        finally:
            await asyncio.gather(*(grader.aclose() for grader in graders))
        return [verdict.outcome is Outcome.CORRECT for verdict in verdicts]

    assert asyncio.run(both()) == [n == 4 for n in range(1, 9) for _ in range(2)]
