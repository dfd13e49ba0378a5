"""Units: conversions, percentages, rates, work and mixtures, in exact fractions."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from jevons.core.exams.suites.suite import SHORT, Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind

Drawn = tuple[Mapping[str, object], Fraction]
"""What the wordings of a task are filled in with, and the exact answer."""

_CONVERSIONS = Path(__file__).with_name("units.csv")
_HUNDRED = 100
_MOST_PLACES = 30


def draw(rng: Random, level: int) -> Item:
    """Draw one question; its answer is a rational number."""
    task = rng.choice(list(_LEVELS[level - 1]))
    fields, answer = _LEVELS[level - 1][task](rng)
    text, wording = say(rng, "units", task, **fields)
    if level > 2:
        text = f"{text} {say(rng, 'units', 'exact')[0]}"
    return Item(text, exact_text(answer), AnswerKind.NUMBER, wording, metadata={"task": task})


def exact_text(value: Fraction) -> str:
    """A positive number in full: a decimal if it ends, else a fraction in lowest terms."""
    places = next((n for n in range(_MOST_PLACES) if 10**n % value.denominator == 0), None)
    if places is None:
        return str(value)
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


@cache
def _conversions() -> tuple[tuple[str, str, int], ...]:
    """Two units, and how many of the small one the large one is."""
    with _CONVERSIONS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple((row["large"], row["small"], int(row["factor"])) for row in rows)


def _to_small(rng: Random) -> Drawn:
    large, small, factor = rng.choice(_conversions())
    n = rng.randint(2, 12)
    return {"n": n, "large": large, "small": small}, Fraction(n * factor)


def _to_large(rng: Random) -> Drawn:
    large, small, factor = rng.choice(_conversions())
    answer = Fraction(rng.randint(3, 39), rng.choice([d for d in (1, 2, 4) if factor % d == 0]))
    return {"n": answer * factor, "large": large, "small": small}, answer


def _percentage(rng: Random) -> Drawn:
    p, n = rng.choice((5, 10, 15, 20, 25, 30, 40, 60, 75)), rng.randint(2, 40) * 20
    return {"p": p, "n": n}, Fraction(p * n, _HUNDRED)


def _price(rng: Random) -> Drawn:
    grams, cents = rng.randint(2, 30) * 50, rng.randint(4, 40) * 20
    return {"grams": grams, "price": _money(cents)}, Fraction(grams * cents, 1_000 * _HUNDRED)


def _speed(rng: Random) -> Drawn:
    distance, minutes = rng.randint(10, 400), rng.choice((15, 20, 25, 40, 45, 50, 80, 100, 135))
    return {"distance": distance, "minutes": minutes}, Fraction(distance * 60, minutes)


def _price_before(rng: Random) -> Drawn:
    p, before = rng.choice((5, 10, 15, 20, 25, 30, 40)), Fraction(rng.randint(8, 200) * 5)
    now = before * (1 + Fraction(p, _HUNDRED))
    return {"p": p, "now": exact_text(now)}, before


def _recipe(rng: Random) -> Drawn:
    people, guests = rng.sample(range(3, 15), 2)
    grams = rng.randint(10, 90) * 5
    return {"people": people, "guests": guests, "grams": grams}, Fraction(grams * guests, people)


def _metres_per_second(rng: Random) -> Drawn:
    kmh, seconds = rng.randint(20, 300), rng.randint(5, 90)
    return {"kmh": kmh, "seconds": seconds}, Fraction(kmh * seconds * 1_000, 3_600)


def _together(rng: Random) -> Drawn:
    a, b, c = rng.sample(range(2, 16), 3)
    return {"a": a, "b": b, "c": c}, 1 / (Fraction(1, a) + Fraction(1, b) + Fraction(1, c))


def _mean_speed(rng: Random) -> Drawn:
    out, back = rng.sample(range(8, 121, 2), 2)
    return {"out": out, "back": back}, Fraction(2 * out * back, out + back)


def _discounts(rng: Random) -> Drawn:
    price, (p, q) = rng.randint(20, 900), rng.sample(range(5, 60, 5), 2)
    tax = rng.randint(5, 25)
    shares = Fraction(_HUNDRED - p, _HUNDRED) * Fraction(_HUNDRED - q, _HUNDRED)
    fields = {"price": price, "p": p, "q": q, "tax": tax}
    return fields, price * shares * Fraction(_HUNDRED + tax, _HUNDRED)


def _tank(rng: Random) -> Drawn:
    """The hours until a tank is full: one pipe alone, then two, then two against a leak."""
    a, b = rng.sample(range(7, 20), 2)
    leak = rng.randint(21, 40)
    first, second = rng.sample(range(20, 100, 5), 2)
    full_share = Fraction(first, 60 * a) + (Fraction(1, a) + Fraction(1, b)) * Fraction(second, 60)
    rate = Fraction(1, a) + Fraction(1, b) - Fraction(1, leak)
    hours = Fraction(first + second, 60) + (1 - full_share) / rate
    fields = {"a": a, "b": b, "leak": leak, "first": first, "second": second}
    return fields, hours * 60


def _dilution(rng: Random) -> Drawn:
    litres, out, times = rng.randint(12, 40), rng.randint(2, 9), rng.randint(3, 4)
    p = rng.randint(20, 90)
    return (
        {"litres": litres, "out": out, "times": times, "p": p},
        p * Fraction(litres - out, litres) ** times,
    )


def _trains(rng: Random) -> Drawn:
    """Minutes until two trains meet; the second starts later, the first rests on its way."""
    fast, slow = rng.randint(90, 180), rng.randint(40, 89)
    late, rest = rng.sample(range(10, 50), 2)
    distance = rng.randint(400, 900)
    driven = 60 * distance + fast * rest + slow * late  # as if both had driven all the time
    minutes = Fraction(driven, fast + slow)
    fields = {"distance": distance, "fast": fast, "slow": slow, "late": late, "rest": rest}
    return fields, minutes


def _exchange(rng: Random) -> Drawn:
    amount, rates = rng.randint(200, 5_000), [rng.randint(51, 399) for _ in range(3)]
    fees = [rng.randint(1, 9) for _ in range(3)]
    result = Fraction(amount)
    for rate, fee in zip(rates, fees, strict=True):
        result *= Fraction(rate, _HUNDRED) * Fraction(_HUNDRED - fee, _HUNDRED)
    fields = {f"rate{i}": _money(rate) for i, rate in enumerate(rates, 1)}
    return {"amount": amount, **fields, **{f"fee{i}": f for i, f in enumerate(fees, 1)}}, result


def _alloy(rng: Random) -> Drawn:
    """The kilograms of pure metal that bring a blend of two alloys to a share."""
    a, b = rng.randint(3, 20), rng.randint(3, 20)
    p, q = rng.sample(range(10, 60), 2)
    target = rng.randint(61, 90)
    metal = Fraction(a * p + b * q, _HUNDRED)
    share = Fraction(target, _HUNDRED)
    return (
        {"a": a, "b": b, "p": p, "q": q, "target": target},
        (share * (a + b) - metal) / (1 - share),
    )


def _money(cents: int) -> str:
    return f"{cents // _HUNDRED}.{cents % _HUNDRED:02}"


_LEVELS: tuple[Mapping[str, Callable[[Random], Drawn]], ...] = (
    {"to-small": _to_small},
    {"to-large": _to_large, "percentage": _percentage, "price": _price},
    {"speed": _speed, "price-before": _price_before, "recipe": _recipe},
    {
        "distance": _metres_per_second,
        "together": _together,
        "mean-speed": _mean_speed,
        "discounts": _discounts,
    },
    {
        "tank": _tank,
        "dilution": _dilution,
        "trains": _trains,
        "exchange": _exchange,
        "alloy": _alloy,
    },
)

SUITE = Suite(
    name="units",
    title="Units and rates",
    description="conversions, percentages, speeds, work and mixtures, exactly",
    levels=(
        "whole numbers of a unit in a smaller one",
        "conversions to a larger unit, percentages, prices by weight",
        "speeds, prices before a rise, recipes",
        "work done together, mean speeds, discounts and tax",
        "tanks that leak, mixtures, meeting trains, chains of exchange",
    ),
    draw=draw,
    instructions={1: SHORT},
)
