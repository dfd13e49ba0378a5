"""What DeepSeek disclosed of a day of serving V3 and R1: a fleet to hold others against."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("deepseek_day.csv")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One disclosed figure, with its unit and where it stands."""

    value: float
    unit: str
    confidence: str
    source: str


@functools.cache
def deepseek_day() -> dict[str, Disclosed]:
    """The figures of 27 to 28 February 2025, by key; read once."""
    return {
        row["key"]: Disclosed(float(row["value"]), row["unit"], row["confidence"], row["source"])
        for row in rows_of(_FILE)
    }
