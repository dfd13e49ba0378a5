"""Word problems: stories in which quantities depend on each other, then change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from jevons.core.exams.suites.suite import SHORT, Item, Suite
from jevons.core.exams.suites.wordings import say, word_list
from jevons.core.records import AnswerKind

_PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}
"""Words for a part of a quantity, by how many of them make the whole."""


@dataclass(frozen=True, slots=True)
class _World:
    """What a story is about: whose quantities, how large they may get, how they change."""

    subjects: str
    most: int
    events: tuple[str, ...] = ()


_WORLDS = {
    "people": _World("names", 2_000, ("gains", "loses", "gives", "packs", "gives-half")),
    "shop": _World("things", 600, ("rises", "falls", "doubles", "halves")),
    "ages": _World("names", 90),
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How a story is made.

    It tells of `subjects` quantities: one as a number up to `largest`, the others by
    those before them, and then of a number of `events`. Where it is `shuffled`, a
    quantity may be told of before those that it depends on.
    """

    worlds: tuple[str, ...]
    subjects: int
    events: int
    largest: int
    shuffled: bool = False


_LEVELS = (
    _Level(("people",), 1, 1, 20),
    _Level(("people", "shop", "ages"), 2, 1, 20),
    _Level(("people", "shop", "ages"), 3, 2, 30),
    _Level(("people", "shop"), 5, 4, 40, shuffled=True),
    _Level(("people", "shop"), 12, 8, 60, shuffled=True),
)


@dataclass(frozen=True, slots=True)
class _Step:
    """One sentence: a relation of a subject to others, or something that happens to it."""

    kind: str
    subject: int
    others: tuple[int, ...] = ()
    n: int = 0
    k: int = 0


_RELATIONS: Mapping[str, Callable[[int, int, int], int]] = {
    "more": lambda one, two, n: one + n,
    "fewer": lambda one, two, n: one - n,
    "times": lambda one, two, n: one * n,
    "part": lambda one, two, n: one // n if one % n == 0 else 0,
    "both": lambda one, two, n: one + two,
}
"""A quantity by one or two others and a number; 0 where it would not be whole."""

