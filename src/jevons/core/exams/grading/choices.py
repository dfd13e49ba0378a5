"""Letters of multiple choice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jevons.core.exams.grading.notation import cleaned, plain_words, without_text_marks
from jevons.core.records import Question

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNLISTED = LETTERS[:10]
"""The letters that may be meant where the question does not list its choices."""

ANSWER_LIMIT = 2000
"""Characters of an answer that are looked at for a letter."""

_ALONE = re.compile(r"(?:option |choice |answer )?[(\[]?([A-Z])[)\]]?", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:option |choice |answer )?"
    r"(?:[(\[]([A-Z])[)\]]|([A-Z])[.):]|([A-Z]) (?:because|since)\b|([B-HJ-Z]) (?!and |or ))"
)
_ENCLOSED = re.compile(r"\(([A-Z])\)")
_STATED = re.compile(
    r"(?:correct|right|best) (?:option|choice|answer)(?: is|:)[ :*_(]{1,6}([A-Z])(?![A-Za-z'])"
)


def choice_letter(text: str, question: Question) -> str | None:
    r"""The letter that a short answer is or begins with: `B`, `(B)`, `B. Paris`, `\text{B}`.

    An answer that repeats the words of one choice counts as its letter; one that names
    two letters has none.
    """
    text = without_text_marks(cleaned(text[:ANSWER_LIMIT]))
    if len(set(_ENCLOSED.findall(text))) > 1:
        return None
    found = _ALONE.fullmatch(text) or _LEADING.match(text)
    letter = str(found[found.lastindex or 0]).upper() if found else ""
    choices = _choices(question)
    if letter and letter in (choices or UNLISTED):
        return letter
    words = plain_words(text)
    same = [name for name, choice in choices.items() if plain_words(choice) == words]
    return same[0] if len(same) == 1 and words else None


def choice_in_prose(text: str, question: Question) -> str | None:
    """The letter of a longer reply: what it states to be correct, or what its last line has."""
    allowed = _choices(question) or UNLISTED
    stated: list[str] = [letter for letter in _STATED.findall(text) if letter in allowed]
    if stated:
        return stated[-1]
    last_line = text.strip().rpartition("\n")[2][:ANSWER_LIMIT]
    enclosed = set(_ENCLOSED.findall(last_line)) & set(allowed)
    return choice_letter(last_line, question) or (enclosed.pop() if len(enclosed) == 1 else None)


def _choices(question: Question) -> dict[str, str]:
    """The words of each letter, where the question's metadata lists its choices."""
    choices = question.metadata.get("choices")
    if isinstance(choices, Mapping):
        return {str(letter).upper(): str(words) for letter, words in choices.items()}
    if isinstance(choices, Sequence) and not isinstance(choices, str):
        return dict(zip(LETTERS, map(str, choices), strict=False))
    return {}
