"""How R1 and o1 score side by side, and when a difference is more than luck."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jevons.core.problems import ProblemError, ProblemKind

_FILE = Path(__file__).with_name("benchmarks.csv")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """One benchmark on which both were reported; `field` is what it is about."""

    benchmark: str
    field: str
    o1: float
    r1: float


@cache
def scores() -> Sequence[Score]:
    """Every benchmark of the table, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [
            Score(row["benchmark"], row["field"], float(row["o1"]), float(row["r1"]))
            for row in csv.DictReader(file)
        ]


def scores_of(fields: str) -> list[Score]:
    """The benchmarks of some fields (`mathematics + code`), or of all.

    Raises:
        ProblemError: NOT_FOUND: there is none of them.
    """
    wanted = {field.strip() for field in fields.split("+")}
    found = [score for score in scores() if fields.strip() == ALL or score.field in wanted]
    if not found:
        known = ", ".join(sorted({score.field for score in scores()}))
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no benchmark of {fields[:40]!r}",
            remedy=f"fields are {known}, joined by +, or all",
        )
    return found


def wins(fields: str) -> float:
    """On how many benchmarks R1 scores higher than o1.

    Raises:
        ProblemError: NOT_FOUND: no such field.
    """
    return float(sum(score.r1 > score.o1 for score in scores_of(fields)))


def win_share(fields: str) -> float:
    """On what share of the benchmarks R1 scores higher than o1.

    Raises:
        ProblemError: NOT_FOUND: no such field.
    """
    return wins(fields) / len(scores_of(fields))


def near_share(fields: str, within: float) -> float:
    """On what share of the benchmarks R1 reaches o1's score less a share of it.

    Raises:
        ProblemError: NOT_FOUND: no such field.
    """
    found = scores_of(fields)
    return sum(score.r1 >= score.o1 * (1 - within) for score in found) / len(found)


def standard_errors_apart(first: float, second: float, questions: float) -> float:
    """How many standard errors two accuracies on so many questions are apart.

    (p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / n), taken as independent samples.
    """
    variance = (first * (1 - first) + second * (1 - second)) / questions
    if not variance:
        return 0.0 if first == second else math.copysign(math.inf, first - second)
    return (first - second) / math.sqrt(variance)
