import re
from itertools import permutations
from random import Random

import pytest

from core.exams.suites.wording_reader import questions, readings
from jevons.core.exams.suites.arrangements import (
    ABOUT_ONE,
    ABOUT_TWO,
    Clue,
    arrangements,
    holds,
    unique_puzzle,
)
from jevons.core.records import AnswerKind

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
ASKS_FOR_THE_LAST = re.compile(
    r"(last|rightmost|end of the queue|behind|last in the queue|last to finish|last place"
    r"|to the right|right end)\?$"
)
PHRASES = (
    re.compile(r"[Tt]he owner of the (\w+)"),
    re.compile(r"[Tt]he person who drinks (\w+)"),
    re.compile(r"[Tt]he (\w+)"),
)

TRUE = {
    "before": lambda a, b, f: a < b,
    "directly-before": lambda a, b, f: b - a == 1,
    "ahead-by": lambda a, b, f: b - a == int(f["n"]),
    "next-to": lambda a, b, f: a - b in {-1, 1},
    "not-next-to": lambda a, b, f: a - b not in {-1, 1},
    "apart": lambda a, b, f: abs(a - b) - 1 == int(f["between"]),
    "same": lambda a, b, f: a == b,
    "not-same": lambda a, b, f: a != b,
    "at": lambda a, b, f: a == ORDINALS.index(f["ordinal"]),
    "not-at": lambda a, b, f: a != ORDINALS.index(f["ordinal"]),
}


def thing(phrase):
    """What tells an item from the others: a name, or the job, drink or pet."""
    for pattern in PHRASES:
        match = pattern.fullmatch(phrase)
        if match:
            return match[1]
    return phrase


def told(question):
    """What is not a clue, and the clues: kind, things and fields, read from the text."""
    clues, others = [], []
    for sentence in re.split(r"(?<=[.?]) ", question.text):
        found = []
        for task, fields in readings("ordering", small(sentence)):
            a, b = thing(fields.get("a", " ")), thing(fields.get("b", ""))
            clue = (task.partition("-")[2], a, b, fields)
            if " " not in a + b and clue not in found:  # two scenes may say the same
                found.append(clue)
        assert len(found) < 2, sentence
        clues += found
        others += [] if found else [sentence]
    return others, clues


def small(sentence):
    """With a small first letter where the clue begins with a phrase."""
    begins = sentence.startswith(("The owner", "The person who", "The number"))
    return sentence if begins else sentence.replace("The ", "the ", 1)


def fits(clue, places, count):
    kind, a, b, fields = clue
    if kind == "end":
        return places[a] in {0, count - 1}
    return TRUE[kind](places[a], places.get(b), fields)


def names_in(text):
    """The list of names in an introduction."""
    return re.findall(r"[A-Z]\w+", re.search(r"[A-Z]\w+(?:, [A-Z]\w+)+ and [A-Z]\w+", text)[0])


def orders_that_fit(question):
    others, clues = told(question)
    names = names_in(others[0])
    for order in permutations(names):
        places = {name: place for place, name in enumerate(order)}
        if all(fits(clue, places, len(names)) for clue in clues):
            yield order


@pytest.mark.parametrize(("level", "n"), [(1, 40), (2, 40), (3, 40), (4, 12)])
def test_exactly_one_order_fits(level, n):
    for question in questions("ordering", level, n):
        (order,) = orders_that_fit(question)
        if level > 1:
            assert question.gold == ", ".join(order)
            assert question.kind is AnswerKind.CHECKED
            continue
        last = ASKS_FOR_THE_LAST.search(question.text)
        assert question.gold == order[-1 if last else 0]
        assert question.kind is AnswerKind.TEXT


def groups_in(question):
    """The names, jobs, drinks and pets of the houses."""
    lists = re.findall(r"\w+(?:, \w+){4} and \w+", question.text)
    return [re.findall(r"\w+", found.replace(" and ", ", ")) for found in lists]


def houses_that_fit(question):
    """All ways to fill the houses, by trying every place for one thing after the other."""
    _, clues = told(question)
    groups = groups_in(question)

    def linked(item, places):
        return [c for c in clues if item in c[1:3] and {c[1], c[2]} <= {*places, item, ""}]

    def fill(places):
        left = [(item, group) for group in groups for item in group if item not in places]
        if not left:
            yield places
            return
        item, group = max(left, key=lambda pair: len(linked(pair[0], places)))
        for place in set(range(6)) - {places.get(other) for other in group}:
            tried = {**places, item: place}
            if all(fits(clue, tried, 6) for clue in linked(item, places)):
                yield from fill(tried)

    return fill({})


def test_exactly_one_way_to_fill_the_houses_fits():
    for question in questions("ordering", 5, 6):
        names, *features = groups_in(question)
        assert [len(group) for group in features] == [6, 6, 6]
        (places,) = houses_that_fit(question)
        assert question.gold == ", ".join(sorted(names, key=places.get))


def test_levels_grow():
    clues = [
        sum(len(told(question)[1]) for question in questions("ordering", level, 8)) / 8
        for level in range(1, 6)
    ]
    assert clues == sorted(clues)
    assert clues[0] == 2
    assert clues[4] > 12


def test_no_clue_can_be_left_out():
    truth = (2, 0, 3, 1)
    for seed in range(20):
        clues = unique_puzzle(Random(seed), truth, 4, ("before", "next-to", "not-at"))
        assert list(arrangements(4, 4, clues)) == [truth]
        for i in range(len(clues)):
            assert len(list(arrangements(4, 4, clues[:i] + clues[i + 1 :]))) > 1


def test_the_search_finds_all_arrangements():
    """Against trying all permutations, for sets of clues that leave several."""
    rng = Random(0)
    for _ in range(60):
        clues = [
            Clue(kind, *rng.sample(range(8), 2), rng.randint(0, 3))
            for kind in rng.sample(sorted(ABOUT_TWO), 2)
        ]
        clues.append(Clue(rng.choice(sorted(ABOUT_ONE)), rng.randrange(8), None, rng.randrange(4)))
        tried = {
            (*one, *other)
            for one in permutations(range(4))
            for other in permutations(range(4))
            if all(holds(clue, (*one, *other), 4) for clue in clues)
        }
        found = list(arrangements(4, 8, clues))
        assert len(found) == len(set(found))
        assert set(found) == tried
