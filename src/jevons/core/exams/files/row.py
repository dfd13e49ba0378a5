"""One row of an exam file, and how trouble with such a file is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.visible_text import one_line

NAMES_SHOWN = 12
"""Field names that a message lists before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, by name.

    `number` counts rows from 1; `place` says where it stands in the file (`line 7`), for
    people who look it up there.
    """

    number: int
    place: str
    fields: Mapping[str, Any]

    def get(self, field: str) -> Any:
        """The value of a field, `None` if there is none; `a.b` is field b inside of field a."""
        value = self.fields.get(field)
        if value is None and "." in field:
            value = self.fields
            for part in field.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def has(self, field: str) -> bool:
        """Whether there is such a field, be it empty."""
        return field in self.fields or self.get(field) is not None

    def filled(self, field: str) -> bool:
        """Whether the field is there and holds something: no white space, no list of nothing."""
        value = self.get(field)
        if isinstance(value, Mapping):
            return any(item is not None for item in value.values())
        if isinstance(value, float):
            return not isnan(value)  # a table's way to say that there is nothing
        return value is not None and value != [] and str(value).strip() != ""


Rows = Iterator[Row]


def unusable(
    file: str, what: str, remedy: str = "", kind: ProblemKind = ProblemKind.BAD_INPUT
) -> ProblemError:
    """The refusal of a file: nothing of it is loaded. What it quotes is made harmless."""
    return ProblemError.of(
        kind, one_line(f"{file}: {what}", 600), kept="nothing was loaded", remedy=remedy
    )


def listed(names: Mapping[str, Any]) -> str:
    """Names of fields for a message, at most `NAMES_SHOWN` of them."""
    shown = ", ".join(one_line(str(name), 40) for name in list(names)[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown or "no fields"
