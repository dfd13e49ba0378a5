"""Knights and knaves: who tells the truth and who lies? There is always just one answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from jevons.core.exams.suites.statements import (
    COMPOUND,
    Statement,
    everywhere,
    knight_in,
    sentence,
    worlds_of,
)
from jevons.core.exams.suites.suite import Item, Suite
from jevons.core.exams.suites.wordings import say, word_list
from jevons.core.records import AnswerKind

_SIMPLE = ("knight", "knave", "same", "differ")


@dataclass(frozen=True, slots=True)
class _Level:
    """How many people there are, and the forms of what they say and of parts of that."""

    people: int
    forms: tuple[str, ...]
    parts: tuple[str, ...] = ()


_LEVELS = (
    _Level(2, (*_SIMPLE, "exactly")),
    _Level(3, (*_SIMPLE, "and", "or"), ("knight", "knave")),
    _Level(4, ("same", "differ", "and", "or", "if", "exactly", "not"), _SIMPLE),
    _Level(6, ("and", "or", "if", "iff", "either", "at-least", "says"), (*_SIMPLE, "exactly")),
    _Level(
        10,
        ("or", "if", "iff", "either", "not", "says"),
        (*_SIMPLE, "exactly", "at-least", "or", "if", "iff"),
    ),
)


def draw(rng: Random, level: int) -> Item:
    """Draw people and what they say, such that only one of all worlds fits."""
    shape = _LEVELS[level - 1]
    names = rng.sample(word_list("names"), shape.people)
    statements, world = _puzzle(rng, shape)
    said = "\n".join(
        say(rng, "knights", "line", name=name, statement=sentence(rng, statement, names))[0]
        for name, statement in zip(names, statements, strict=True)
    )
    text, wording = say(rng, "knights", "puzzle", names=", ".join(names), said=said)
    knights = sorted(name for i, name in enumerate(names) if world >> i & 1)
    forms = sorted(set().union(*(statement.forms() for statement in statements)))
    return Item(
        text=text,
        gold=", ".join(knights) or "none",
        kind=AnswerKind.CHECKED,
        cluster=f"{wording}/{'+'.join(forms)}",
        checker="names",
        metadata={
            "names": names,
            "statements": [statement.plain(names) for statement in statements],
        },
    )


def _puzzle(rng: Random, shape: _Level) -> tuple[list[Statement], int]:
    """A statement of each person, and the only world in which all fit."""
    while True:
        statements = [_statement(rng, shape, speaker) for speaker in range(shape.people)]
        fitting = everywhere(shape.people)
        for speaker, statement in enumerate(statements):
            # what a knight says is true, what a knave says is not
            lies = knight_in(speaker, shape.people) ^ worlds_of(statement, shape.people)
            fitting &= ~lies
        if fitting.bit_count() == 1:
            return statements, fitting.bit_length() - 1


def _statement(rng: Random, shape: _Level, speaker: int) -> Statement:
    """What a person says: neither always true nor always false."""
    while True:
        statement = _drawn(rng, shape, rng.choice(shape.forms), speaker)
        if worlds_of(statement, shape.people) not in {0, everywhere(shape.people)}:
            return statement


def _drawn(rng: Random, shape: _Level, form: str, speaker: int) -> Statement:
    """A statement of a form, with parts of the level's where it has any."""
    others = [person for person in range(shape.people) if person != speaker]
    if form in COMPOUND:
        parts = _parts(rng, shape, speaker, 1 if form in {"not", "says"} else 2)
        return Statement(form, (rng.choice(others),) if form == "says" else (), parts=parts)
    if form in {"exactly", "at-least"}:
        return Statement(form, number=rng.randint(1, shape.people - 1))
    if form in {"same", "differ"}:
        return Statement(form, tuple(rng.sample(range(shape.people), 2)))
    return Statement(form, (rng.choice(others),))


def _parts(rng: Random, shape: _Level, speaker: int, count: int) -> tuple[Statement, ...]:
    """Different parts of a statement; what is in them has no parts itself."""
    simple = tuple(form for form in shape.parts if form not in COMPOUND)
    inner = replace(shape, parts=simple)
    while True:
        parts = [_drawn(rng, inner, rng.choice(shape.parts), speaker) for _ in range(count)]
        if len(set(parts)) == count:
            return tuple(parts)


SUITE = Suite(
    name="knights",
    title="Knights and knaves",
    description="who tells the truth and who lies, from what they say of each other",
    levels=(
        "two people, simple statements",
        "three people, statements with and, or",
        "four people, statements with if, not and numbers",
        "six people, what one would say of others",
        "ten people, statements within statements",
    ),
    draw=draw,
)
