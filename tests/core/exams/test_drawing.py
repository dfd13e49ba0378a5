from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.exams.drawing import drawn
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Question

QUESTIONS = [Question(str(n), f"{n}?", "1", AnswerKind.NUMBER) for n in range(60)]


@given(n=st.integers(1, 80), more=st.integers(0, 40), seed=st.integers(0, 2**40))
def test_a_larger_sample_holds_the_smaller_in_order(n, more, seed):
    small, large = drawn(QUESTIONS, n, seed), drawn(QUESTIONS, n + more, seed)
    assert len(small) == min(n, 60)
    assert [question for question in large if question in small] == list(small)
    assert sorted(small, key=QUESTIONS.index) == list(small)


def test_the_sample_does_not_depend_on_the_order():
    assert drawn(QUESTIONS[::-1], 10, 7)[::-1] == drawn(QUESTIONS, 10, 7)


def test_each_question_is_about_as_likely():
    counts = Counter(question.id for seed in range(600) for question in drawn(QUESTIONS, 6, seed))
    assert len(counts) == 60
    # 600 draws of one in ten: 60 on average, standard deviation 7.3
    assert all(30 < count < 90 for count in counts.values())


def test_without_a_seed_the_first_are_taken():
    assert drawn(QUESTIONS, 2, None) == tuple(QUESTIONS[:2])
    assert drawn(QUESTIONS, None, 3) == tuple(QUESTIONS)
    with pytest.raises(ProblemError, match="at least 1"):
        drawn(QUESTIONS, 0, None)
