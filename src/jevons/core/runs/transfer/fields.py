"""JSON objects from elsewhere, read field by field: nothing in them is taken on trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from jevons.core.runs.generation_rows import storable

LARGEST = 10**12
"""No tokens, seconds or dollars come near it; sums of such numbers fit the library's columns."""

E = TypeVar("E", bound=StrEnum)


class Fields:
    """The fields of one JSON object.

    Every method raises `ValueError`, saying which field is missing or what is wrong with
    it, as part of a sentence.
    """

    def __init__(self, value: Any, name: str = "") -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{name or 'it'} is no object")
        self._values = value
        self._name = name

    @classmethod
    def parse(cls, text: bytes) -> Fields:
        """The object that a text is.

        Raises:
            ValueError: it is not JSON, or not an object.
        """
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("it is not JSON") from None
        return cls(value)

    def given(self, name: str) -> bool:
        """Whether the field has a value that is not null."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """A text, without halves of surrogate pairs."""
        value = self._values.get(name)
        if not isinstance(value, str) or storable(value) != value:
            self._refuse(name, "text")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or null."""
        return self.text(name) if self.given(name) else None

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._values.get(name)
        return value if isinstance(value, bool) else self._refuse(name, "true or false")

    def count(self, name: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            self._refuse(name, f"whole number from {least}")
        return value

    def count_or_none(self, name: str, least: int = 0) -> int | None:
        """A whole number of at least `least`, or null."""
        return self.count(name, least) if self.given(name) else None

    def integer_or_none(self, name: str) -> int | None:
        """A whole number of any sign and size, or null."""
        value = self._values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        return self._refuse(name, "whole number")

    def number(self, name: str) -> float:
        """A number from 0, as it is written: 2 stays 2."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(name, "number")
        return value if 0 <= value <= LARGEST else self._refuse(name, "number from 0")

    def number_to_zero(self, name: str) -> float:
        """A number up to 0."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(name, "number")
        return value if -LARGEST <= value <= 0 else self._refuse(name, "number up to 0")

    def number_or_none(self, name: str) -> float | None:
        """A number from 0, or null."""
        return self.number(name) if self.given(name) else None

    def one_of(self, name: str, kinds: type[E]) -> E:
        """A member of an enumeration, by its value."""
        value = self.text(name)
        try:
            return kinds(value)
        except ValueError:
            return self._refuse(name, f"value of {', '.join(kinds)}")

    def time(self, name: str) -> datetime:
        """A time with its offset, in UTC."""
        try:
            at = datetime.fromisoformat(self.text(name))
            return at.astimezone(UTC) if at.tzinfo else self._refuse(name, "time with its offset")
        except (ValueError, OverflowError):
            return self._refuse(name, "time with its offset")

    def time_or_none(self, name: str) -> datetime | None:
        """A time with its offset, in UTC, or null."""
        return self.time(name) if self.given(name) else None

    def day(self, name: str) -> date:
        """A date."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return self._refuse(name, "date")

    def object(self, name: str) -> Fields:
        """An object."""
        return Fields(self._values.get(name), self._path(name))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """An object whose fields nobody looks at."""
        return self.object(name)._values

    def objects(self, name: str) -> list[Fields]:
        """A list of objects."""
        return [Fields(value, self._path(name)) for value in self._list(name)]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            self._refuse(name, "list of texts")
        return tuple(values)

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of numbers from 0."""
        values = self._list(name)
        return tuple(Fields({name: value}, self._name).number(name) for value in values)

    def mappings(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A list of objects whose fields nobody looks at."""
        return tuple(fields._values for fields in self.objects(name))

    def _list(self, name: str) -> list[Any]:
        value = self._values.get(name)
        return value if isinstance(value, list) else self._refuse(name, "list")

    def _path(self, name: str) -> str:
        return f"{self._name}.{name}" if self._name else name

    def _refuse(self, name: str, wanted: str) -> NoReturn:
        missing = name not in self._values
        raise ValueError(
            f"{self._path(name)} is missing" if missing else f"{self._path(name)} is no {wanted}"
        )
