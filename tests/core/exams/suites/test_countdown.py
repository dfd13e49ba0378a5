import re
from dataclasses import replace
from itertools import combinations

import pytest

from core.exams.suites.test_arithmetic import reckoned
from core.exams.suites.wording_reader import fields_of, questions
from jevons.core.exams.suites.checkers import find_checker
from jevons.core.records import AnswerKind, Outcome

check = find_checker("countdown")


def told(question):
    """The numbers and the target, from the text."""
    fields = fields_of("countdown", question.text, "reach")
    return [int(number) for number in re.findall(r"\d+", fields["numbers"])], int(fields["target"])


def reachable(numbers):
    """All values that can be made of all or some numbers, by joining any two, again and again."""
    if len(numbers) == 1:
        return set(numbers)
    values = set(numbers)
    for i, j in combinations(range(len(numbers)), 2):
        rest = [numbers[k] for k in range(len(numbers)) if k not in {i, j}]
        a, b = numbers[i], numbers[j]
        results = {a + b, a * b, abs(a - b)}
        if b and a % b == 0:
            results.add(a // b)
        if a and b % a == 0:
            results.add(b // a)
        for result in results:
            values |= reachable([*rest, result])
    return values


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_reaches_the_target_with_the_numbers_of_the_text(level):
    for question in questions("countdown", level):
        numbers, target = told(question)
        assert question.kind is AnswerKind.CHECKED
        assert question.metadata["numbers"] == numbers
        assert question.metadata["target"] == target
        assert reckoned(question.gold) == target
        assert sorted(map(int, re.findall(r"\d+", question.gold))) == sorted(numbers)
        assert target not in numbers


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_target_is_found_by_trying_everything(level):
    for question in questions("countdown", level, 12):
        numbers, target = told(question)
        assert target in reachable(numbers)
        missed = max(reachable(numbers)) + 1
        elsewhere = replace(question, metadata={**question.metadata, "target": missed})
        assert check(elsewhere, question.gold).outcome is Outcome.INCORRECT


def test_levels_grow():
    counts = [len(told(questions("countdown", level)[0])[0]) for level in range(1, 6)]
    assert counts == [2, 3, 4, 5, 6]
    largest = [
        max(told(question)[1] for question in questions("countdown", level))
        for level in range(1, 6)
    ]
    assert largest[1] <= 100 < largest[2] <= 200 < largest[3] < 1_000
    assert all(told(question)[1] >= 10_000 for question in questions("countdown", 5))
