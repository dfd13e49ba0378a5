"""Suites: questions drawn from a seed, easy to hard, without a file or a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

from jevons.core.exams.exam import BOXED, Exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Question

SHORT = "Answer in one short sentence that ends with the number."
"""The instruction of easy levels: `BOXED` leads very small models astray.

Measured on one-digit sums with SmolLM2 135M (temperature 0.2, no thinking): asked for a
box it came to the right number in 2 of 12 and made up steps; asked for a sentence, in 29 of
61 with the wordings that were kept.
"""

MOST_QUESTIONS = 10_000
_TRIES = 5_000


@dataclass(frozen=True, slots=True)
class Item:
    """What a suite draws: a question that has no place in an exam yet.

    `cluster` names the wording and the structure that the question was made from;
    `metadata` holds JSON values, among them what the checker needs.
    """

    text: str
    gold: str
    kind: AnswerKind
    cluster: str
    checker: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


Draw = Callable[[Random, int], Item]
"""Draws one question of a level, counted from 1; all chance comes from the generator given."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A kind of question at several levels.

    `levels` says in a few words what each level asks. `instructions` holds the words
    after the question for levels that do not take `BOXED`. `version` grows whenever the
    same seed begins to give other questions.
    """

    name: str
    title: str
    description: str
    levels: tuple[str, ...]
    draw: Draw
    instructions: Mapping[int, str] = field(default_factory=dict)
    version: int = 1


@cache
def suites() -> Mapping[str, Suite]:
    """All suites by name, in the order in which they are listed."""
    # Each suite knows `Suite`, so they are read here rather than above, and only when asked for.
    from jevons.core.exams.suites.arithmetic import SUITE as arithmetic
    from jevons.core.exams.suites.countdown import SUITE as countdown
    from jevons.core.exams.suites.dates import SUITE as dates
    from jevons.core.exams.suites.equations import SUITE as equations
    from jevons.core.exams.suites.knights import SUITE as knights
    from jevons.core.exams.suites.number_theory import SUITE as number_theory
    from jevons.core.exams.suites.ordering import SUITE as ordering
    from jevons.core.exams.suites.strings import SUITE as strings
    from jevons.core.exams.suites.units import SUITE as units
    from jevons.core.exams.suites.word_problems import SUITE as word_problems

    listed = (
        arithmetic,
        word_problems,
        countdown,
        number_theory,
        equations,
        units,
        dates,
        knights,
        ordering,
        strings,
    )
    return MappingProxyType({suite.name: suite for suite in listed})


def find_suite(name: str) -> Suite:
    """The suite of that name.

    Raises:
        ProblemError: NOT_FOUND: there is none; the nearest names are suggested.
    """
    known = suites()
    found = known.get(name.strip().lower())
    if found:
        return found
    near = get_close_matches(name.strip().lower(), known, n=3)
    remedy = f"did you mean {' or '.join(near)}" if near else f"there are {', '.join(known)}"
    raise ProblemError.of(ProblemKind.NOT_FOUND, f"there is no suite {name}", remedy=remedy)


def make_exam(name: str, level: int, seed: int, n: int) -> Exam:
    """The exam of `n` questions that a suite gives at a level for a seed.

    The same arguments give the same exam in every process. A longer exam of the same
    seed begins with the questions of a shorter one. No text comes twice.

    Raises:
        ProblemError: NOT_FOUND: there is no such suite. BAD_SETTING: the suite has no such
            level, `n` is out of range, or the level has fewer different questions.
    """
    suite = find_suite(name)
    _check_range(f"the level of {suite.name}", level, len(suite.levels))
    _check_range("the number of questions", n, MOST_QUESTIONS)
    questions: dict[str, Question] = {}
    for index in range(n):
        item = _draw_new(suite, level, seed, index, questions)
        questions[item.text] = _question(suite, level, seed, index, item)
    return Exam(
        name=f"{suite.name}-{level}",
        questions=tuple(questions.values()),
        instruction=suite.instructions.get(level, BOXED),
        source=f"suite {suite.name} v{suite.version} level={level} seed={seed} n={n}",
    )


def _check_range(what: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise ProblemError.of(
            ProblemKind.BAD_SETTING,
            f"{what} cannot be {value:,}",
            remedy=f"it runs from 1 to {most:,}",
        )


def _draw_new(
    suite: Suite, level: int, seed: int, index: int, known: Mapping[str, Question]
) -> Item:
    """Question number `index`, drawn again while it repeats one before it."""
    for again in range(_TRIES):
        rng = Random(f"{suite.name}/{level}/{seed}/{index}/{again}")
        item = suite.draw(rng, level)
        if item.text not in known:
            return item
    raise ProblemError.of(
        ProblemKind.BAD_SETTING,
        f"{suite.name} at level {level} gave only {index:,} different questions for seed {seed}",
        remedy=f"ask for at most {index:,}, or take a higher level",
    )


def _question(suite: Suite, level: int, seed: int, index: int, item: Item) -> Question:
    exam = f"{suite.name}-{level}"
    return Question(
        id=f"{exam}/seed{seed}/{index}",
        text=item.text,
        gold=item.gold,
        kind=item.kind,
        cluster=f"{exam}/{item.cluster}",
        checker=item.checker,
        metadata={"suite": suite.name, "level": level, **item.metadata},
    )
