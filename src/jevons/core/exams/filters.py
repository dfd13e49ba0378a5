"""Filters on questions: `subject=Algebra`, `level>=4`, `level=1..3`, `question~triangle`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Question
from jevons.core.visible_text import one_line

_FORM = re.compile(r"\s*([^=<>~!]+?)\s*(>=|<=|!=|=|>|<|~)\s*(.*?)\s*", re.DOTALL)
_SPAN = re.compile(r"(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
VALUES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a field of a question.

    `field` is `id`, `question`, `answer`, `kind`, `cluster` or a key of the metadata.
    `=` and `!=` compare texts without regard to case (`=` also takes a span, `1..3`, both
    ends included), `~` looks for a part of the text, the others compare numbers: for a
    text the one number in it counts (`Level 5`).
    """

    field: str
    operator: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Read a filter as the command line takes it.

        Raises:
            ProblemError: BAD_INPUT: it is none.
        """
        found = _FORM.fullmatch(text)
        ordered = found is not None and found[2] in {">=", "<=", ">", "<"}
        if found is None or (ordered and not _NUMBER.fullmatch(found[3])):
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{one_line(text, 80)!r} is not a filter",
                remedy="write it as subject=Algebra, level>=4, level=1..3 or question~triangle",
            )
        return cls(*found.groups())

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{self.value}"

    def passes(self, question: Question) -> bool:
        """Whether the question fulfils it; a question without the field does not."""
        value = value_of(question, self.field)
        if value is None:
            return False
        span = _SPAN.fullmatch(self.value)
        if self.operator == "=" and span:
            number = _number(value)
            return number is not None and float(span[1]) <= number <= float(span[2])
        text, wanted = str(value).casefold(), self.value.casefold()
        match self.operator:
            case "=":
                return text == wanted
            case "!=":
                return text != wanted
            case "~":
                return wanted in text
        return self._compares(_number(value))

    def _compares(self, number: float | None) -> bool:
        if number is None:
            return False
        bound = float(self.value)
        match self.operator:
            case ">=":
                return number >= bound
            case "<=":
                return number <= bound
            case ">":
                return number > bound
        return number < bound


def value_of(question: Question, field: str) -> Any:
    """What a question has for a field, `None` if nothing."""
    own: dict[str, Any] = {"id": question.id, "question": question.text, "answer": question.gold}
    own |= {"kind": question.kind.value, "cluster": question.cluster or None}
    return own[field] if field in own else question.metadata.get(field)


def filtered(exam: Exam, filters: Sequence[Filter]) -> tuple[Question, ...]:
    """The questions of an exam that pass all the filters, in their order.

    Raises:
        ProblemError: BAD_INPUT: no question has a field that is asked for, or none passes.
    """
    questions = exam.questions
    for condition in filters:
        _check_field(exam, condition.field)
        passing = tuple(question for question in questions if condition.passes(question))
        if not passing:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"no question of {exam.name} passes {one_line(str(condition), 80)}",
                remedy=f"{condition.field} is {_values(questions, condition.field)}",
            )
        questions = passing
    return questions


def _check_field(exam: Exam, field: str) -> None:
    if any(value_of(question, field) is not None for question in exam.questions):
        return
    names = {"id", "question", "answer", "kind"}
    names |= {key for question in exam.questions for key in question.metadata}
    if any(question.cluster for question in exam.questions):
        names.add("cluster")
    raise ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"no question of {exam.name} has {one_line(field, 40)}",
        remedy=f"they have {', '.join(one_line(name, 40) for name in sorted(names))}",
    )


def _values(questions: Iterable[Question], field: str) -> str:
    """The values that there are, a few of them."""
    found = (value_of(question, field) for question in questions)
    values = sorted({one_line(str(value), 40) for value in found if value is not None})
    more = len(values) - VALUES_SHOWN
    shown = ", ".join(values[:VALUES_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown


def _number(value: Any) -> float | None:
    """A number, or the only one in a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    numbers = _NUMBER.findall(str(value))
    return float(numbers[0]) if len(numbers) == 1 else None
