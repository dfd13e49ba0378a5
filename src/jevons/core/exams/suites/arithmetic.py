"""Arithmetic: sums, then chains of + - * / with brackets."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from jevons.core.exams.suites.expressions import Expression, Operation, Sign, value, written
from jevons.core.exams.suites.suite import SHORT, Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind

_LARGEST = 10**15
"""No product is made that would pass this."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How many numbers an expression has, how large they are, and its signs.

    Each number is drawn below one of `largest`, each sign from `signs`; without signs
    the expression is a chain of sums and products.
    """

    numbers: tuple[int, int]
    largest: tuple[int, ...]
    signs: tuple[Sign, ...] = ()


_LEVELS = (
    _Level((2, 2), (9,), ("+",)),
    _Level((2, 2), (99,), ("+", "-")),
    _Level((3, 4), (99, 20)),
    _Level((5, 6), (20, 99, 250), ("+", "-", "*", "*", "/")),
    _Level((10, 12), (99, 999, 9_999, 99_999), ("+", "-", "*", "*", "*", "/")),
)


def draw(rng: Random, level: int) -> Item:
    """Draw one calculation; its result is a whole number."""
    shape = _LEVELS[level - 1]
    count = rng.randint(*shape.numbers)
    expression = _grown(rng, shape, count) if shape.signs else _chain(rng, shape, count)
    if level == 1:
        text, wording = say(rng, "arithmetic", "sum", a=expression.left, b=expression.right)
    else:
        text, wording = say(rng, "arithmetic", "calculate", expression=written(expression))
    return Item(
        text=text,
        gold=str(value(expression)),
        kind=AnswerKind.NUMBER,
        cluster=f"{wording}/{expression.sign}",
        metadata={"expression": written(expression)},
    )


def _grown(rng: Random, shape: _Level, count: int) -> Operation:
    """A tree of operations, cut at random into a left and a right part."""
    on_the_left = rng.randint(1, count - 1)
    left = _part(rng, shape, on_the_left)
    right = _part(rng, shape, count - on_the_left)
    sign = rng.choice(shape.signs)
    if sign == "/":
        return _divided(rng, left, right)
    if sign == "*" and abs(value(left) * value(right)) > _LARGEST:
        sign = "+"
    if count == 2 and sign == "-" and value(left) < value(right):
        left, right = right, left
    return Operation(sign, left, right)


def _part(rng: Random, shape: _Level, count: int) -> Expression:
    return _number(rng, shape) if count == 1 else _grown(rng, shape, count)


def _number(rng: Random, shape: _Level) -> int:
    return rng.randint(1, rng.choice(shape.largest))


def _divided(rng: Random, left: Expression, right: Expression) -> Operation:
    """The quotient by a number in place of `right`, if one divides evenly; else a difference."""
    dividend = value(left)
    divisors = [d for d in range(2, 26) if dividend and dividend % d == 0]
    if not divisors or not isinstance(right, int):
        return Operation("-", left, right)
    return Operation("/", left, rng.choice(divisors))


def _chain(rng: Random, shape: _Level, count: int) -> Operation:
    """A chain without brackets: numbers and products of two, added and subtracted."""
    if count == 2:
        return Operation("*", _number(rng, shape), _number(rng, shape))
    at_the_end = rng.choice((1, 2))
    left, right = (
        _number(rng, shape) if part == 1 else _chain(rng, shape, part)
        for part in (count - at_the_end, at_the_end)
    )
    return Operation(rng.choice(("+", "-")), left, right)


SUITE = Suite(
    name="arithmetic",
    title="Arithmetic",
    description="calculations with + - * / and brackets",
    levels=(
        "sums of two one-digit numbers",
        "sums and differences of numbers up to 99",
        "three or four numbers with + - *, no brackets",
        "five or six numbers up to 250 with brackets and division",
        "ten to twelve numbers of up to five digits, deep brackets",
    ),
    draw=draw,
    instructions={1: SHORT},
)
