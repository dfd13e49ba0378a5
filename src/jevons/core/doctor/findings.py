"""What the doctor finds: one line each, with a verdict and advice where one helps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Health(StrEnum):
    """How well something is: `NOTE` works, but could be better."""

    WELL = "ok"
    NOTE = "note"
    ILL = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing. `advice` says what to do, empty where nothing is to do."""

    area: str
    subject: str
    found: str
    health: Health = Health.WELL
    advice: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)
