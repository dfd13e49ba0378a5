"""Whether a list of names or words is the right one: as a set, or in its order."""

from __future__ import annotations

import re

from jevons.core.exams.checking import Check
from jevons.core.exams.suites.answer_text import lines_as_list, words
from jevons.core.records import Outcome, Question

_ARROWS = re.compile(
    r"\\(?:to|rightarrow|Rightarrow|longrightarrow|gt)(?![a-zA-Z])|-{1,2}>|=>|[→⇒]"
)
_NOBODY = re.compile(r"\\(?:emptyset|varnothing)(?![a-zA-Z])|[∅Ø]")
_NUMBERING = re.compile(r"(?:^|(?<=\s))[0-9]{1,2}[.)] ")
_SEPARATORS = re.compile(r"[,;>|/]|\b(?:and|then)\b")
_NONE = {"none", "nobody", "no one", "empty", ""}


def check_names(question: Question, answer: str) -> Check:
    """A set of names in any order, or `none`; `question.gold` is such a list.

    `question.metadata["names"]` has all names that may be in it.
    """
    found = _items(answer)
    names = {name.casefold() for name in question.metadata["names"]}
    if found is None or not names.issuperset(found):
        return Check(Outcome.UNPARSED, "not a list of the names", None)
    right = _items(question.gold) or []
    key = ", ".join(sorted(set(found))) or "none"
    outcome = Outcome.CORRECT if set(found) == set(right) else Outcome.INCORRECT
    return Check(outcome, "compared as a set of names", key)


def check_sequence(question: Question, answer: str) -> Check:
    """A list of words in the order of `question.gold`; arrows may stand for commas."""
    found, right = _items(answer) or [], _items(question.gold) or []
    if not set(found) & set(right):
        return Check(Outcome.UNPARSED, "not a list of the words", None)
    outcome = Outcome.CORRECT if found == right else Outcome.INCORRECT
    return Check(outcome, "compared word by word, in order", ", ".join(found))


def _items(answer: str) -> list[str] | None:
    """The items of a list in small letters, empty for `none`; `None` where there is no list."""
    text = _ARROWS.sub(",", lines_as_list(answer))
    text = words(_NOBODY.sub("none", text)).casefold().strip("()[] ")
    if not text:
        return None
    if text.count(":") == 1:
        text = text.partition(":")[2]
    parts = (part.split() for part in _SEPARATORS.split(_NUMBERING.sub("", text)))
    items = [word for part in parts for word in part]
    return [] if " ".join(items) in _NONE else items
