"""The one place that turns the name of an exam into an exam, and lists what there is.

A name is a suite (`arithmetic`, or with its level `arithmetic-3`), an exam file (`gsm8k`,
found by a recipe; the name of a file in the user's directory; a path), a data set of
Hugging Face (`hf:OWNER/NAME@SPLIT`), or a suite of reasoning-gym (`gym:NAME`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from jevons.core import paths
from jevons.core.exams.checking import Checker
from jevons.core.exams.exam import Exam
from jevons.core.exams.files.exam_files import (
    files_here,
    files_of,
    how_to_get,
    is_path,
    name_of,
)
from jevons.core.exams.files.hub import PREFIX as HUB
from jevons.core.exams.files.load import load_exam
from jevons.core.exams.files.recipe import Recipe
from jevons.core.exams.files.recipe_book import PLAIN, load_recipes
from jevons.core.exams.filters import Filter, filtered
from jevons.core.exams.gym.checker import gym_checker
from jevons.core.exams.gym.exam import PREFIX as GYM
from jevons.core.exams.gym.exam import gym_exam, parse_name
from jevons.core.exams.gym.process import is_installed
from jevons.core.exams.gym.suites import gym_suites
from jevons.core.exams.suites.checkers import find_checker as suite_checker
from jevons.core.exams.suites.suite import make_exam, suites
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.visible_text import one_line

Kind = Literal["suite", "file", "gym"]

LEVEL = 1
SEED = 0
QUESTIONS = 100
"""The level, the seed and the number of questions of a suite when none is asked for."""

_WITH_LEVEL = re.compile(r"(.+)-([0-9]+)")


@dataclass(frozen=True, slots=True)
class ExamOptions:
    """How an exam is wanted, beside its name.

    `level` is for suites alone, `recipe` and `mapping` (field by role) are for files alone.
    `questions` is how many (`None`: all of a file, `QUESTIONS` of a suite). The seed makes a
    suite's questions; for a file it draws the sample, and without one the first are taken.
    """

    level: int | None = None
    seed: int | None = None
    questions: int | None = None
    recipe: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    filters: Sequence[Filter] = ()


@dataclass(frozen=True, slots=True)
class ExamInfo:
    """An exam that can be had, for a list.

    `questions` is `None` where any number can be made, or it is not known yet; `levels` is 0
    where there are none. `note` is for people: what a suite asks, how many samples of an exam
    are usual. `remedy` says what to do where the exam is not `here`.
    """

    name: str
    title: str
    kind: Kind
    licence: str
    here: bool
    questions: int | None = None
    levels: int = 0
    note: str = ""
    remedy: str = ""


def find_exam(name: str, options: ExamOptions = ExamOptions()) -> Exam:
    """The exam of that name.

    Raises:
        ProblemError: NOT_FOUND (near names, or where to get it), BAD_INPUT, BAD_SETTING,
            UNSUPPORTED, MISSING_EXTRA, and what fetching from Hugging Face can meet.
    """
    name = name.strip()
    if is_made(name):
        _refuse(options.recipe or options.mapping, f"{name} is made, not read from a file",
                "leave out the recipe and the fields")  # fmt: skip
        make = _gym if name.startswith(GYM) else _suite
        return _with_filters(make(name, options), options.filters)
    _refuse(options.level, f"{name} has no levels", "filter by level instead (level>=4)")
    if not _is_file(name):
        raise _unknown(name)
    return load_exam(
        name,
        recipe=options.recipe,
        mapping=options.mapping,
        filters=options.filters,
        limit=options.questions,
        sample_seed=options.seed,
    )


def is_made(name: str) -> bool:
    """Whether a name means an exam that is made, as many questions as wanted, not read."""
    return name.startswith(GYM) or bool(_suite_and_level(name)[0])


def find_checker(name: str) -> Checker:
    """The checker that a question names: one of the suites', or `gym:NAME`.

    Raises:
        ProblemError: NOT_FOUND, or UNSUPPORTED for an excluded suite of reasoning-gym.
    """
    if name.startswith(GYM):
        return gym_checker(name.removeprefix(GYM))
    return suite_checker(name)


def available() -> tuple[list[ExamInfo], list[Problem]]:
    """All exams that can be had, and what is wrong with recipes that cannot be used.

    Suites come first, then exam files, those that are here before those to get, then the
    suites of reasoning-gym.
    """
    recipes, problems = load_recipes()
    files = [*_files_with_recipes(recipes), *_files_without(recipes)]
    files.sort(key=lambda info: not info.here)
    return [*_suites(), *files, *_gym_suites()], problems


def _suite_and_level(name: str) -> tuple[str, int | None]:
    """The suite that a name means and its level; an empty name where it means none."""
    if name in suites():
        return name, None
    found = _WITH_LEVEL.fullmatch(name)
    if found and found[1] in suites():
        return found[1], int(found[2])
    return "", None


def _suite(name: str, options: ExamOptions) -> Exam:
    suite, level = _suite_and_level(name)
    if level is not None and options.level not in (None, level):
        raise _bad_setting(f"{suite}-{level} is not of level {options.level}", "say one of them")
    wanted = next((given for given in (level, options.level) if given is not None), LEVEL)
    return make_exam(suite, wanted, _or(options.seed, SEED), _or(options.questions, QUESTIONS))


def _gym(name: str, options: ExamOptions) -> Exam:
    _refuse(options.level, f"{name} has no levels", f"give it settings: {GYM}chain_sum,min_terms=4")
    suite, config = parse_name(name)
    return gym_exam(suite, _or(options.seed, SEED), _or(options.questions, QUESTIONS), config)


def _or(given: int | None, default: int) -> int:
    return default if given is None else given


def _with_filters(exam: Exam, filters: Sequence[Filter]) -> Exam:
    if not filters:
        return exam
    source = " ".join([exam.source, *map(str, filters)])
    return replace(exam, questions=filtered(exam, filters), source=source)


def _is_file(name: str) -> bool:
    """Whether a name means a file, be it here or not."""
    known = {*load_recipes()[0], *(file.stem.lower() for file in files_here())}
    return name.startswith(HUB) or is_path(name) or name.lower() in known


def _refuse(given: object, what: str, remedy: str) -> None:
    if given:
        raise _bad_setting(one_line(what, 200), remedy)


def _bad_setting(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_SETTING, what, remedy=remedy)


def _unknown(name: str) -> ProblemError:
    names = [info.name for info in available()[0]]
    near = get_close_matches(name, names, n=3)
    return ProblemError.of(
        ProblemKind.NOT_FOUND,
        f"there is no exam {one_line(name, 60)}",
        remedy=f"did you mean {' or '.join(near)}" if near else "jevons exam list shows them",
    )


def _suites() -> list[ExamInfo]:
    return [
        ExamInfo(
            name=suite.name,
            title=suite.title,
            kind="suite",
            licence="Apache-2.0",
            here=True,
            levels=len(suite.levels),
            note=suite.description,
        )
        for suite in suites().values()
    ]


def _files_with_recipes(recipes: Mapping[str, Recipe]) -> list[ExamInfo]:
    """The recipes' exams: each file that is here, else what to do to get one."""
    found = []
    for recipe in recipes.values():
        files = files_of(recipe)
        found += [_with_recipe(name_of(file.stem, recipe), recipe) for file in files]
        if not files and recipe.name != PLAIN:
            found.append(_with_recipe(recipe.name, recipe, how_to_get(recipe)))
    return found


def _with_recipe(name: str, recipe: Recipe, remedy: str = "") -> ExamInfo:
    return ExamInfo(
        name=name,
        title=recipe.title,
        kind="file",
        licence=recipe.licence,
        here=not remedy,
        questions=None if recipe.named_by_file else recipe.questions,
        note=recipe.sampling,
        remedy=remedy,
    )


def _files_without(recipes: Mapping[str, Recipe]) -> list[ExamInfo]:
    """The files in the user's directory that have no recipe's name."""
    return [
        ExamInfo(
            name=file.stem,
            title=f"{file.name} in {paths.exams_dir()}",
            kind="file",
            licence="your own",
            here=True,
        )
        for file in files_here()
        if not any(recipe.fits_name(file.stem) for recipe in recipes.values())
    ]


def _gym_suites() -> list[ExamInfo]:
    here = is_installed()
    return [
        ExamInfo(
            name=f"{GYM}{suite.name}",
            title=f"{suite.name.replace('_', ' ')} ({suite.category})",
            kind="gym",
            licence="Apache-2.0",
            here=here,
            remedy="" if here else "pip install 'jevons[gym]'",
        )
        for suite in gym_suites().values()
        if not suite.excluded
    ]
