"""Whether an expression reaches the target of a countdown with the numbers given."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from jevons.core.exams.checking import Check
from jevons.core.exams.suites.answer_text import formula
from jevons.core.records import Outcome, Question

_TOKEN = re.compile(r" *(?:([0-9]{1,12}(?![0-9]))|([-+*/()\[\]]))")
_CLOSING = {"(": ")", "[": "]"}
_MAX_TOKENS = 200
_MAX_DEPTH = 40


class _UnreadableError(ValueError):
    """The text is no expression of + - * / and brackets."""


def check_countdown(question: Question, answer: str) -> Check:
    """Any expression of the given numbers, each used at most once, that gives the target.

    It may be written as an equation with the target on the other side. The key of a legal
    expression is its value; one that uses other numbers is told apart.
    `question.metadata` has `numbers` and `target`.
    """
    target = Fraction(question.metadata["target"])
    sides = formula(answer).split("=")
    try:
        read = [_Reader(side).read() for side in sides[:3]]
    except (_UnreadableError, ZeroDivisionError) as error:
        return Check(Outcome.UNPARSED, str(error), None)
    if len(read) > 2:
        return Check(Outcome.UNPARSED, "more than one equals sign", None)
    if len(read) == 2 and read[0].value != read[1].value:
        told = f"{read[0].value} is not {read[1].value}"
        return Check(Outcome.INCORRECT, told, f"untrue: {_squeezed(answer)}")
    made = next((side for side in read if side.used != [target]), read[0])
    excess = Counter(made.used) - Counter(map(Fraction, question.metadata["numbers"]))
    if excess:
        told = f"{min(excess)} is not among the numbers left"
        return Check(Outcome.INCORRECT, told, f"illegal: {_squeezed(answer)}")
    outcome = Outcome.CORRECT if made.value == target else Outcome.INCORRECT
    return Check(outcome, f"the expression gives {made.value}", str(made.value))


def _squeezed(answer: str) -> str:
    return formula(answer).replace(" ", "")


class _Reader:
    """Reads an expression: its value and the numbers used, by recursive descent.

    A sum is made of products, a product of factors, and a factor is a number, a sum in
    brackets, or either with a sign.
    """

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.used: list[Fraction] = []
        self.value = Fraction(0)

    def read(self) -> _Reader:
        """Read the whole text.

        Raises:
            _UnreadableError: it is no expression.
            ZeroDivisionError: it divides by zero.
        """
        self.value = self._sum()
        if self.at < len(self.tokens):
            raise _UnreadableError(f"{self.tokens[self.at]} where the expression should end")
        return self

    def _sum(self) -> Fraction:
        value = self._product()
        while self._next() in {"+", "-"}:
            if self._take() == "+":
                value += self._product()
            else:
                value -= self._product()
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while self._next() in {"*", "/"}:
            if self._take() == "*":
                value *= self._factor()
                continue
            divisor = self._factor()
            if not divisor:
                raise ZeroDivisionError("the expression divides by zero")
            value /= divisor
        return value

    def _factor(self) -> Fraction:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _UnreadableError("too many brackets within brackets")
        token = self._take()
        if token == "-":
            value = -self._factor()
        elif token in _CLOSING:
            value = self._sum()
            if self._take() != _CLOSING[token]:
                raise _UnreadableError("a bracket that is not closed")
        elif token.isdecimal():
            value = Fraction(token)
            self.used.append(value)
        else:
            raise _UnreadableError("a number is missing")
        self.depth -= 1
        return value

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self.at += 1
        return token


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match or len(tokens) == _MAX_TOKENS:
            raise _UnreadableError("not an expression of + - * / and brackets")
        tokens.append(match[1] or match[2])
        at = match.end()
    return tokens
