"""Which of several generations for one question stands."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.records import Generation


def standing(generations: Sequence[Generation]) -> int:
    """The place of the last generation that has an answer, else of the last; -1 for none."""
    last = len(generations) - 1
    return next((n for n in range(last, -1, -1) if generations[n].answer.strip()), last)
