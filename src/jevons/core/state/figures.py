"""The figures of a run: accuracy, how it settled, and what a right answer cost.

The statistics are those of `jevons.core.analysis`, imported where they are first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jevons.core.records import Estimate, Outcome
from jevons.core.runs.run import UNGRADED, Tally

if TYPE_CHECKING:
    from jevons.core.analysis.convergence import Progress

Tallies = Mapping[int, Mapping[str, Tally]]
"""The sums of each question's samples, by outcome."""

ANSWERED = (Outcome.CORRECT, Outcome.INCORRECT)

DRAWS = 1_000
FEWEST_DRAWS = 200
PICKS = 3_000_000
"""Questions picked in all bootstrap draws together, at most: about a second."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the graded samples of a run say so far; `graded` is how many there are.

    Accuracy is over all that was asked: what was cut off, could not be read or failed counts
    as not right. `given_answered` leaves those out, and is to be shown beside it.
    """

    graded: int = 0
    accuracy: Estimate | None = None
    given_answered: Estimate | None = None


def measure(tallies: Tallies, clusters: Sequence[str]) -> Figures:
    """The figures of what was graded; `clusters` has the name of each question's."""
    from jevons.core.analysis.accuracy import accuracy, accuracy_given_answered

    counts = {question: _right_and_asked(parts) for question, parts in tallies.items()}
    asked = {question: count for question, count in counts.items() if count[1]}
    if not asked:
        return Figures()
    names = [clusters[question] for question in asked]
    answered = [_right_and_answered(tallies[question]) for question in asked]
    return Figures(
        graded=sum(count for _, count in asked.values()),
        accuracy=accuracy(list(asked.values()), names),
        given_answered=(
            accuracy_given_answered(answered, names) if any(n for _, n in answered) else None
        ),
    )


def usd_per_right(tallies: Tallies, clusters: Sequence[str]) -> Estimate | None:
    """Dollars a right answer, with its interval; `None` while a price is unknown.

    Takes tenths of a second: a bootstrap over the questions.
    """
    from jevons.core.analysis.cost import Spent, cost_per_right

    spent: dict[int, Spent] = {}
    for question, parts in tallies.items():
        right, asked = _right_and_asked(parts)
        if any(tally.unpriced for tally in parts.values()):
            return None
        if asked:
            usd = sum(tally.usd for part, tally in parts.items() if part != UNGRADED)
            spent[question] = Spent(usd, right, asked)
    if not any(cost for cost, _, _ in spent.values()):
        return None
    draws = min(DRAWS, max(FEWEST_DRAWS, PICKS // len(spent)))
    return cost_per_right(
        list(spent.values()), [clusters[question] for question in spent], draws=draws
    )


def settled(
    finished: Iterable[tuple[int, str]], clusters: Sequence[str], points: int
) -> list[Progress]:
    """The accuracy as it settled, question after question in the order they were finished.

    `finished` has (question, outcome) of every graded sample in that order; a question counts
    from its last sample on. At most so many points.
    """
    from jevons.core.analysis.convergence import running_accuracy

    counts: dict[int, tuple[int, int]] = {}
    for question, outcome in finished:
        right, asked = counts.pop(question, (0, 0))  # put back at the end
        counts[question] = (right + (outcome == Outcome.CORRECT), asked + 1)
    if not counts:
        return []
    names = [clusters[question] for question in counts]
    return running_accuracy(list(counts.values()), names, points=points)


def right_share(parts: Mapping[str, Tally]) -> float | None:
    """The share right of a question's graded samples, `None` if there is none."""
    right, asked = _right_and_asked(parts)
    return right / asked if asked else None


def _right_and_asked(parts: Mapping[str, Tally]) -> tuple[int, int]:
    asked = sum(tally.samples for part, tally in parts.items() if part != UNGRADED)
    return _samples(parts, Outcome.CORRECT), asked


def _right_and_answered(parts: Mapping[str, Tally]) -> tuple[int, int]:
    return _samples(parts, Outcome.CORRECT), sum(_samples(parts, part) for part in ANSWERED)


def _samples(parts: Mapping[str, Tally], part: str) -> int:
    tally = parts.get(part)
    return tally.samples if tally else 0
