"""Where in a thought its answer first stands."""

from __future__ import annotations

import re
from functools import lru_cache

from jevons.core.exams.grading.equivalence import key_of
from jevons.core.records import AnswerKind, Question, Verdict

_NUMBER = re.compile(r"(?<![\w.])[-−]?\$?\d[\d,]*(?:\.\d+)?(?:\s?/\s?\d+)?%?")
_BOXED = re.compile(r"\\boxed\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_CHOICE = r"\({0}\)|\\boxed\s*\{{\s*{0}\s*\}}|\b(?:option|choice|answer(?:\s+is)?)\s*:?\s*\(?{0}\b"

LONGEST = 200
"""Characters of an answer that is looked for."""

_KEYED = frozenset({AnswerKind.NUMBER, AnswerKind.MATH})


def first_appearance(question: Question, verdict: Verdict, thought: str) -> float | None:
    """The share of a thought's characters at which its final answer first stands whole.

    It is looked for in any form that the grader takes for the same: numbers and boxed
    expressions by their keys, letters of a choice and words as they are. `None` where there is
    no answer, it never stands in the thought, or the question itself names it: then nothing
    tells when it was found.
    """
    extracted, key = verdict.extracted, verdict.key
    if not thought or not extracted or key is None or len(extracted) > LONGEST:
        return None
    if question.kind in _KEYED:
        if _keyed(question, key, question.text) is not None:
            return None
        place = _keyed(question, key, thought)
        if not _NUMBER.fullmatch(extracted.strip()):
            place = _earliest(place, _words(extracted, thought))
    elif question.kind is AnswerKind.CHOICE:
        place = _end(re.search(_CHOICE.format(re.escape(key)), thought))
    else:
        if _words(extracted, question.text) is not None:
            return None
        place = _words(extracted, thought)
    return None if place is None else place / len(thought)


def _keyed(question: Question, key: str, text: str) -> int | None:
    """Where the first number or boxed expression ends that is the same as the answer."""
    for found in _NUMBER.finditer(text):
        number = found[0].rstrip(",")
        if _key(number, question.gold, question.text) == key:
            return found.end()
    for found in _BOXED.finditer(text):
        if _key(found[1], question.gold, question.text) == key:
            return found.end()
    return None


@lru_cache(maxsize=100_000)
def _key(answer: str, gold: str, asked: str) -> str:
    return key_of(answer, gold, asked)


def _words(answer: str, text: str) -> int | None:
    """Where the answer first stands as it was given, whatever its spaces and its case."""
    parts = [re.escape(part) for part in answer.split()]
    if not parts:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
    return _end(re.search(pattern, text, re.IGNORECASE))


def _end(found: re.Match[str] | None) -> int | None:
    return None if found is None else found.end()


def _earliest(*places: int | None) -> int | None:
    return min((place for place in places if place is not None), default=None)
