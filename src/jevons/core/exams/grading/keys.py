"""What answers vote by: a text that is equal for equal answers, whether they are right or not."""

from __future__ import annotations

from jevons.core.exams.grading.equivalence import key_of
from jevons.core.exams.grading.extraction import find_answer
from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.notation import plain_words
from jevons.core.records import AnswerKind, FinishReason, Generation, Question

KEY_LIMIT = 500
"""Characters of a line of prose that it votes by."""


def vote_key(grader: Grader, question: Question, generation: Generation) -> str | None:
    """The key of a reply to a question of an exam, `None` if it has no answer.

    Neither a judge nor math-verify is asked, but a checker may run.

    Raises:
        ProblemError: there is no such checker as the question names.
    """
    verdict = grader.grade_fast(question, generation)
    if verdict is not None:
        return verdict.key
    found = find_answer(question, generation)
    if found is None:
        return None
    if question.kind is AnswerKind.JUDGED:
        return plain_words(found.text)
    return key_of(found.text, question.gold, question.text)


def free_key(question: str, generation: Generation) -> str | None:
    """The key of a reply to any question, whose right answer nobody knows.

    It is what the reply marks as its answer, else its last number, else its last line.
    """
    for kind in (AnswerKind.MATH, AnswerKind.NUMBER):
        found = find_answer(Question("", question, "", kind), generation)
        if found is not None:
            return key_of(found.text, "", question)
    if generation.finish_reason is not FinishReason.STOP:
        return None
    last = generation.answer.strip().rpartition("\n")[2]
    return plain_words(last)[:KEY_LIMIT] or None
