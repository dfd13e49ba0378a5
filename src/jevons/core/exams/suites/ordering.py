"""Ordering: put people in their order from clues; there is always just one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from jevons.core.exams.suites.arrangements import Clue, unique_puzzle
from jevons.core.exams.suites.suite import Item, Suite
from jevons.core.exams.suites.wordings import say, word_list
from jevons.core.records import AnswerKind

_SCENES = ("queue", "race", "row")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(frozen=True, slots=True)
class _Level:
    """How many places there are, the kinds of clues, and what people have beside names."""

    places: int
    kinds: tuple[str, ...]
    features: tuple[str, ...] = ()


_LEVELS = (
    _Level(3, ("before",)),
    _Level(4, ("before", "directly-before", "at", "not-at")),
    _Level(5, ("before", "ahead-by", "next-to", "not-at")),
    _Level(7, ("before", "apart", "next-to", "not-next-to", "not-at", "end")),
    _Level(
        6,
        ("before", "directly-before", "next-to", "apart", "same", "not-same", "not-at"),
        ("people", "drinks", "pets"),
    ),
)


def draw(rng: Random, level: int) -> Item:
    """Draw people, their order, and clues that fit this order alone."""
    shape = _LEVELS[level - 1]
    count = shape.places
    scene = "houses" if shape.features else rng.choice(_SCENES)
    names = rng.sample(word_list("names"), count)
    features = {feature: rng.sample(word_list(feature), count) for feature in shape.features}
    truth = [place for _ in (names, *features) for place in rng.sample(range(count), count)]
    clues = unique_puzzle(rng, truth, count, shape.kinds)
    phrases = [*names, *_phrases(rng, features)]
    order = [name for _, name in sorted(zip(truth, names, strict=False))]
    listed = {feature: _listed(values) for feature, values in features.items()}
    intro, wording = say(rng, "ordering", f"{scene}-intro", names=_listed(names), **listed)
    told = " ".join(_sentence(rng, scene, clue, phrases) for clue in clues)
    kinds = "+".join(sorted({clue.kind for clue in clues}))
    if level == 1:
        return _who(rng, scene, f"{intro} {told}", order)
    asked, _ = say(rng, "ordering", f"{scene}-order")
    return Item(
        text=f"{intro} {told} {asked}",
        gold=", ".join(order),
        kind=AnswerKind.CHECKED,
        cluster=f"{wording}/{kinds}",
        checker="sequence",
    )


def _who(rng: Random, scene: str, told: str, order: list[str]) -> Item:
    """The question who is at one end."""
    end = rng.choice(("first", "last"))
    asked, wording = say(rng, "ordering", f"{scene}-{end}")
    gold = order[0] if end == "first" else order[-1]
    return Item(f"{told} {asked}", gold, AnswerKind.TEXT, wording)


def _phrases(rng: Random, features: Mapping[str, list[str]]) -> Iterator[str]:
    """Words for the person who has each value of each feature."""
    for feature, values in features.items():
        for value in values:
            yield say(rng, "ordering", feature, x=value)[0]


def _sentence(rng: Random, scene: str, clue: Clue, phrases: list[str]) -> str:
    about_two = "" if clue.other is None else phrases[clue.other]
    said, _ = say(
        rng,
        "ordering",
        f"{scene}-{clue.kind}",
        a=phrases[clue.item],
        b=about_two,
        n=clue.number,
        between=clue.number - 1,
        ordinal=_ORDINALS[clue.number],
    )
    return said[0].upper() + said[1:]


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


SUITE = Suite(
    name="ordering",
    title="Ordering puzzles",
    description="put people in their order from clues",
    levels=(
        "three people, who is first or last",
        "four people, direct clues",
        "five people, clues about neighbours and distances",
        "seven people, indirect clues",
        "six houses, each with a person, a job, a drink and a pet",
    ),
    draw=draw,
)
