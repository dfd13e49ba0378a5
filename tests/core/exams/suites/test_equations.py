import re
from fractions import Fraction

import pytest

from core.exams.suites.wording_reader import fields_of, questions
from jevons.core.exams.suites.equations import solve
from jevons.core.records import AnswerKind


def linear(text):
    """The coefficient of each letter in a sum without brackets, and of 1."""
    found = {}
    for sign, size, letter in re.findall(r"([+-]?) *(\d*)([a-z]?)", text):
        if size or letter:
            value = int(size or 1) * (-1 if sign == "-" else 1)
            found[letter] = found.get(letter, 0) + value
    return found


def opened(text):
    """A sum with its brackets multiplied out."""
    total = {}
    bracket = re.compile(r"(\d+)\(([^)]*)\)")
    for factor, inner in bracket.findall(text):
        for letter, value in linear(inner).items():
            total[letter] = total.get(letter, 0) + int(factor) * value
    for letter, value in linear(bracket.sub("", text)).items():
        total[letter] = total.get(letter, 0) + value
    return total


def difference(equation):
    """The left side less the right side."""
    left, right = map(opened, equation.split("="))
    return {letter: left.get(letter, 0) - right.get(letter, 0) for letter in {*left, *right, ""}}


def determinant(rows):
    if not rows:
        return 1
    return sum(
        (-1) ** i * row[0] * determinant([other[1:] for other in rows if other is not row])
        for i, row in enumerate(rows)
    )


def by_cramer(equations, letters):
    found = [difference(equation) for equation in equations]
    matrix = [[row.get(letter, 0) for letter in letters] for row in found]
    below = determinant(matrix)
    assert below != 0
    solution = {}
    for i, letter in enumerate(letters):
        replaced = [
            [*row[:i], -side[""], *row[i + 1 :]] for row, side in zip(matrix, found, strict=True)
        ]
        solution[letter] = Fraction(determinant(replaced), below)
    return solution


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_gold_solves_the_equation(level):
    task = "whole-unknown" if level < 3 else "one-unknown"
    for question in questions("equations", level):
        fields = fields_of("equations", question.text, task)
        terms = difference(fields["equation"])
        x = Fraction(question.gold)
        assert terms[fields["letter"]] != 0
        assert terms[fields["letter"]] * x + terms[""] == 0, question.text
        assert question.kind is AnswerKind.NUMBER
        assert level == 3 or x.denominator == 1


@pytest.mark.parametrize("level", [4, 5])
def test_the_gold_solves_the_system_by_cramers_rule(level):
    for question in questions("equations", level):
        fields = fields_of("equations", question.text, "system")
        letters = re.findall(r"\b[a-z]\b", fields["form"])
        assert letters == question.metadata["unknowns"]
        solution = by_cramer(fields["equations"].split("\n"), letters)
        gold = ", ".join(f"{letter} = {solution[letter]}" for letter in letters)
        assert question.gold == gold


def test_levels_grow():
    unknowns = [
        max(len(question.metadata.get("unknowns", "x")) for question in questions("equations", n))
        for n in range(1, 6)
    ]
    assert unknowns == [1, 1, 1, 3, 4]
    fractions = [
        sum("/" in question.gold for question in questions("equations", n)) for n in range(1, 6)
    ]
    assert fractions[:2] == [0, 0]
    assert all(fractions[2:])


def test_a_system_without_a_single_solution_has_none():
    rows = [[Fraction(n) for n in row] for row in ([1, 2, 3], [2, 4, 6])]
    assert solve(rows) is None


def test_a_system_whose_first_pivot_is_zero_is_solved():
    rows = [[Fraction(n) for n in row] for row in ([0, 2, 6], [4, 1, 5])]
    assert solve(rows) == [Fraction(1, 2), 3]
