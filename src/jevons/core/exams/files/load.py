"""From a file, a name or a data set to an exam."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from jevons.core.exams.drawing import drawn
from jevons.core.exams.exam import Exam
from jevons.core.exams.files.exam_files import find_file, name_of
from jevons.core.exams.files.hub import PREFIX, HubSplit, fetch
from jevons.core.exams.files.questions import question_of
from jevons.core.exams.files.reading import read_rows, sha256_of
from jevons.core.exams.files.recipe import ROLES, Recipe
from jevons.core.exams.files.recipe_book import PLAIN, recipe_named, recognised
from jevons.core.exams.files.row import Row, unusable
from jevons.core.exams.filters import Filter, filtered
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Question

MOST_QUESTIONS = 200_000
"""Questions of one exam; ten times what any known one has."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Files that make one exam; `stem` is its name without ending, `shown` for people."""

    files: tuple[Path, ...]
    stem: str
    shown: str


def load_exam(
    source: str,
    *,
    recipe: str | None = None,
    mapping: Mapping[str, str] | None = None,
    filters: Sequence[Filter] = (),
    limit: int | None = None,
    sample_seed: int | None = None,
) -> Exam:
    """The exam that a file holds.

    Args:
        source: A path, the name of a file in the user's directory of exams (without its
            ending), the name of a recipe whose file is there, or `hf:OWNER/NAME@SPLIT`.
        recipe: The recipe to read it by; without one it is recognised by its fields.
        mapping: The field for a role (`ROLES`), where it is not the recipe's; an empty
            text for none. Without `recipe` the plain form is meant.
        filters: What a question has to fulfil.
        limit: The most questions: the first ones, or with a seed some drawn from all.
        sample_seed: The seed of the drawing.

    Raises:
        ProblemError: NOT_FOUND, BAD_INPUT (the message names file, row and reason),
            BAD_SETTING (the limit), UNSUPPORTED, MISSING_EXTRA; for `hf:` as `hub.fetch` does too.
    """
    found = _found(source)
    chosen = _chosen(recipe, mapping or {})
    rows = chain.from_iterable(map(read_rows, found.files))
    first = next(rows, None)
    if first is None:
        raise unusable(found.shown, "there is no question in it", "put questions into it")
    if chosen is None:
        chosen = recognised(first, found.stem, found.shown)
    questions, left_out = _questions(chain([first], rows), chosen, found.shown)
    exam = Exam(
        name=name_of(found.stem, chosen),
        questions=questions,
        instruction=chosen.instruction.strip(),
        system=chosen.system.strip(),
    )
    kept = drawn(filtered(exam, filters), limit, sample_seed)
    notes = [f"{found.shown} sha256:{_digest(found)}", f"recipe {chosen.name}"]
    notes += [f"{role} in {name or 'no field'}" for role, name in (mapping or {}).items()]
    notes += [f"{left_out:,} rows {chosen.left_out or 'left out'} left out"] if left_out else []
    notes += map(str, filters)
    if len(kept) < len(questions):
        notes.append(_part(len(kept), len(questions), sample_seed if limit else None))
    return replace(exam, questions=kept, source="; ".join(notes))


def _found(source: str) -> _Source:
    if source.startswith(PREFIX):
        split = HubSplit.parse(source)
        return _Source(fetch(split), split.name, source)
    path = find_file(source)
    return _Source((path,), path.stem, path.name)


def _chosen(recipe: str | None, mapping: Mapping[str, str]) -> Recipe | None:
    """The recipe that is named, with the fields that are; `None` where it is to be found out."""
    if recipe is None and not mapping:
        return None
    unknown = [role for role in mapping if role not in ROLES]
    if unknown:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{unknown[0]} is nothing that a field can hold",
            remedy=f"there are {', '.join(ROLES)}",
        )
    chosen = recipe_named(recipe or PLAIN)
    fields = {role: (name,) if name else () for role, name in mapping.items()}
    return replace(chosen, fields={**chosen.fields, **fields})


def _questions(rows: Iterator[Row], recipe: Recipe, file: str) -> tuple[tuple[Question, ...], int]:
    """The questions of all rows, and how many rows were left out.

    Rows are numbered through, also where several files make the exam.
    """
    found: dict[str, Question] = {}
    places: dict[str, str] = {}
    left_out = 0
    for number, part in enumerate(rows, 1):
        row = replace(part, number=number)
        if any(map(row.filled, recipe.leave_out)):
            left_out += 1
            continue
        question = question_of(row, recipe, file)
        if question.id in found:
            what = f"{row.place} has the id {question.id}, as {places[question.id]} has"
            remedy = "give each question an id of its own, or take row numbers (--field id=)"
            raise unusable(file, what, remedy)
        found[question.id], places[question.id] = question, row.place
        if len(found) > MOST_QUESTIONS:
            what = f"it has more than {MOST_QUESTIONS:,} questions"
            raise unusable(file, what, "give a part of it", ProblemKind.UNSUPPORTED)
    if not found:
        what = f"all {left_out:,} rows are {recipe.left_out or 'left out'}"
        raise unusable(file, what, "choose another recipe (--recipe)")
    return tuple(found.values()), left_out


def _digest(found: _Source) -> str:
    return "+".join(map(sha256_of, found.files))


def _part(kept: int, whole: int, seed: int | None) -> str:
    drawn_how = "" if seed is None else f", drawn with seed {seed}"
    return f"{kept:,} of {whole:,} questions{drawn_how}"
