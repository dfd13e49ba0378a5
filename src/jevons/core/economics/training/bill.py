"""The bill of a training run, line by line: pre-training, post-training, each its own."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.bounds import bad_input, require_positive
from jevons.core.economics.tables import rows_of
from jevons.core.problems import ProblemError, ProblemKind

_FILE = Path(__file__).with_name("disclosed_runs.csv")


@dataclass(frozen=True, slots=True)
class BillLine:
    """One stage: its hours of chips and what they cost; `source` is where they were stated."""

    stage: str
    gpu_hours: float
    usd_per_gpu_hour: float
    confidence: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require_positive(self, "gpu_hours", "usd_per_gpu_hour")

    @property
    def usd(self) -> float:
        """Hours x dollars an hour."""
        return self.gpu_hours * self.usd_per_gpu_hour


@dataclass(frozen=True, slots=True)
class TrainingBill:
    """All stages with their sums."""

    lines: tuple[BillLine, ...]
    gpu_hours: float
    usd: float


def training_bill(lines: Iterable[BillLine]) -> TrainingBill:
    """Sum the stages: dollars = sum of hours x dollars an hour.

    Raises:
        ProblemError: BAD_INPUT: there is no stage.
    """
    stages = tuple(lines)
    if not stages:
        raise bad_input("the bill has no stage", "add pre-training or another stage")
    return TrainingBill(
        stages, sum(line.gpu_hours for line in stages), sum(line.usd for line in stages)
    )


def disclosed_runs() -> tuple[str, ...]:
    """The models whose makers stated the hours of their runs."""
    return tuple(_lines())


def disclosed_bill(model: str) -> TrainingBill:
    """The bill of a run as disclosed.

    Raises:
        ProblemError: UNKNOWN_MODEL: its hours are not disclosed.
    """
    if model not in _lines():
        raise ProblemError.of(
            ProblemKind.UNKNOWN_MODEL,
            f"no hours of training of {model[:60]} are disclosed",
            remedy=f"there are those of {', '.join(_lines())}",
        )
    return training_bill(_lines()[model])


@functools.cache
def _lines() -> dict[str, list[BillLine]]:
    found: dict[str, list[BillLine]] = {}
    for row in rows_of(_FILE):
        hours = float(row["gpu_hours"] or float(row["gpus"] or 0) * float(row["hours"] or 0))
        line = BillLine(
            row["stage"],
            hours,
            float(row["usd_per_gpu_hour"]),
            row["confidence"],
            row["source"],
        )
        found.setdefault(row["model"], []).append(line)
    return found
