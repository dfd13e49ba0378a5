"""The reference solutions of real exams, graded against their own answers.

The files `gsm8k-test.jsonl` and `math-500.jsonl` are looked for in the directory that the
environment variable JEVONS_EXAM_FILES names.
"""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest

from jevons.core.exams.grading.equivalence import compare
from jevons.core.exams.grading.grader import Grader
from jevons.core.records import AnswerKind, Outcome, Question
from replies import reply


def rows(name):
    path = Path(os.environ.get("JEVONS_EXAM_FILES", "no-such-directory"), name)
    if not path.exists():
        pytest.skip(f"JEVONS_EXAM_FILES has no {name}")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gsm8k():
    for number, row in enumerate(rows("gsm8k-test.jsonl")):
        gold = row["answer"].rpartition("####")[2].strip()
        yield Question(str(number), row["question"], gold, AnswerKind.NUMBER), row["answer"]


def math_500():
    for number, row in enumerate(rows("math-500.jsonl")):
        asked = Question(str(number), row["problem"], row["answer"], AnswerKind.MATH)
        yield asked, row["solution"]


EXAMS = [gsm8k, math_500]


@pytest.mark.parametrize("exam", EXAMS)
def test_every_reference_solution_is_right_without_math_verify(exam):
    grader = Grader()
    for asked, solution in exam():
        verdict = grader.grade_fast(asked, reply(solution))
        assert verdict is not None, asked.gold
        assert verdict.outcome is Outcome.CORRECT, (asked.gold, verdict)


@pytest.mark.parametrize("exam", EXAMS)
def test_no_solution_answers_the_question_before_it(exam):
    """But where both have the same answer."""
    grader = Grader()
    solved = list(exam())
    for (asked, _), (other, solution) in pairwise(solved):
        verdict = grader.grade_fast(asked, reply(solution))
        right = verdict is not None and verdict.outcome is Outcome.CORRECT
        assert right == same(asked.gold, other.gold), (asked.gold, other.gold)


SAME = [
    {"1,-2", "-2,1", "(-2,1)"}, {"40", "40_9"}, {"5", "x=5"}, {"15", r"15\mbox{ cm}^2"},
    {"36", r"\$36", r"36^\circ"}, {"30", r"30^\circ"}, {"90", r"90^\circ"}, {"120", r"120^\circ"},
    {r"\frac14", r"\frac{1}{4}"}, {r"2 \sqrt{5}", r"2\sqrt{5}"}, {r"10,\!080", "10080"},
]  # fmt: skip
"""Answers of MATH-500 that stand for the same, or differ in what one of them leaves out."""


def same(one, other):
    plain = one.replace(",", "") == other.replace(",", "") if one[-1:].isdigit() else False
    return one == other or plain or any({one, other} <= them for them in SAME)


def test_no_answer_of_math_500_equals_another():
    golds = sorted({asked.gold for asked, _ in math_500()})
    equal = [(a, b) for a in golds for b in golds if a < b and compare(a, b).equal]
    assert [pair for pair in equal if not same(*pair)] == []
