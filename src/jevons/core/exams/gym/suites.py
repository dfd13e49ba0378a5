"""The suites of reasoning-gym, and what has to be known of each: `suites.csv`.

The columns of the file, each empty where nothing is special:

- example: the key in an item's metadata that holds a right answer, where `answer` has none
- graded: by what the answer is judged here instead: as a `number`, or by the checker
  `countdown`. The scoring of gsm_symbolic takes the first number of a text, that of
  puzzle24 takes any four numbers that make 24.
- right_from: the score from which an answer is right; 0.99 where none is given. Suites that
  give the share of right cells, words or letters need a full 1.
- reads: the scoring runs the answer as Python (`literal`: a list is wanted, `formula`: an
  expression), so that nothing else may reach it; see `guards`
- also: what the answer has to fulfil besides, where the scoring lets wrong ones through: for
  coin_flip it is a full score to begin like the right number, for number_sorting to be off
  by one; see `second_look`
- excluded: why the suite is no exam

Measured on reasoning-gym 0.1.25.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from jevons.core.problems import ProblemError, ProblemKind

TABLE = Path(__file__).with_name("suites.csv")
RIGHT_FROM = 0.99


@dataclass(frozen=True, slots=True)
class GymSuite:
    """One suite of reasoning-gym; the fields are explained above."""

    name: str
    category: str
    example: str
    graded: str
    right_from: float
    reads: str
    also: str
    excluded: str


@cache
def gym_suites() -> Mapping[str, GymSuite]:
    """All suites by name, the excluded ones too."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _suite(row) for row in csv.DictReader(file)}


def _suite(row: Mapping[str, str]) -> GymSuite:
    right_from = float(row["right_from"] or RIGHT_FROM)
    texts = {key: text for key, text in row.items() if key != "right_from"}
    return GymSuite(right_from=right_from, **texts)


def gym_suite(name: str) -> GymSuite:
    """The suite of that name.

    Raises:
        ProblemError: NOT_FOUND: there is none; UNSUPPORTED: it is excluded.
    """
    suite = gym_suites().get(name)
    if suite is None:
        near = get_close_matches(name, gym_suites(), n=3)
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"reasoning-gym has no suite {name[:60]}",
            remedy=f"did you mean {' or '.join(near)}" if near else "jevons exam list has them",
        )
    if suite.excluded:
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"gym:{name} is no exam: {suite.excluded}",
            remedy="choose another suite (jevons exam list)",
        )
    return suite
