import re
from fractions import Fraction

import pytest

from core.exams.suites.wording_reader import pattern_of, questions, readings
from jevons.core.exams.suites.units import exact_text
from jevons.core.exams.suites.wordings import wordings
from jevons.core.records import AnswerKind

IN_BASE = {
    "kilometres": 1_000_000, "metres": 1_000, "centimetres": 10, "millimetres": 1,
    "tonnes": 1_000_000, "kilograms": 1_000, "grams": 1,
    "litres": 1_000, "centilitres": 10, "millilitres": 1,
    "weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1,
    "dozens": 12, "pieces": 1,
}  # fmt: skip


def converted(n, here, there):
    return Fraction(n * IN_BASE[here], IN_BASE[there])


def less(amount, percent):
    return amount - amount * percent / 100


def first_time(reached, whole):
    """When something that is reckoned minute by minute reaches `whole`, between minutes too."""
    minute, before, now = 0, Fraction(0), reached(Fraction(0))
    while now < whole:
        minute, before, now = minute + 1, now, reached(Fraction(minute + 1))
    return minute - 1 + (whole - before) / (now - before)


def filled(a, b, leak, first, second):
    def level(minutes):
        hours = minutes / 60
        one = hours / a
        other = max(minutes - first, 0) / 60 / b
        return one + other - max(minutes - first - second, 0) / 60 / leak

    return first_time(level, 1)


def met(distance, fast, slow, late, rest):
    def driven(minutes):
        """The first rests from the tenth minute on."""
        resting = min(max(minutes - 10, 0), rest)
        return fast * (minutes - resting) / 60 + slow * max(minutes - late, 0) / 60

    return first_time(driven, distance)


def diluted(litres, out, times, p):
    pure = Fraction(litres * p, 100)
    for _ in range(int(times)):
        pure -= pure / litres * out
    return pure / litres * 100


def exchanged(amount, **steps):
    for i in "123":
        amount = less(amount * steps[f"rate{i}"], steps[f"fee{i}"])
    return amount


SOLVES = {
    "to-small": lambda x, n, large, small: x == converted(n, large, small),
    "to-large": lambda x, n, large, small: x == converted(n, small, large),
    "percentage": lambda x, p, n: x == n - less(n, p),
    "price": lambda x, grams, price: x / grams == price / 1_000,
    "speed": lambda x, distance, minutes: x * minutes == distance * 60,
    "price-before": lambda x, p, now: x + x * p / 100 == now,
    "recipe": lambda x, people, guests, grams: x / guests == grams / people,
    "distance": lambda x, kmh, seconds: x / 1_000 / kmh == seconds / 3_600,
    "together": lambda x, a, b, c: x / a + x / b + x / c == 1,
    "mean-speed": lambda x, out, back: 2 / x == 1 / out + 1 / back,
    "discounts": lambda x, price, p, q, tax: x == less(less(less(price, p), q), -tax),
    "tank": lambda x, **fields: x == filled(**fields),
    "dilution": lambda x, **fields: x == diluted(**fields),
    "trains": lambda x, **fields: x == met(**fields),
    "exchange": lambda x, **fields: x == exchanged(**fields),
    "alloy": lambda x, a, b, p, q, target: a * p + b * q + 100 * x == (a + b + x) * target,
}


def fields_in(question):
    """What the question says, numbers as fractions, without the words on exactness."""
    text = question.text
    for template in wordings("units")["exact"].values():
        text = text.removesuffix(f" {template}")
    ((_, fields),) = readings("units", text, {question.metadata["task"]})
    return {
        name: Fraction(value) if re.fullmatch(r"[\d.]+", value) else value
        for name, value in fields.items()
    }


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_fulfils_what_is_told(level):
    for question in questions("units", level, 60):
        solves = SOLVES[question.metadata["task"]]
        assert question.kind is AnswerKind.NUMBER
        assert solves(Fraction(question.gold), **fields_in(question)), question.text
        assert not solves(Fraction(question.gold) + 1, **fields_in(question))


def test_every_task_comes_up():
    asked = {q.metadata["task"] for level in range(1, 6) for q in questions("units", level, 60)}
    assert asked == set(SOLVES)


def test_levels_grow():
    told = [
        sum(len(fields_in(question)) for question in questions("units", level, 60)) / 60
        for level in range(1, 6)
    ]
    assert told[3] > told[2]
    assert told[4] > told[3]
    golds = [[q.gold for q in questions("units", level, 60)] for level in range(1, 6)]
    assert all(gold.isdigit() for gold in golds[0])
    assert any("." in gold for gold in golds[1])
    assert all(any("/" in gold for gold in found) for found in golds[2:])


def test_exactness_is_asked_for_where_the_answer_may_be_a_fraction():
    endings = tuple(wordings("units")["exact"].values())
    for level in (3, 4, 5):
        assert all(q.text.endswith(endings) for q in questions("units", level, 60))
    assert pattern_of(endings[0]).groups == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 80), "0.0125"),
        (Fraction(31, 25), "1.24"),
        (Fraction(1200), "1200"),
        (Fraction(7, 3), "7/3"),
        (Fraction(5, 6), "5/6"),
    ],
)
def test_numbers_are_written_in_full(value, text):
    assert exact_text(value) == text
