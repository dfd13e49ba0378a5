"""Equations: linear ones with one unknown, then systems; the solution is unique and rational."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from jevons.core.exams.suites.suite import SHORT, Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind

_LETTERS = ("xyzw", "abcd", "pqrs", "uvwx", "jkmn")


def draw(rng: Random, level: int) -> Item:
    """Draw one equation or one system."""
    letters = rng.choice(_LETTERS)
    if level == 1:
        return _one_step(rng, letters[0])
    if level == 2:
        return _two_steps(rng, letters[0])
    if level == 3:
        return _both_sides(rng, letters[0])
    if level == 4 and rng.random() < 0.5:
        return _whole_system(rng, letters[:3])
    return _system(rng, letters[: 2 if level == 4 else 4])


def solve(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The solution of a linear system by Gauss and Jordan; `None` unless there is just one.

    Each row holds the coefficients of one equation and then its right side.
    """
    rows = [list(row) for row in rows]
    for column in range(len(rows)):
        pivot = next((i for i in range(column, len(rows)) if rows[i][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for i, row in enumerate(rows):
            if i != column:
                times = row[column]
                rows[i] = [a - times * b for a, b in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]


def _one_step(rng: Random, letter: str) -> Item:
    solution, a = rng.randint(1, 12), rng.randint(2, 9)
    left, right = rng.choice(
        (
            (f"{letter} + {a}", solution + a),
            (f"{letter} - {a}", solution - a),
            (f"{a} + {letter}", a + solution),
            (f"{a}{letter}", a * solution),
        )
    )
    return _equation(rng, letter, f"{left} = {right}", Fraction(solution), "one-step")


def _two_steps(rng: Random, letter: str) -> Item:
    solution, a, b = rng.randint(-15, 25), rng.randint(2, 15), _nonzero(rng, 60)
    left = f"{a}{letter} {_signed(b)}"
    return _equation(rng, letter, f"{left} = {a * solution + b}", Fraction(solution), "two-steps")


def _both_sides(rng: Random, letter: str) -> Item:
    """a(x + b) + c = d(x + e) + f, with a and d different."""
    a, d = rng.sample(range(2, 20), 2)
    b, c, e, f = (_nonzero(rng, 30) for _ in range(4))
    left = f"{a}({letter} {_signed(b)}) {_signed(c)}"
    right = f"{d}({letter} {_signed(e)}) {_signed(f)}"
    solution = Fraction(d * e + f - a * b - c, a - d)
    return _equation(rng, letter, f"{left} = {right}", solution, "both-sides")


def _equation(rng: Random, letter: str, equation: str, solution: Fraction, shape: str) -> Item:
    task = "one-unknown" if shape == "both-sides" else "whole-unknown"
    text, wording = say(rng, "equations", task, equation=equation, letter=letter)
    return Item(text, str(solution), AnswerKind.NUMBER, f"{wording}/{shape}")


def _whole_system(rng: Random, letters: str) -> Item:
    """As many equations as letters, with a solution in whole numbers that is drawn first."""
    solution = [rng.randint(-12, 12) for _ in letters]
    while True:
        rows = [[_nonzero(rng, 12) for _ in letters] for _ in letters]
        sides = [sum(a * x for a, x in zip(row, solution, strict=True)) for row in rows]
        solved = _solution(rows, sides)
        if solved:
            return _asked(rng, letters, rows, sides, solved)


def _system(rng: Random, letters: str) -> Item:
    """As many equations as letters, with one solution, in fractions for the most part."""
    while True:
        rows = [[_nonzero(rng, 9) for _ in letters] for _ in letters]
        sides = [_nonzero(rng, 40) for _ in letters]
        solved = _solution(rows, sides)
        if solved:
            return _asked(rng, letters, rows, sides, solved)


def _solution(rows: list[list[int]], sides: list[int]) -> list[Fraction] | None:
    joined = zip(rows, sides, strict=True)
    return solve([[Fraction(entry) for entry in (*row, side)] for row, side in joined])


def _asked(
    rng: Random, letters: str, rows: list[list[int]], sides: list[int], solved: list[Fraction]
) -> Item:
    equations = "\n".join(
        f"{_linear(row, letters)} = {side}" for row, side in zip(rows, sides, strict=True)
    )
    form = ", ".join(f"{letter} = ..." for letter in letters)
    listed = f"{', '.join(letters[:-1])} and {letters[-1]}"
    text, wording = say(rng, "equations", "system", equations=equations, letters=listed, form=form)
    return Item(
        text=text,
        gold=", ".join(
            f"{letter} = {value}" for letter, value in zip(letters, solved, strict=True)
        ),
        kind=AnswerKind.CHECKED,
        cluster=f"{wording}/{len(letters)}",
        checker="solution",
        metadata={"unknowns": list(letters)},
    )


def _linear(row: list[int], letters: str) -> str:
    """A sum of letters with coefficients: `3x - y + 2z`."""
    terms = " ".join(_term(a, letter) for a, letter in zip(row, letters, strict=True))
    return terms[2:] if terms[0] == "+" else f"-{terms[2:]}"


def _term(a: int, letter: str) -> str:
    size = "" if abs(a) == 1 else abs(a)
    return f"{'-' if a < 0 else '+'} {size}{letter}"


def _signed(a: int) -> str:
    return f"+ {a}" if a > 0 else f"- {-a}"


def _nonzero(rng: Random, largest: int) -> int:
    return rng.choice((-1, 1)) * rng.randint(1, largest)


SUITE = Suite(
    name="equations",
    title="Equations",
    description="linear equations and systems of them, solved exactly",
    levels=(
        "one unknown in one step, small whole numbers",
        "one unknown in two steps, whole solutions",
        "one unknown on both sides with brackets, rational solutions",
        "two unknowns with rational solutions, or three with whole ones",
        "four unknowns, rational solutions",
    ),
    draw=draw,
    instructions={1: SHORT},
)
