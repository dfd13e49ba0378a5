"""Countdown: reach a target with given numbers, each used at most once."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from jevons.core.exams.suites.expressions import Expression, Operation, Sign, written
from jevons.core.exams.suites.suite import Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind


@dataclass(frozen=True, slots=True)
class _Level:
    """How many numbers are given, how large they may be, and where the target lies."""

    count: int
    largest: int
    target: range


_LEVELS = (
    _Level(2, 12, range(2, 145)),
    _Level(3, 15, range(10, 101)),
    _Level(4, 25, range(20, 201)),
    _Level(5, 50, range(101, 1_000)),
    _Level(6, 100, range(10_000, 100_000)),
)


def draw(rng: Random, level: int) -> Item:
    """Draw numbers and a target that can be reached with all of them."""
    shape = _LEVELS[level - 1]
    numbers, target, solution = _solvable(rng, shape)
    listed = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    text, wording = say(rng, "countdown", "reach", numbers=listed, target=target)
    return Item(
        text=text,
        gold=written(solution),
        kind=AnswerKind.CHECKED,
        cluster=wording,
        checker="countdown",
        metadata={"numbers": numbers, "target": target},
    )


def _solvable(rng: Random, shape: _Level) -> tuple[list[int], int, Expression]:
    """Numbers, a target of the level, and an expression of the numbers that gives it."""
    while True:
        numbers = [rng.randint(1, shape.largest) for _ in range(shape.count)]
        target, solution = _combined(rng, numbers)
        if target in shape.target and target not in numbers:
            return numbers, target, solution


def _combined(rng: Random, numbers: list[int]) -> tuple[int, Expression]:
    """All numbers joined two by two, with the value; every step gives a positive integer."""
    parts: list[tuple[int, Expression]] = [(number, number) for number in numbers]
    while len(parts) > 1:
        rng.shuffle(parts)
        parts.append(_joined(rng, parts.pop(), parts.pop()))
    return parts[0]


def _joined(
    rng: Random, one: tuple[int, Expression], other: tuple[int, Expression]
) -> tuple[int, Expression]:
    """Two values and their expressions with a sign between them that fits."""
    (large, left), (small, right) = (one, other) if one[0] >= other[0] else (other, one)
    results: dict[Sign, int] = {"+": large + small, "*": large * small}
    if large > small:
        results["-"] = large - small
    if large % small == 0:
        results["/"] = large // small
    sign = rng.choice(list(results))
    return results[sign], Operation(sign, left, right)


SUITE = Suite(
    name="countdown",
    title="Countdown",
    description="reach a target with given numbers, each used at most once",
    levels=(
        "two numbers up to 12",
        "three numbers up to 15, target up to 100",
        "four numbers up to 25, target up to 200",
        "five numbers up to 50, target of three digits",
        "six numbers up to 100, target of five digits",
    ),
    draw=draw,
)
