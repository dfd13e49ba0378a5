"""Expressions of whole numbers with + - * /: their exact value, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Sign = Literal["+", "-", "*", "/"]

_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions with a sign between them."""

    sign: Sign
    left: Expression
    right: Expression


Expression = int | Operation


def value(expression: Expression) -> Fraction:
    """The exact value.

    Raises:
        ZeroDivisionError: it divides by zero.
    """
    if isinstance(expression, int):
        return Fraction(expression)
    left, right = value(expression.left), value(expression.right)
    if expression.sign == "+":
        return left + right
    if expression.sign == "-":
        return left - right
    return left * right if expression.sign == "*" else left / right


def written(expression: Expression) -> str:
    """The expression as text, `(3 + 4) * 5`, with brackets where the order needs them."""
    if isinstance(expression, int):
        return str(expression)
    sign, rank = expression.sign, _RANK[expression.sign]
    left = _bracketed(expression.left, _rank(expression.left) < rank)
    grouped = sign in "-/" or _sign(expression.right) in "-/"
    lower = _rank(expression.right) < rank + grouped
    return f"{left} {sign} {_bracketed(expression.right, lower)}"


def _bracketed(expression: Expression, needed: bool) -> str:
    return f"({written(expression)})" if needed else written(expression)


def _rank(expression: Expression) -> int:
    """How tightly it holds together: a number more than a product, that more than a sum."""
    return 3 if isinstance(expression, int) else _RANK[expression.sign]


def _sign(expression: Expression) -> str:
    return "" if isinstance(expression, int) else expression.sign
