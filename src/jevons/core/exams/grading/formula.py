"""Reading a formula as an exact expression."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, comb, factorial, floor

from jevons.core.exams.grading.expressions import UNIT, Expression
from jevons.core.exams.grading.sums import Product, TooBigError
from jevons.core.exams.grading.tokens import Token, UnreadableError, tokens_of

MAX_DEPTH = 40
MAX_FACTORIAL = 300

IMAGINARY = Expression({Product(imaginary=True): Fraction(1)}, UNIT)
_END = Token("mark", "")
_OPENING = {"(": ")", "{": "}", "[": "]"}
_ROUNDED: dict[str, tuple[str, Callable[[Fraction], int]]] = {
    "\\lfloor": ("\\rfloor", floor),
    "\\lceil": ("\\rceil", ceil),
}


def read_formula(text: str, *, plus_minus: int = 1) -> Expression:
    r"""The expression that a formula stands for.

    `\pm` is read as the sign of `plus_minus`, `\mp` as the other one.

    Raises:
        UnreadableError: the text is no formula, or has something unknown in it.
        TooBigError: it stands for something too big to be reckoned with.
        ZeroDivisionError: it divides by zero.
    """
    return _Reader(tokens_of(text), plus_minus).whole()


class _Reader:
    """One pass over the words of a formula, from left to right."""

    def __init__(self, tokens: list[Token], plus_minus: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._plus_minus = plus_minus
        self._bars = 0

    def whole(self) -> Expression:
        value = self._sum()
        if self._at < len(self._tokens):
            raise UnreadableError(f"{self._next.text!r} is out of place")
        return value

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, *texts: str) -> str:
        """Take the next word if it is one of these."""
        if self._next.kind != "number" and self._next.text in texts:
            return self._take().text
        return ""

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise UnreadableError(f"{text!r} is missing")

    def _sum(self) -> Expression:
        value = self._signed(self._takes("+", "-", "\\pm", "\\mp"), self._product())
        while sign := self._takes("+", "-", "\\pm", "\\mp"):
            value = value + self._signed(sign, self._product())
        return value

    def _signed(self, sign: str, value: Expression) -> Expression:
        signs = {"-": -1, "\\pm": self._plus_minus, "\\mp": -self._plus_minus}
        return -value if signs.get(sign, 1) < 0 else value

    def _product(self) -> Expression:
        value = self._factor()
        while True:
            if operator := self._takes("*", "/"):
                factor = self._factor()
                value = value / factor if operator == "/" else value * factor
            elif self._starts_factor():
                value = value * self._power()
            else:
                return value

    def _factor(self) -> Expression:
        minus = False
        while sign := self._takes("+", "-"):
            minus ^= sign == "-"
        value = self._power()
        return -value if minus else value

    def _starts_factor(self) -> bool:
        """Whether a factor follows with no sign between; a number never does."""
        kind, text = self._next
        if kind == "mark":
            return text in {"(", "{", "["} or (text == "|" and not self._bars)
        known = text in {"\\frac", "\\sqrt", "\\binom", *_ROUNDED}
        return kind in {"name", "function"} or (kind == "command" and known)

    def _power(self) -> Expression:
        value = self._primary()
        while self._takes("!"):
            value = _factorial(value)
        if not self._takes("^"):
            return value
        if self._takes("\\circ"):
            return value * Expression.letter("deg")
        if self._is_degree_in_braces():
            self._at += 3
            return value * Expression.letter("deg")
        return value.power(self._argument())

    def _is_degree_in_braces(self) -> bool:
        return [token.text for token in self._tokens[self._at : self._at + 3]] == [
            "{",
            "\\circ",
            "}",
        ]

    def _primary(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableError("too deeply nested")
        value = self._read(self._take())
        self._depth -= 1
        return value

    def _read(self, token: Token) -> Expression:
        kind, text = token
        if kind == "number":
            return self._number(text)
        if kind == "name":
            return self._letter(text)
        if kind == "function":
            return self._function(text)
        if closing := _OPENING.get(text):
            bars, self._bars = self._bars, 0
            value = self._sum()
            self._expect(closing)
            self._bars = bars
            return value
        return self._special(token)

    def _special(self, token: Token) -> Expression:
        text = token.text
        if text == "|":
            self._bars += 1
            value = self._sum()
            self._expect("|")
            self._bars -= 1
            return _rounded("abs", abs, value)
        if text in _ROUNDED:
            closing, how = _ROUNDED[text]
            value = self._sum()
            self._expect(closing)
            return _rounded(how.__name__, how, value)
        if text == "\\frac":
            above = self._argument(digit=True)
            return above / self._argument(digit=True)
        if text == "\\binom":
            above = self._argument(digit=True)
            return _binomial(above, self._argument(digit=True))
        if text == "\\sqrt":
            return self._root()
        raise UnreadableError(f"{text!r} is not understood" if text else "the formula breaks off")

    def _number(self, text: str) -> Expression:
        value = Expression.number(Fraction(text))
        return value + self._fraction_of_mixed() if text.isdigit() else value

    def _fraction_of_mixed(self) -> Expression:
        r"""The 1/2 of `3 1/2` or `3\frac{1}{2}`, where it follows; else 0."""
        texts = [token.text for token in self._tokens[self._at : self._at + 7]]
        above = below = ""
        if len(texts) >= 3 and texts[1] == "/":
            above, below, length = texts[0], texts[2], 3
        elif len(texts) == 7 and "".join(texts[n] for n in (0, 1, 3, 4, 6)) == "\\frac{}{}":
            above, below, length = texts[2], texts[5], 7
        if not (above.isdigit() and below.isdigit() and 0 < int(above) < int(below)):
            return Expression.number(0)
        self._at += length
        return Expression.number(Fraction(int(above), int(below)))

    def _letter(self, text: str) -> Expression:
        if self._takes("_"):
            return Expression.letter(f"{text}_{self._subscript()}")
        return IMAGINARY if text == "i" else Expression.letter(text)

    def _subscript(self) -> str:
        if not self._takes("{"):
            return self._take().text
        parts = []
        while not self._takes("}"):
            if self._next is _END or self._next.text == "(":
                raise UnreadableError("a subscript breaks off")
            parts.append(self._take().text)
        return "".join(parts)

    def _function(self, name: str) -> Expression:
        """A function of what follows it, as an opaque term."""
        if self._takes("_"):
            name = f"{name}_{self._subscript()}"
        exponent = self._argument() if self._takes("^") else None
        if self._next.text in _OPENING:
            argument = self._primary()
        else:
            argument = self._factor()
            while self._starts_factor() and self._next.kind != "function":
                argument = argument * self._power()
        value = Expression.letter(f"{name}({argument.key})")
        return value.power(exponent) if exponent else value

    def _root(self) -> Expression:
        degree = 2
        if self._takes("["):
            token = self._take()
            if not (token.text.isdigit() and len(token.text) < 3):
                raise UnreadableError("a root of no whole degree")
            degree = int(token.text)
            self._expect("]")
        return self._argument().root(degree)

    def _argument(self, *, digit: bool = False) -> Expression:
        r"""What a command or `^` applies to: a group, or one word.

        With `digit` a bare number gives one digit only, as in `\frac12`.
        """
        if sign := self._takes("+", "-"):
            return self._signed(sign, self._primary())
        kind, text = self._next
        if kind == "number" and digit and text.isdigit():
            self._tokens[self._at] = Token("number", text[1:])
            if len(text) == 1:
                self._at += 1
            return Expression.number(int(text[0]))
        if kind == "number":
            return Expression.number(Fraction(self._take().text))
        return self._primary()


def _whole(value: Expression) -> int | None:
    """The value, if it is a whole number that a factorial can be taken of."""
    number = value.rational
    if number is None or number.denominator != 1 or not 0 <= number <= MAX_FACTORIAL:
        return None
    return number.numerator


def _factorial(value: Expression) -> Expression:
    whole = _whole(value)
    if whole is None:
        return Expression.letter(f"factorial({value.key})")
    return Expression.number(factorial(whole))


def _binomial(above: Expression, below: Expression) -> Expression:
    whole, chosen = _whole(above), _whole(below)
    if whole is None or chosen is None:
        return Expression.letter(f"binomial({above.key}, {below.key})")
    return Expression.number(comb(whole, chosen))


def _rounded(name: str, how: Callable[[Fraction], Fraction | int], value: Expression) -> Expression:
    number = value.rational
    if number is None:
        return Expression.letter(f"{name}({value.key})")
    return Expression.number(how(number))


__all__ = ["TooBigError", "UnreadableError", "read_formula"]
