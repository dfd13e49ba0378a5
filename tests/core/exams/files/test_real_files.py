"""Published exam files, where JEVONS_EXAM_FILES names a directory that has them."""

import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from jevons.core.exams.files.load import load_exam
from jevons.core.exams.filters import Filter
from jevons.core.records import AnswerKind

DIRECTORY = os.environ.get("JEVONS_EXAM_FILES")

pytestmark = pytest.mark.skipif(not DIRECTORY, reason="JEVONS_EXAM_FILES is not set")


def real(name):
    file = Path(DIRECTORY) / name
    if not file.is_file():
        pytest.skip(f"{file} is not there")
    return str(file)


def test_all_of_gsm8k():
    exam = load_exam(real("gsm8k-test.jsonl"))
    assert (exam.name, len(exam.questions)) == ("gsm8k", 1319)
    golds = [Fraction(question.gold) for question in exam.questions]
    assert [int(gold) for gold in golds[:5]] == [18, 3, 70000, 540, 20]
    assert all(gold.denominator == 1 for gold in golds)
    assert {question.kind for question in exam.questions} == {AnswerKind.NUMBER}
    assert not any("####" in question.text for question in exam.questions)


def test_all_of_math_500():
    file = real("math-500.jsonl")
    exam = load_exam(file)
    assert (exam.name, len(exam.questions)) == ("math-500", 500)
    assert Counter(question.metadata["level"] for question in exam.questions) == {
        1: 43, 2: 90, 3: 105, 4: 128, 5: 134,
    }  # fmt: skip
    assert len({question.metadata["subject"] for question in exam.questions}) == 7
    hard = load_exam(file, filters=[Filter.parse("level=4..5"), Filter.parse("subject=algebra")])
    assert 0 < len(hard.questions) < 124
    assert all(question.metadata["subject"] == "Algebra" for question in hard.questions)
