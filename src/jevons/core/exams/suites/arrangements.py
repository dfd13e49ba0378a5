"""Arrangements of items in places, and the clues that narrow them down.

Items are numbered from 0, in groups of as many as there are places (people, their pets
...); the items of a group stand in different places. Sets of places are integers in which
bit p stands for place p.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random


@dataclass(frozen=True, slots=True)
class Clue:
    """What is known of the place of one item, or of the places of two.

    `number` is a place, counted from 0, or a distance, where the kind has one.
    """

    kind: str
    item: int
    other: int | None = None
    number: int = 0


ABOUT_ONE: Mapping[str, Callable[[int, int, int], bool]] = {
    "at": lambda place, number, last: place == number,
    "not-at": lambda place, number, last: place != number,
    "end": lambda place, number, last: place in {0, last},
}
"""Whether a clue holds for an item's place, with the clue's number and the last place."""

ABOUT_TWO: Mapping[str, Callable[[int, int, int], bool]] = {
    "before": lambda place, other, number: place < other,
    "directly-before": lambda place, other, number: place + 1 == other,
    "ahead-by": lambda place, other, number: other - place == number,
    "next-to": lambda place, other, number: abs(place - other) == 1,
    "not-next-to": lambda place, other, number: abs(place - other) != 1,
    "apart": lambda place, other, number: abs(place - other) == number,
    "same": lambda place, other, number: place == other,
    "not-same": lambda place, other, number: place != other,
}
"""Whether a clue holds for two items' places, with the clue's number."""

_WITH_DISTANCE = {"ahead-by", "apart"}
_ACROSS_GROUPS = {"same", "not-same"}


def holds(clue: Clue, places: Sequence[int], count: int) -> bool:
    """Whether a clue is true when each item is at its place among `count` places."""
    if clue.other is None:
        return ABOUT_ONE[clue.kind](places[clue.item], clue.number, count - 1)
    return ABOUT_TWO[clue.kind](places[clue.item], places[clue.other], clue.number)


def arrangements(count: int, items: int, clues: Sequence[Clue]) -> Iterator[tuple[int, ...]]:
    """All arrangements that fit the clues, one by one: the place of each item."""
    everywhere = (1 << count) - 1
    open_places = [everywhere] * items
    links: list[_Link] = []
    for clue in clues:
        if clue.other is None:
            fits = (p for p in range(count) if ABOUT_ONE[clue.kind](p, clue.number, count - 1))
            open_places[clue.item] &= sum(1 << p for p in fits)
        else:
            forth, back = _images(clue.kind, clue.number, count)
            links += [(clue.item, clue.other, forth), (clue.other, clue.item, back)]
    return _search(open_places, links, count)


def unique_puzzle(
    rng: Random, truth: Sequence[int], count: int, kinds: Sequence[str]
) -> list[Clue]:
    """Clues of these kinds that only `truth` fits, none of which can be left out.

    Clues are added that rule out some other arrangement, until there is none; then
    those that the later ones have made needless are dropped. `kinds` has to have one that
    rules out each arrangement but the truth, as `before` does.
    """
    pools = {kind: _true_clues(kind, truth, count) for kind in kinds}
    clues: list[Clue] = []
    while other := _another(truth, count, clues):
        for kind in rng.sample(kinds, len(kinds)):
            useful = [clue for clue in pools[kind] if not holds(clue, other, count)]
            if useful:
                clues.append(rng.choice(useful))
                break
    for clue in list(clues):
        rest = [one for one in clues if one != clue]
        if not _another(truth, count, rest):
            clues = rest
    rng.shuffle(clues)
    return clues


def _another(truth: Sequence[int], count: int, clues: Sequence[Clue]) -> tuple[int, ...] | None:
    """An arrangement other than `truth` that fits the clues, if there is one."""
    found = arrangements(count, len(truth), clues)
    return next((places for places in found if places != tuple(truth)), None)


def _true_clues(kind: str, truth: Sequence[int], count: int) -> list[Clue]:
    items = range(len(truth))
    if kind in ABOUT_ONE:
        numbers = range(1) if kind == "end" else range(count)
        clues = [Clue(kind, item, None, number) for item in items for number in numbers]
    else:
        distances = range(2, count) if kind in _WITH_DISTANCE else range(1)
        clues = [
            Clue(kind, item, other, number)
            for item in items
            for other in items
            if item != other and not (kind in _ACROSS_GROUPS and item // count == other // count)
            for number in distances
        ]
    return [clue for clue in clues if holds(clue, truth, count)]


_Link = tuple[int, int, Sequence[int]]
"""Two items, and for each set of places of the second the places left for the first."""


@cache
def _images(kind: str, number: int, count: int) -> tuple[list[int], list[int]]:
    """The places left for the first item by those of the second, and the other way round."""
    fits = ABOUT_TWO[kind]
    pairs = [(a, b) for a in range(count) for b in range(count) if fits(a, b, number)]
    forth, back = [0] * (1 << count), [0] * (1 << count)
    for places in range(1 << count):
        for a, b in pairs:
            forth[places] |= (places >> b & 1) << a
            back[places] |= (places >> a & 1) << b
    return forth, back


def _search(
    open_places: list[int], links: Sequence[_Link], count: int
) -> Iterator[tuple[int, ...]]:
    if not _narrowed(open_places, links, count):
        return
    undecided = [item for item, places in enumerate(open_places) if places.bit_count() > 1]
    if not undecided:
        yield tuple(places.bit_length() - 1 for places in open_places)
        return
    item = min(undecided, key=lambda item: open_places[item].bit_count())
    for place in range(count):
        if open_places[item] >> place & 1:
            tried = list(open_places)
            tried[item] = 1 << place
            yield from _search(tried, links, count)


def _narrowed(open_places: list[int], links: Sequence[_Link], count: int) -> bool:
    """Strike out places until nothing follows any more; whether all items have one left."""
    before: list[int] = []
    while before != open_places:
        before = list(open_places)
        for item, other, images in links:
            open_places[item] &= images[open_places[other]]
        for start in range(0, len(open_places), count):
            group = range(start, start + count)
            taken = 0
            for item in group:
                if open_places[item].bit_count() == 1:
                    if taken & open_places[item]:
                        return False
                    taken |= open_places[item]
            for item in group:
                if open_places[item].bit_count() > 1:
                    open_places[item] &= ~taken
        if not all(open_places):
            return False
    return True