_CHANGES: Mapping[str, Callable[[int, int, int], int]] = {
    "gains": lambda had, n, k: n,
    "loses": lambda had, n, k: -n,
    "gives": lambda had, n, k: -n,
    "packs": lambda had, n, k: n * k,
    "gives-half": lambda had, n, k: -(had // 2),
    "rises": lambda had, n, k: n,
    "falls": lambda had, n, k: -n,
    "doubles": lambda had, n, k: had,
    "halves": lambda had, n, k: -(had // 2),
}
"""By how much an event changes a quantity."""

_GIVING = {"gives", "gives-half"}
_HALVING = {"gives-half", "halves"}


def draw(rng: Random, level: int) -> Item:
    """Draw one story; its answer is a positive whole number."""
    shape = _LEVELS[level - 1]
    world = rng.choice(shape.worlds)
    values, facts = _facts(rng, shape, _WORLDS[world])
    events = _events(rng, shape, _WORLDS[world], values) if _WORLDS[world].events else []
    subjects = rng.sample(word_list(_WORLDS[world].subjects), len(values))
    items = f"{rng.choice(word_list('things'))}s"
    if shape.shuffled:
        rng.shuffle(facts)
    told = " ".join(_sentence(rng, world, step, subjects, items) for step in (*facts, *events))
    asked, answer, wording = _ASKING[world](rng, subjects, values, items)
    kinds = sorted({step.kind for step in (*facts, *events)})
    return Item(
        text=f"{told} {asked}",
        gold=str(answer),
        kind=AnswerKind.NUMBER,
        cluster=f"{wording}/{'+'.join(kinds)}",
        metadata={"world": world, "steps": len(facts) + len(events)},
    )


def _facts(rng: Random, shape: _Level, world: _World) -> tuple[list[int], list[_Step]]:
    """Quantities, and what is told of each."""
    values = [rng.randint(shape.largest // 4, shape.largest)]
    facts = [_Step("has", 0, n=values[0])]
    while len(values) < shape.subjects:
        kind = rng.choice(list(_RELATIONS)[: 4 if len(values) == 1 else 5])
        others = rng.sample(range(len(values)), 2 if kind == "both" else 1)
        if kind in {"more", "fewer"}:
            n = rng.randint(2, shape.largest)
        else:
            n = 0 if kind == "both" else rng.randint(2, 5)
        value = _RELATIONS[kind](values[others[0]], values[others[-1]], n)
        if 2 <= value <= world.most:
            facts.append(_Step(kind, len(values), tuple(others), n))
            values.append(value)
    return values, facts


def _events(rng: Random, shape: _Level, world: _World, values: list[int]) -> list[_Step]:
    """What happens then, one after the other; `values` are changed by it."""
    kinds = world.events if len(values) > 1 else world.events[:2]
    events: list[_Step] = []
    while len(events) < shape.events:
        kind = rng.choice(kinds)
        subject, *others = rng.sample(range(len(values)), 2 if kind in _GIVING else 1)
        n, k = rng.randint(2, shape.largest), rng.randint(2, 6)
        change = _CHANGES[kind](values[subject], n, k)
        odd = kind in _HALVING and values[subject] % 2
        if odd or not 2 <= values[subject] + change <= world.most:
            continue
        values[subject] += change
        for other in others:
            values[other] -= change
        events.append(_Step(kind, subject, tuple(others), n, k))
    return events


def _sentence(rng: Random, world: str, step: _Step, subjects: list[str], items: str) -> str:
    others = [subjects[other] for other in step.others]
    return say(
        rng,
        "word-problems",
        f"{world}-{step.kind}",
        x=subjects[step.subject],
        y=others[0] if others else "",
        z=others[-1] if others else "",
        n=step.n,
        k=step.k,
        part=_PARTS.get(step.n, ""),
        items=items,
    )[0]


Asked = tuple[str, int, str]
"""A question, its answer, and the id of the wording."""


def _ask_of_people(rng: Random, names: list[str], values: list[int], items: str) -> Asked:
    chosen = _chosen(rng, len(names))
    if len(chosen) == 2 and values[chosen[0]] > values[chosen[1]]:
        x, y = (names[person] for person in chosen)
        text, wording = say(rng, "word-problems", "people-difference", x=x, y=y, items=items)
        return text, values[chosen[0]] - values[chosen[1]], wording
    listed = _listed([names[person] for person in chosen])
    task = "people-one" if len(chosen) == 1 else "people-sum"
    text, wording = say(rng, "word-problems", task, x=listed, items=items)
    return text, sum(values[person] for person in chosen), wording


def _ask_of_shop(rng: Random, goods: list[str], values: list[int], items: str) -> Asked:
    bought = {thing: rng.randint(2, 9) for thing in _chosen(rng, len(goods))}
    basket = _listed([f"{count} {goods[thing]}s" for thing, count in bought.items()])
    price = sum(values[thing] * count for thing, count in bought.items())
    if rng.random() < 0.5:
        text, wording = say(rng, "word-problems", "shop-price", basket=basket)
        return text, price, wording
    paid = (price // 100 + rng.randint(1, 3)) * 100
    text, wording = say(rng, "word-problems", "shop-change", basket=basket, paid=paid)
    return text, paid - price, wording


def _ask_of_ages(rng: Random, names: list[str], values: list[int], items: str) -> Asked:
    chosen, years = _chosen(rng, len(names)), rng.randint(2, 20)
    listed = _listed([names[person] for person in chosen])
    task = "ages-one" if len(chosen) == 1 else "ages-sum"
    text, wording = say(rng, "word-problems", task, x=listed, n=years)
    return text, sum(values[person] + years for person in chosen), wording


_ASKING: Mapping[str, Callable[[Random, list[str], list[int], str], Asked]] = {
    "people": _ask_of_people,
    "shop": _ask_of_shop,
    "ages": _ask_of_ages,
}


def _chosen(rng: Random, count: int) -> list[int]:
    """Those that are asked for: the last one, which depends on most, and some others."""
    others = rng.sample(range(count - 1), rng.randint(0, min(count - 1, 3)))
    return rng.sample([count - 1, *others], 1 + len(others))


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


SUITE = Suite(
    name="word-problems",
    title="Word problems",
    description="stories of several steps with quantities that depend on each other",
    levels=(
        "one quantity that grows or shrinks",
        "two quantities, one told by the other, and one change",
        "three quantities that depend on each other, two changes",
        "five quantities told in any order, four changes",
        "twelve quantities told in any order, eight changes",
    ),
    draw=draw,
    instructions={1: SHORT},
)
