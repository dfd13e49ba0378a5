"""How many bytes a value takes, by precision."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("precisions.csv")


@dataclass(frozen=True, slots=True)
class Precision:
    """A format of numbers: `bits` of a value, its share of scales included."""

    id: str
    name: str
    bits: float
    confidence: str
    source: str

    @property
    def bytes(self) -> float:
        """Bytes of a value."""
        return self.bits / 8


@functools.cache
def precisions() -> dict[str, Precision]:
    """All precisions known, by id."""
    return {
        row["id"]: Precision(
            row["id"], row["name"], float(row["bits"]), row["confidence"], row["source"]
        )
        for row in rows_of(_FILE)
    }


def bytes_of(precision: str) -> float:
    """Bytes of a value in a precision.

    Raises:
        ProblemError: BAD_INPUT: there is no such precision.
    """
    known = precisions().get(precision.lower())
    if known is None:
        raise bad_input(
            f"{precision} is no precision known here", f"use one of {', '.join(precisions())}"
        )
    return known.bytes
