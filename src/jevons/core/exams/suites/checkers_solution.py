"""Whether values are those of the unknowns of a system of equations."""

from __future__ import annotations

import re
from fractions import Fraction

from jevons.core.exams.checking import Check
from jevons.core.exams.suites.answer_text import formula, lines_as_list, number
from jevons.core.records import Outcome, Question

_SEPARATORS = re.compile(r"[,;]|\band\b")


def check_solution(question: Question, answer: str) -> Check:
    """The exact value of each unknown: `x = 3/2, y = -5`, in any order.

    A bare list or tuple is taken in the order of `question.metadata["unknowns"]`.
    """
    unknowns: list[str] = question.metadata["unknowns"]
    found = _values(answer, unknowns)
    if found is None:
        return Check(Outcome.UNPARSED, f"no exact values of {', '.join(unknowns)}", None)
    outcome = Outcome.CORRECT if found == _values(question.gold, unknowns) else Outcome.INCORRECT
    key = ", ".join(f"{name} = {found[name]}" for name in unknowns)
    return Check(outcome, "compared value by value", key)


def _values(answer: str, unknowns: list[str]) -> dict[str, Fraction] | None:
    text = formula(lines_as_list(answer)).lower()
    left, equals, right = text.partition("=")
    if equals and "=" not in right and "," in left:
        if re.sub(r"[() ]", "", left) != ",".join(unknowns):
            return None
        text = right
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) != len(unknowns):
        return None
    if "=" not in text:
        parts = [f"{name}={part}" for name, part in zip(unknowns, parts, strict=True)]
    found: dict[str, Fraction] = {}
    for part in parts:
        name, _, value = part.partition("=")
        exact = number(value)
        if exact is None:
            return None
        found[name.strip(" ()")] = exact
    return found if set(found) == set(unknowns) else None
