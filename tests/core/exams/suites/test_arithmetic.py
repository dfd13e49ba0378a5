import ast
import operator
import re
from fractions import Fraction

import pytest

from core.exams.suites.wording_reader import fields_of, questions, readings
from jevons.core.exams.suites.expressions import Operation, value, written
from jevons.core.records import AnswerKind

SIGNS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def reckoned(text):
    """The value of an expression by Python's own grammar, in fractions."""

    def walk(node):
        if isinstance(node, ast.Constant):
            return Fraction(node.value)
        return SIGNS[type(node.op)](walk(node.left), walk(node.right))

    return walk(ast.parse(text, mode="eval").body)


def expression_in(question, level):
    if level == 1:
        found = [fields for _, fields in readings("arithmetic", question.text, {"sum"})]
        (fields,) = [fields for fields in found if all(map(str.isdigit, fields.values()))]
        return "{a} + {b}".format(**fields)
    return fields_of("arithmetic", question.text, "calculate")["expression"]


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_is_the_value_of_what_is_asked(level):
    for question in questions("arithmetic", level, 80):
        assert question.kind is AnswerKind.NUMBER
        assert Fraction(question.gold) == reckoned(expression_in(question, level))
        assert question.gold.lstrip("-").isdigit()


def test_levels_grow():
    counts, digits, brackets = [], [], []
    for level in range(1, 6):
        asked = [expression_in(question, level) for question in questions("arithmetic", level, 80)]
        numbers = [re.findall(r"\d+", text) for text in asked]
        counts.append(sum(map(len, numbers)) / 80)
        digits.append(max(len(number) for found in numbers for number in found))
        brackets.append(sum(text.count("(") for text in asked))
    assert counts[0] == counts[1] == 2
    assert 3 <= counts[2] < 5 <= counts[3] <= 6 < 10 <= counts[4] <= 12
    assert digits == [1, 2, 2, 3, 5]
    assert brackets[:3] == [0, 0, 0]
    assert 0 < brackets[3] < brackets[4]


def test_the_first_level_adds_two_digits_of_one_to_nine():
    for question in questions("arithmetic", 1, 80):
        assert re.fullmatch(r"[1-9] \+ [1-9]", expression_in(question, 1))


def test_differences_at_the_second_level_are_not_negative():
    assert all(int(question.gold) >= 0 for question in questions("arithmetic", 2, 80))


def test_all_four_signs_come_up_at_the_upper_levels():
    for level in (4, 5):
        asked = " ".join(expression_in(q, level) for q in questions("arithmetic", level, 80))
        assert all(sign in asked for sign in "+-*/(")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Operation("-", 1, Operation("-", 2, 3)), "1 - (2 - 3)"),
        (Operation("-", Operation("-", 1, 2), 3), "1 - 2 - 3"),
        (Operation("*", Operation("+", 1, 2), 3), "(1 + 2) * 3"),
        (Operation("+", 1, Operation("*", 2, 3)), "1 + 2 * 3"),
        (Operation("/", 8, Operation("*", 2, 2)), "8 / (2 * 2)"),
        (Operation("/", Operation("*", 8, 2), 2), "8 * 2 / 2"),
        (Operation("*", 8, Operation("/", 2, 4)), "8 * (2 / 4)"),
        (Operation("+", 1, Operation("+", 2, 3)), "1 + 2 + 3"),
    ],
)
def test_brackets_stand_where_they_are_needed(expression, text):
    assert written(expression) == text
    assert reckoned(text) == value(expression)
