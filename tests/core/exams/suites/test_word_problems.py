import re

import pytest

from core.exams.suites.wording_reader import questions, readings
from jevons.core.exams.suites.wordings import word_list

PARTS = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5}

RELATIONS = {
    "more": lambda f, y, z: y + int(f["n"]),
    "fewer": lambda f, y, z: y - int(f["n"]),
    "times": lambda f, y, z: y * int(f["n"]),
    "part": lambda f, y, z: y / PARTS[f["part"]],
    "both": lambda f, y, z: y + z,
}


def named(field):
    """A name or a thing, without what is not part of it."""
    return field.removesuffix("s") if field.removesuffix("s") in word_list("things") else field


def told(question):
    """The world, the facts, the events and the question, each as its kind and fields."""
    sentences = re.split(r"(?<=[.]) (?=[A-Z])", question.text)
    steps = question.metadata["steps"]
    asked, read = " ".join(sentences[steps:]), []
    for sentence in sentences[:steps]:
        found = [
            (task, fields)
            for task, fields in readings("word-problems", sentence)
            if task.startswith(question.metadata["world"]) and is_clean(fields)
        ]
        assert len(found) == 1, sentence
        read.append((found[0][0].partition("-")[2], found[0][1]))
    return [s for s in read if s[0] in {"has", *RELATIONS}], read, asked


def is_clean(fields):
    """Whether names are names, things are things and numbers are numbers."""
    subjects = {*word_list("names"), *word_list("things")}
    return all(
        value in subjects
        if field in "xyz"
        else value.isdigit()
        if field in {"n", "k"}
        else value in PARTS
        if field == "part"
        else value.removesuffix("s") in word_list("things")
        for field, value in fields.items()
    )


def known_from(facts):
    """The quantities, found in whatever order they can be."""
    known = {}
    while len(known) < len(facts):
        before = len(known)
        for kind, fields in facts:
            x, y, z = (fields.get(field) for field in "xyz")
            if kind == "has":
                known[x] = int(fields["n"])
            elif x not in known and y in known and (z is None or z in known):
                known[x] = RELATIONS[kind](fields, known[y], known.get(z))
        assert len(known) > before, "the facts do not lead to all quantities"
    return known


def happen(events, known):
    for kind, fields in events:
        x, y, n = fields["x"], fields.get("y"), int(fields.get("n", 0))
        if kind in {"gains", "rises"}:
            known[x] += n
        elif kind in {"loses", "falls"}:
            known[x] -= n
        elif kind == "packs":
            known[x] += int(fields["k"]) * n
        elif kind == "doubles":
            known[x] *= 2
        elif kind == "halves":
            known[x] /= 2
        else:
            given = n if kind == "gives" else known[x] / 2
            known[x] -= given
            known[y] += given
        assert all(value > 0 and value == int(value) for value in known.values())


def answered(asked, known, world):
    tasks = readings("word-problems", asked)
    ((task, fields),) = [(task, f) for task, f in tasks if task.startswith(world)]
    if world == "shop":
        bought = re.findall(r"(\d+) (\w+)", fields["basket"])
        price = sum(int(count) * known[named(thing)] for count, thing in bought)
        return int(fields["paid"]) - price if "paid" in fields else price
    people = re.findall(r"[A-Z]\w+", fields["x"])
    if world == "ages":
        return sum(known[person] + int(fields["n"]) for person in people)
    if task == "people-difference":
        return known[fields["x"]] - known[fields["y"]]
    return sum(known[person] for person in people)


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_follows_from_the_story(level):
    for question in questions("word-problems", level, 60):
        facts, sentences, asked = told(question)
        known = known_from(facts)
        assert all(value > 0 and value == int(value) for value in known.values())
        happen([event for event in sentences if event not in facts], known)
        gold = answered(asked, known, question.metadata["world"])
        assert int(question.gold) == gold > 0, question.text


def test_every_world_comes_up_and_ages_are_ages():
    worlds = set()
    for level in range(1, 6):
        for question in questions("word-problems", level, 60):
            worlds.add(question.metadata["world"])
            if question.metadata["world"] == "ages":
                assert max(known_from(told(question)[0]).values()) <= 90
    assert worlds == {"people", "shop", "ages"}


def test_levels_grow():
    steps = [
        sum(question.metadata["steps"] for question in questions("word-problems", level, 60)) / 60
        for level in range(1, 6)
    ]
    assert steps == sorted(steps)
    assert steps[0] == 2
    assert steps[4] == 20


def test_the_upper_levels_tell_in_any_order():
    """Somewhere a quantity is told of before those that it depends on."""

    def forward(question):
        seen = set()
        for _, fields in told(question)[0]:
            if {fields.get("y"), fields.get("z")} - {None} - seen:
                return True
            seen.add(fields["x"])
        return False

    assert not any(forward(question) for question in questions("word-problems", 3, 60))
    assert all(forward(question) for question in questions("word-problems", 5, 60))
