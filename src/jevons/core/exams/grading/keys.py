"""What answers vote by: a text that is equal for equal answers, whether they are right or not."""

from __future__ import annotations

import re

from jevons.core.exams.grading.equivalence import key_of
from jevons.core.exams.grading.extraction import find_answer
from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.notation import plain_words
from jevons.core.records import AnswerKind, FinishReason, Generation, Question

KEY_LIMIT = 500
"""Characters of a line of prose that it votes by."""

SHORT = 80
"""Characters of a reply that is an answer as it stands."""

_ASKS_A_NUMBER = re.compile(r"\d|\bhow (?:many|much|old|far|long|tall|often)\b", re.IGNORECASE)


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


def spoken_answer(question: str, generation: Generation) -> str | None:
    """What a reply in a conversation gives as its answer, `None` where it is prose.

    It is what the reply marks (boxed, `Answer:`); where the question has a number in it or
    asks for one, else the reply's last number; else the whole reply, if that is one short
    line.
    """
    kinds = [AnswerKind.MATH]
    kinds += [AnswerKind.NUMBER] if _ASKS_A_NUMBER.search(question) else []
    for kind in kinds:
        found = find_answer(Question("", question, "", kind), generation)
        if found is not None:
            return found.text
    whole = generation.answer.strip()
    is_short = len(whole) <= SHORT and "\n" not in whole
    return whole if whole and is_short and generation.finish_reason is FinishReason.STOP else None


def spoken_key(question: str, answer: str) -> str:
    """What an answer in a conversation votes by."""
    key = key_of(answer, "", question)
    return key if key is not None else plain_words(answer)[:KEY_LIMIT]
