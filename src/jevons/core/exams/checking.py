"""What a checker is: code of a question's own that says whether an answer is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jevons.core.records import Outcome, Question


@dataclass(frozen=True, slots=True)
class Check:
    """What a checker says of one answer.

    `outcome` is `CORRECT`, `INCORRECT`, or `UNPARSED` for an answer that is none of what
    the question asks for. `how` tells in a few words what was looked at; `key` is equal
    for answers that are equal (as in `Verdict`), `None` where nothing was read.
    """

    outcome: Outcome
    how: str
    key: str | None


Checker = Callable[[Question, str], Check]
"""Judges the answer to a question; the answer comes as it was found in the reply."""
