"""A model at a date, to compare a cost with: `o1@2025-01-27`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Reference:
    """A model of the price book, and when its price is meant."""

    model: str
    at: date

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read `MODEL@DATE`, as settings and the command line take it.

        Raises:
            ValueError: the text has no model, or no date that exists.
        """
        model, mark, when = text.strip().rpartition("@")
        if not mark or not model:
            raise ValueError(f"{text!r} is not MODEL@DATE, such as o1@2025-01-27")
        return cls(model, parse_time(when))


def parse_time(text: str) -> date:
    """Read `2025-01-27` as a date, or `2025-01-27T17:00` as a datetime in UTC.

    Raises:
        ValueError: the text is neither.
    """
    try:
        if len(text) <= len("2025-01-27"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        example = "2025-01-27 or 2025-01-27T17:00"
        raise ValueError(f"{text!r} is not a date such as {example}") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


REFERENCES = (
    Reference("deepseek-r1", date(2025, 1, 27)),
    Reference("o1", date(2025, 1, 27)),
)
"""DeepSeek-R1 and o1 on the day the markets took notice: 0.55/2.19 and 15/60 $ per million."""
