"""By what samples are weighed: the measures of how sure the model was of its words."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter
from typing import Literal

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.state import State

Confidence = Literal["mean", "tail", "bottom", "lowest"]
"""DeepConf's confidences of a trace (arXiv 2508.15260, section 3.1)."""

Sureness = Literal["logprob", "self-certainty", "mean", "tail", "bottom", "lowest"]
"""Those, the mean log-probability, and self-certainty (arXiv 2502.18581, section 3)."""

FIELDS = {
    "logprob": "logprob",
    "self-certainty": "self_certainty",
    "mean": "confidence",
    "tail": "tail_confidence",
    "bottom": "bottom_confidence",
    "lowest": "lowest_confidence",
}
"""The field of `Surety` that each name stands for."""


def check_measure(by: str, names: Collection[str]) -> None:
    """Refuse a measure that is not among `names`.

    Raises:
        ProblemError: BAD_INPUT: it is not.
    """
    if by not in names:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"samples cannot be weighed by {by[:40]}",
            remedy=f"it is {', '.join(names)}",
        )


def measured(state: State, field: str) -> list[tuple[float, int]]:
    """The value of a field of `Surety`, and the place, of each sample with it and an answer."""
    value_of = attrgetter(field)
    return [
        (value, place)
        for place, draw in enumerate(state.draws)
        if draw.key is not None
        and draw.surety is not None
        and (value := value_of(draw.surety)) is not None
    ]
