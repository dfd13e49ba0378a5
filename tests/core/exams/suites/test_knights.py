import re
from itertools import product

import pytest

from core.exams.suites.wording_reader import fields_of, questions
from jevons.core.exams.suites.knights import SUITE
from jevons.core.exams.suites.statements import COMPOUND, Statement, everywhere, worlds_of
from jevons.core.exams.suites.wordings import wordings
from jevons.core.records import AnswerKind

FORMS = (
    "knight", "knave", "same", "differ", "exactly", "at-least",
    "and", "or", "either", "if", "iff", "not", "says",
)  # fmt: skip


def ways(parts, text):
    """All ways in which the fields of a template, cut into its parts, can fill a text."""
    literal, *rest = parts
    if not text.startswith(literal):
        return
    text = text.removeprefix(literal)
    if not rest:
        if not text:
            yield {}
        return
    field, *after = rest
    for end in range(1, len(text) + 1):
        for others in ways(after, text[end:]):
            yield {field: text[:end], **others}


def readings_of(text, names):
    """All ways to read a sentence as a statement: nested lists of the form and what is in it."""
    if text.startswith("(") and text.endswith(")"):
        yield from readings_of(text[1:-1], names)
    for form in FORMS:
        for template in wordings("knights")[form].values():
            for fields in ways(re.split(r"\{(\w+)\}", template), text):
                if not all(fields[field] in names for field in set("xy") & set(fields)):
                    continue
                if "n" in fields and not fields["n"].isdigit():
                    continue
                parts = [
                    list(readings_of(fields[field], names)) for field in "ab" if field in fields
                ]
                for chosen in product(*parts):
                    yield [
                        form,
                        [fields[f] for f in "xy" if f in fields],
                        int(fields.get("n", 0)),
                        list(chosen),
                    ]


def true_in(statement, kinds):
    """Whether a statement is true if `kinds` says of each name whether it is a knight."""
    form, people, n, parts = statement
    said = [true_in(part, kinds) for part in parts]
    knights = [kinds[name] for name in people]
    return {
        "knight": lambda: knights[0],
        "knave": lambda: not knights[0],
        "same": lambda: knights[0] is knights[1],
        "differ": lambda: knights[0] is not knights[1],
        "exactly": lambda: sum(kinds.values()) == n,
        "at-least": lambda: sum(kinds.values()) >= n,
        "and": lambda: all(said),
        "or": lambda: any(said),
        "either": lambda: sum(said) == 1,
        "if": lambda: said[1] or not said[0],
        "iff": lambda: said[0] is said[1],
        "not": lambda: not said[0],
        "says": lambda: said[0] if knights[0] else not said[0],
    }[form]()


def told(question):
    """The names, and what each person says, read from the text."""
    fields = fields_of("knights", question.text, "puzzle")
    names = fields["names"].split(", ")
    statements = []
    for line in fields["said"].split("\n"):
        name, said = line.removesuffix(".").split(": ", 1)
        assert name == names[len(statements)]
        (statement,) = readings_of(said, names)  # in one way only
        statements.append(statement)
    return names, statements


@pytest.mark.parametrize(("level", "n"), [(1, 40), (2, 40), (3, 30), (4, 20), (5, 8)])
def test_exactly_one_world_fits_and_the_gold_names_its_knights(level, n):
    for question in questions("knights", level, n):
        names, statements = told(question)
        fitting = [
            kinds
            for world in product((True, False), repeat=len(names))
            for kinds in [dict(zip(names, world, strict=True))]
            if all(
                true_in(statement, kinds) is kinds[name]
                for name, statement in zip(names, statements, strict=True)
            )
        ]
        assert len(fitting) == 1
        knights = sorted(name for name in names if fitting[0][name])
        assert question.gold == (", ".join(knights) or "none")
        assert question.kind is AnswerKind.CHECKED
        assert question.metadata["names"] == names
        assert question.metadata["statements"] == statements


def test_levels_grow():
    people, sizes, forms = [], [], set()
    for level in range(1, 6):
        asked = [told(question) for question in questions("knights", level, 8)]
        people.append({len(names) for names, _ in asked})
        sizes.append(
            sum(size(s) for _, said in asked for s in said) / sum(len(n) for n, _ in asked)
        )
        forms |= {form for _, said in asked for s in said for form in forms_in(s)}
    assert people == [{2}, {3}, {4}, {6}, {10}]
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert forms == set(FORMS)


def size(statement):
    return 1 + sum(map(size, statement[3]))


def forms_in(statement):
    return {statement[0]}.union(*map(forms_in, statement[3]))


def test_nobody_says_what_is_always_true_or_always_false():
    for level in range(1, 5):
        for question in questions("knights", level, 8):
            names, statements = told(question)
            for statement in statements:
                values = {
                    true_in(statement, dict(zip(names, world, strict=True)))
                    for world in product((True, False), repeat=len(names))
                }
                assert values == {True, False}


@pytest.mark.parametrize("form", FORMS)
def test_worlds_of_each_form(form):
    """The sets of worlds against reckoning world by world."""
    names = ["Ada", "Ben", "Cara"]
    people = {"knight": (0,), "knave": (1,), "same": (0, 2), "differ": (1, 2), "says": (1,)}
    parts = (Statement("knight", (0,)), Statement("same", (1, 2)))
    inner = parts[: 1 if form in {"not", "says"} else 2] if form in COMPOUND else ()
    statement = Statement(form, people.get(form, ()), 2, inner)
    expected = 0
    for world in range(8):
        kinds = {name: bool(world >> i & 1) for i, name in enumerate(names)}
        expected |= true_in(statement.plain(names), kinds) << world
    assert worlds_of(statement, 3) == expected
    assert 0 < expected < everywhere(3)


def test_the_suite_says_what_it_asks():
    assert SUITE.levels[4].startswith("ten people")
