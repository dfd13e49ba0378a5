"""From a row to a question, as a recipe says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jevons.core.exams.files.choices import LETTERS, right_letter, shuffled, with_choices
from jevons.core.exams.files.recipe import ALL_OTHERS, Recipe
from jevons.core.exams.files.row import Row, listed, unusable
from jevons.core.exams.files.values import as_text, gold_text, kept
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Question

_NUMBER = re.compile(r"[$€£]?\s*[+-]?[$€£]?\d[\d,]*(?:\.\d+)?\s*%?")
_MATH = re.compile(r"[\\$^_{}=]")


def question_of(row: Row, recipe: Recipe, file: str) -> Question:
    """The question in a row; `file` names the file in messages.

    A row without an id of its own has its number as one.

    Raises:
        ProblemError: BAD_INPUT: the question or the answer is missing, or not usable.
    """
    reader = _Reader(row, recipe, file)
    text = reader.text("question")
    item = reader.text("id", needed=False) or str(row.number)
    metadata = reader.metadata()
    if recipe.fields.get("wrong"):
        text, gold = reader.shuffled_choices(text, item, metadata)
    elif reader.field("choices"):
        text, gold = reader.given_choices(text, metadata)
    else:
        gold = reader.gold()
    return Question(
        id=item,
        text=text,
        gold=gold,
        kind=reader.kind(gold, "choices" in metadata),
        cluster=reader.cluster(),
        metadata=metadata,
    )


def kind_shown_by(gold: str) -> AnswerKind:
    """The kind of an answer that nobody named: a number, mathematics, else a text."""
    if _NUMBER.fullmatch(gold):
        return AnswerKind.NUMBER
    return AnswerKind.MATH if _MATH.search(gold) else AnswerKind.TEXT


class _Reader:
    """A row, read by a recipe."""

    def __init__(self, row: Row, recipe: Recipe, file: str) -> None:
        self._row = row
        self._recipe = recipe
        self._file = file

    def field(self, role: str) -> str:
        """The first field for a role that the row fills, an empty text if none."""
        names = self._recipe.fields.get(role, ())
        return next((name for name in names if self._row.filled(name)), "")

    def text(self, role: str, needed: bool = True) -> str:
        """What the row has for a role, as a text."""
        name = self.field(role)
        if not name:
            if needed:
                raise self._missing(role)
            return ""
        try:
            return as_text(self._row.get(name))
        except ValueError as error:
            raise self._refused(f"the field {name} cannot be the {role}: {error}") from error

    def gold(self) -> str:
        """The right answer."""
        name = self.field("answer")
        if not name:
            raise self._missing("answer")
        try:
            return gold_text(self._row.get(name), self._recipe.gold)
        except ValueError as error:
            raise self._refused(f"no right answer in the field {name}: {error}") from error

    def kind(self, gold: str, choice: bool) -> AnswerKind:
        """What kind of answer it is: as the recipe says, or the row, or the answer shows."""
        if self._recipe.kind is not None:
            return self._recipe.kind
        word = self.text("kind", needed=False).lower()
        if not word:
            return AnswerKind.CHOICE if choice else kind_shown_by(gold)
        if word not in set(AnswerKind) - {AnswerKind.CHECKED}:
            kinds = ", ".join(kind for kind in AnswerKind if kind is not AnswerKind.CHECKED)
            raise self._refused(f"{word} is no kind of answer; they are {kinds}")
        return AnswerKind(word)

    def cluster(self) -> str:
        """What the question shares with others, found by the recipe's pattern if it has one."""
        for name in self._recipe.fields.get("cluster", ()):
            if not self._row.filled(name):
                continue
            text = str(self._row.get(name)).strip()
            if not self._recipe.cluster_pattern:
                return text
            if found := re.search(self._recipe.cluster_pattern, text):
                return found[found.lastindex or 0]
        return ""

    def metadata(self) -> dict[str, Any]:
        """What is kept beside the question: level, subject, and the fields the recipe names."""
        found = {role: self.field(role) for role in ("level", "subject")}
        roles = {name for names in self._recipe.fields.values() for name in names}
        names = list(self._recipe.metadata)
        if ALL_OTHERS in names:
            names = [name for name in self._row.fields if name not in roles]
        found |= {name: name for name in names if self._row.filled(name)}
        values = {key: kept(self._row.get(name)) for key, name in found.items() if name}
        return {key: value for key, value in values.items() if value is not None}

    def shuffled_choices(self, text: str, item: str, metadata: dict[str, Any]) -> tuple[str, str]:
        """The question with its choices shuffled by its id, and the letter of the right one.

        The permutation is kept: which of the row's choices (0 is the right one) stands at
        each letter.
        """
        names = (self.field("answer"), *self._recipe.fields["wrong"])
        if not all(name and self._row.filled(name) for name in names):
            raise self._missing("choice", [*self._recipe.fields["answer"], *names[1:]])
        choices = [as_text(self._row.get(name)) for name in names]
        order = shuffled(item, len(choices))
        shown = [choices[n] for n in order]
        metadata |= {"choices": shown, "permutation": list(order)}
        return with_choices(text, shown), LETTERS[order.index(0)]

    def given_choices(self, text: str, metadata: dict[str, Any]) -> tuple[str, str]:
        """The question with its choices in the row's order, and the letter of the right one."""
        name = self.field("choices")
        value = self._row.get(name)
        if not isinstance(value, list | tuple) or not 2 <= len(value) <= len(LETTERS):
            raise self._refused(f"the field {name} is not a list of 2 to {len(LETTERS)} choices")
        answer = self.field("answer")
        if not answer:
            raise self._missing("answer")
        try:
            choices = [as_text(choice) for choice in value]
            gold = right_letter(self._row.get(answer), choices)
        except ValueError as error:
            raise self._refused(f"no right choice in the field {answer}: {error}") from error
        metadata["choices"] = choices
        return with_choices(text, choices), gold

    def _missing(self, what: str, names: Sequence[str] = ()) -> ProblemError:
        wanted = listed(dict.fromkeys(names or self._recipe.fields.get(what, ())))
        filled = listed({name: None for name in self._row.fields if self._row.filled(name)})
        return self._refused(f"no {what} in {wanted}; filled are {filled}")

    def _refused(self, what: str) -> ProblemError:
        return unusable(
            self._file,
            f"{self._row.place}, read by the recipe {self._recipe.name}: {what}",
            "correct the row, or name the fields (--field) or another recipe (--recipe)",
        )
