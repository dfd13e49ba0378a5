"""What knights and knaves say of each other, and in which worlds it is true.

With n people there are 2**n worlds: in world w, person i is a knight if bit i of w is
set. A set of worlds is an integer in which bit w stands for world w, so that `and`, `or`
and `not` of statements are those of integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from jevons.core.exams.suites.wordings import say

COMPOUND = frozenset({"and", "or", "either", "if", "iff", "not", "says"})
"""The forms that are made of other statements."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its form, the people it names, a number, and statements within it.

    `knight` and `knave` name one person, `same` and `differ` two, `exactly` and
    `at-least` a number of knights; `says` tells what a person would answer.
    """

    form: str
    people: tuple[int, ...] = ()
    number: int = 0
    parts: tuple[Statement, ...] = ()

    def forms(self) -> set[str]:
        """The forms in it."""
        return {self.form}.union(*(part.forms() for part in self.parts))

    def plain(self, names: list[str]) -> list[Any]:
        """The statement as JSON values."""
        people = [names[person] for person in self.people]
        return [self.form, people, self.number, [part.plain(names) for part in self.parts]]


def worlds_of(statement: Statement, people: int) -> int:
    """The set of worlds of so many people in which a statement is true."""
    knights = [knight_in(person, people) for person in statement.people]
    if statement.form in COMPOUND:
        inner = [worlds_of(part, people) for part in statement.parts]
        return _compound(statement.form, everywhere(people), knights, inner)
    if statement.form == "exactly":
        return _with_knights(people, statement.number, statement.number)
    if statement.form == "at-least":
        return _with_knights(people, statement.number, people)
    unlike = knights[0] ^ knights[1] if len(knights) > 1 else knights[0]
    return unlike if statement.form in {"knight", "differ"} else everywhere(people) ^ unlike


def _compound(form: str, every: int, knights: list[int], inner: list[int]) -> int:
    first, last = inner[0], inner[-1]
    speaker = knights[0] if knights else 0
    worlds = {
        "not": every ^ first,
        "and": first & last,
        "or": first | last,
        "either": first ^ last,
        "if": (every ^ first) | last,
        "iff": every ^ first ^ last,
        "says": every ^ first ^ speaker,  # a knight would say what is true, a knave what is not
    }
    return worlds[form]


def everywhere(people: int) -> int:
    """The set of all worlds."""
    return int((1 << (1 << people)) - 1)


@cache
def knight_in(person: int, people: int) -> int:
    """The set of worlds in which a person is a knight."""
    return sum(1 << world for world in range(1 << people) if world >> person & 1)


@cache
def _with_knights(people: int, fewest: int, most: int) -> int:
    """The set of worlds with so many knights."""
    worlds = range(1 << people)
    return sum(1 << world for world in worlds if fewest <= world.bit_count() <= most)


def sentence(rng: Random, statement: Statement, names: list[str]) -> str:
    """The statement in words, without a full stop; parts with parts are in brackets."""
    parts = [
        f"({sentence(rng, part, names)})" if part.parts else sentence(rng, part, names)
        for part in statement.parts
    ]
    fields = {
        "n": statement.number,
        **dict(zip("xy", (names[person] for person in statement.people), strict=False)),
        **dict(zip("ab", parts, strict=False)),
    }
    return say(rng, "knights", statement.form, **fields)[0]
