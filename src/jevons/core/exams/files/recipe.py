"""A recipe: what an exam is, and which field of its file holds what. Data, in TOML.

    name = "gsm8k"
    title = "GSM8K: word problems of grade school"
    source = "where a user gets the file"
    licence = "MIT"
    kind = "number"                     # as in AnswerKind; left out: told from each answer
    files = ["gsm8k", "gsm8k-test"]     # names of its file, without the ending; * and ? fit

    [fields]                            # of several, the first that a row fills counts
    question = ["question"]
    answer = ["answer"]

    [gold]                              # how the right answer is got out of its field
    after = "####"

Everything else has a default; `Recipe` and `GoldRule` say what it means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from jevons.core.exams.exam import BOXED
from jevons.core.exams.files.row import Row
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind
from jevons.core.toml_lines import UNREADABLE

ROLES = ("question", "answer", "id", "kind", "cluster", "level", "subject", "choices", "wrong")
"""What a field can hold. `choices` is a list of all choices, `wrong` names one field for
each wrong choice, beside `answer` for the right one."""

ALL_OTHERS = "*"
"""In `metadata`: every field that has no role."""


@dataclass(frozen=True, slots=True)
class GoldRule:
    """How the right answer is found in the field `answer`.

    What stands after the last `after` is taken, the characters of `remove` are left out,
    and `pattern` (a regular expression) says which part is meant: what its first group
    that took part matched, or the whole match.
    """

    after: str = ""
    remove: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows that a file is for a recipe: these fields, with text that matches."""

    fields: tuple[str, ...] = ()
    match: Mapping[str, str] = field(default_factory=dict)

    def shows(self, row: Row) -> bool:
        """Whether a row has all the fields, and each match (a regular expression) in its."""
        return all(map(row.has, self.fields)) and all(
            row.filled(name) and re.search(pattern, str(row.get(name)))
            for name, pattern in self.match.items()
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make an exam of a file.

    `hub` is where Hugging Face has it (`hf:OWNER/NAME/CONFIG@SPLIT`), `questions` how many
    it has as published, `sampling` advice on how many samples are usual. `named_by_file`:
    several exams are made by it, each named for its file. `kind` is `None` where rows say
    it, or their answers show it. Rows that fill a field of `leave_out` are left out and
    counted (`left_out` says what they are). `cluster_pattern` finds the cluster in the
    text of the field that holds it. `metadata` names the fields that are kept beside.
    """

    name: str
    title: str
    source: str
    licence: str
    fields: Mapping[str, tuple[str, ...]]
    kind: AnswerKind | None = None
    hub: str = ""
    questions: int | None = None
    files: tuple[str, ...] = ()
    named_by_file: bool = False
    instruction: str = BOXED
    system: str = ""
    sampling: str = ""
    gold: GoldRule = GoldRule()
    cluster_pattern: str = ""
    leave_out: tuple[str, ...] = ()
    left_out: str = ""
    metadata: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()

    def fits_name(self, stem: str) -> bool:
        """Whether its file may have this name (given without the ending)."""
        return any(fnmatchcase(stem.lower(), pattern) for pattern in self.files)

    def fits_fields(self, row: Row) -> bool:
        """Whether a row has the fields of a question and of its answer."""
        return all(any(map(row.has, self.fields[role])) for role in _NEEDED)

    def shows_in(self, row: Row) -> bool:
        """Whether a row is plainly one of this exam's."""
        return self.fits_fields(row) and any(sign.shows(row) for sign in self.signs)


_NEEDED = ("question", "answer")
_TEXTS = {"name", "title", "source", "licence", "hub", "instruction", "system", "sampling"}
_TEXTS |= {"cluster_pattern", "left_out"}
_LISTS = {"files", "leave_out", "metadata"}
_OTHERS = {"kind", "questions", "named_by_file", "fields", "gold", "signs"}


def parse_recipe(text: str, file: str) -> Recipe:
    """Read a recipe; `file` names it in messages.

    Raises:
        ProblemError: BAD_INPUT: it is not TOML, or a key is missing, unknown or wrong.
    """
    try:
        table = tomllib.loads(text)
        unknown = set(table) - _TEXTS - _LISTS - _OTHERS
        if unknown:
            raise ValueError(f"{min(unknown)} is no key of a recipe")
        return _recipe(table)
    except UNREADABLE as error:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"the recipe {file} cannot be used: {error}",
            kept="it is passed over",
            remedy="correct it",
        ) from error


def _recipe(table: Mapping[str, Any]) -> Recipe:
    values: dict[str, Any] = {name: _text(table, name) for name in _TEXTS & table.keys()}
    values |= {name: _texts(table[name], name) for name in _LISTS & table.keys()}
    for name in ("name", "title", "source", "licence"):
        if not values.get(name):
            raise ValueError(f"{name} is missing")
    _expression(values.get("cluster_pattern", ""), "cluster_pattern")
    if "kind" in table:
        values["kind"] = _kind(table["kind"])
    if "questions" in table:
        values["questions"] = _of(table, "questions", int, "a number")
    if "named_by_file" in table:
        values["named_by_file"] = _of(table, "named_by_file", bool, "true or false")
    values["fields"] = _fields(_of(table, "fields", dict, "a table"))
    if "gold" in table:
        values["gold"] = _gold(_of(table, "gold", dict, "a table"))
    signs = _of(table, "signs", list, "a list of tables") if "signs" in table else []
    return Recipe(**values, signs=tuple(map(_sign, signs)))


def _fields(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    for role in table:
        if role not in ROLES:
            raise ValueError(f"{role} is no role of a field; they are {', '.join(ROLES)}")
    found = {role: _texts(names, f"fields.{role}") for role, names in table.items()}
    for role in _NEEDED:
        if not found.get(role):
            raise ValueError(f"fields.{role} is missing")
    return found


def _gold(table: Mapping[str, Any]) -> GoldRule:
    known = {entry.name for entry in fields(GoldRule)}
    if unknown := table.keys() - known:
        raise ValueError(f"gold.{min(unknown)} is no key of a recipe")
    rule = GoldRule(**{name: _text(table, name) for name in table})
    _expression(rule.pattern, "gold.pattern")
    return rule


def _sign(table: Any) -> Sign:
    if not isinstance(table, dict) or table.keys() - {"fields", "match"} or not table:
        raise ValueError("signs holds tables with fields, match or both")
    match = _of(table, "match", dict, "a table") if "match" in table else {}
    for name, pattern in match.items():
        _expression(pattern, f"signs.match.{name}")
    return Sign(_texts(table.get("fields", []), "signs.fields"), match)


def _kind(word: Any) -> AnswerKind:
    kinds = [kind.value for kind in AnswerKind if kind is not AnswerKind.CHECKED]
    if word not in kinds:
        raise ValueError(f"kind is not one of {', '.join(kinds)}")
    return AnswerKind(word)


def _of(table: Mapping[str, Any], name: str, wanted: type, words: str) -> Any:
    value = table.get(name)
    if type(value) is not wanted:
        raise ValueError(f"{name} is not {words}")
    return value


def _text(table: Mapping[str, Any], name: str) -> str:
    text: str = _of(table, name, str, "a text")
    return text


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"{name} is not a list of texts")
    return tuple(value)


def _expression(pattern: Any, name: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, TypeError) as error:
        raise ValueError(f"{name} is not a regular expression: {error}") from error
