"""Finding the answer in a reply: by the box, the answer line, or what the kind allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jevons.core.exams.grading.boxes import last_box
from jevons.core.exams.grading.choices import choice_in_prose, choice_letter
from jevons.core.exams.grading.quantities import read_simple
from jevons.core.exams.grading.reading import read
from jevons.core.exams.grading.values import Collection, Equation, Quantity, Value
from jevons.core.records import AnswerKind, FinishReason, Generation, Question

BOX = r"last \boxed{}"
ANSWER_LINE = "answer line"
LAST_NUMBER = "last number"
CHOICE = "choice in the text"
LAST_LINE = "last line"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer found in a reply, and where."""

    text: str
    where: str

    @property
    def marked(self) -> bool:
        """Whether the reply itself says that this is its answer."""
        return self.where in {BOX, ANSWER_LINE}


_ANSWER_LINE = re.compile(
    r"""
    (?: \#{4}\ {0,4} (?= [-+$\\.\d][^\n]{0,60}$ ) (?! \d{1,3}[.)]\s )
      | (?<![a-z]) answers?
        (?: \ (?:to|for|of)\ [^.:\n]{1,40}? )?
        (?: [ *_]{0,4} [:=] [ *_:]{0,4}
          | [ *_]{1,4} (?:is|are|would\ be) [ *_:]{1,4}
          | [*_:]{1,4} \s{0,2}\n\s{0,4}
          | (?<=final\ answer) \s{0,2}\n\s{0,4}
        )
      | 答案(?:是|为|：|:)\s{0,4}
    )
    (?P<rest> [^\n]{1,2000} )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_MARKS = ("####", "answer", "Answer", "ANSWER", "答案")
"""What answer lines begin with; finding these first is much faster."""

_NEXT_SENTENCE = re.compile(r"\.\s+[A-Z].*", re.DOTALL)
_MATH = re.compile(r"(?<!\\)\$\$?([^$]+)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]")
_NUMBER = re.compile(
    r"""
    (?<![\w^_{.\\/])
    (?: -?\\?\$?-?
        (?: \d{1,3}(?:(?:,|\{,\})\d{3}){1,30} | \d{1,400} )?
        (?: \.\d{1,400} | (?<=\d) )
        (?: /\d{1,400} | \ ?\\?% )?
      | -?\\[dt]?frac\{-?\d{1,400}\}\{\d{1,400}\}
    )
    (?![\d{^_/])
    """,
    re.VERBOSE | re.ASCII,
)
_EDGES = " *_`\t"


def find_answer(question: Question, generation: Generation) -> Found | None:
    """The answer in the text of the reply, never in the thinking; `None` if there is none.

    In a reply that was cut off only a closed box counts, or an answer line with its end.
    """
    text, kind = generation.answer, question.kind
    cut_off = generation.finish_reason is FinishReason.LENGTH
    if (box := last_box(text)) is not None:
        letter = choice_letter(box, question) if kind is AnswerKind.CHOICE else None
        return Found(letter or box, BOX)
    line = _last_answer_line(text, cut_off=cut_off)
    if line and (answer := _in_line(question, line)):
        return Found(answer, ANSWER_LINE)
    return None if cut_off else _without_mark(question, text)


def _last_answer_line(text: str, *, cut_off: bool) -> str:
    """What follows the last `Answer:`, `The answer is` or `####`, to the end of its line."""
    for start in sorted(_starts_of_marks(text), reverse=True):
        found = _ANSWER_LINE.match(text, start)
        if found is None or (cut_off and text[found.end() : found.end() + 1] != "\n"):
            continue
        if found["rest"].strip(_EDGES + ":"):
            return found["rest"].strip(_EDGES)
    return ""


def _starts_of_marks(text: str) -> Iterator[int]:
    for mark in _MARKS:
        start = text.find(mark)
        while start >= 0:
            yield start
            start = text.find(mark, start + len(mark))


def _in_line(question: Question, line: str) -> str | None:
    """The answer in the rest of an answer line."""
    if question.kind is AnswerKind.CHOICE:
        return choice_letter(line, question)
    if question.kind not in {AnswerKind.NUMBER, AnswerKind.MATH}:
        return line
    sentence = _NEXT_SENTENCE.sub("", line).rstrip(".").strip(_EDGES)
    formulas = _MATH.findall(sentence)
    if question.kind is AnswerKind.MATH and len(formulas) == 1:
        return "".join(formulas[0]).strip()
    return _number_in(sentence) if _asks_for_number(question) else sentence


def _asks_for_number(question: Question) -> bool:
    if question.kind is AnswerKind.MATH:
        return read_simple(question.gold.strip()) is not None
    return question.kind is AnswerKind.NUMBER


def _number_in(sentence: str) -> str | None:
    """All of a sentence that is nothing but numbers, else the number that it states.

    That is the first one behind the last sign of equality, if there is any.
    """
    value = read(sentence)
    items = value.items if isinstance(value, Collection) else (value,)
    if all(_is_bare_number(item, unit_allowed=len(items) == 1) for item in items):
        return sentence
    numbers = _NUMBER.findall(sentence.rpartition("=")[2]) or _NUMBER.findall(sentence)
    return numbers[0] if numbers else None


def _is_bare_number(value: Value, *, unit_allowed: bool) -> bool:
    value = value.right if isinstance(value, Equation) else value
    if not isinstance(value, Quantity) or value.expression.letters:
        return False
    return unit_allowed or value.unit is None


def _without_mark(question: Question, text: str) -> Found | None:
    """What the kind of question allows to be taken for an answer that is not marked as one."""
    kind = question.kind
    if kind is AnswerKind.CHOICE:
        letter = choice_in_prose(text, question)
        return Found(letter, CHOICE) if letter else None
    if kind is AnswerKind.CHECKED:
        line = text.strip().rpartition("\n")[2].strip()
        return Found(line, LAST_LINE) if line else None
    if _asks_for_number(question):
        numbers = _NUMBER.findall(text)
        return Found(numbers[-1], LAST_NUMBER) if numbers else None
    return None
