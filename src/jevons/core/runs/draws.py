"""The samples of runs as strategies see them."""

from __future__ import annotations

from typing import NamedTuple

from jevons.core.records import Outcome, Surety
from jevons.core.strategies.draw import Draw

LOST = frozenset({Outcome.STOPPED, Outcome.ERROR})
"""What became of samples that never ended their thinking."""

VOICELESS = LOST | {Outcome.UNPARSED, Outcome.TRUNCATED, Outcome.REFUSED}
"""What became of samples without an answer to vote for."""


class Graded(NamedTuple):
    """A sample with its verdict: what a strategy sees of it, and whether it is right."""

    draw: Draw
    outcome: str

    @property
    def score(self) -> float:
        """1 if it is right, else 0."""
        return float(self.outcome == Outcome.CORRECT)


class Taken(NamedTuple):
    """What one generation took, and how sure the model was of it.

    `usd` is `None` where no price is known.
    """

    thinking_tokens: int
    answer_tokens: int
    seconds: float
    usd: float | None
    surety: Surety | None = None


def graded(taken: Taken, outcome: str, key: str | None) -> Graded:
    """A sample as strategies see it.

    It costs what its generation did, be it that an earlier run paid for it, or that others
    failed before: the strategy would have had to draw it.
    """
    draw = Draw(
        key=None if outcome in VOICELESS else key,
        thinking_tokens=taken.thinking_tokens,
        answer_tokens=taken.answer_tokens,
        seconds=taken.seconds,
        usd=taken.usd,
        surety=taken.surety,
        finished=None if outcome in LOST else 0,
    )
    return Graded(draw, outcome)
