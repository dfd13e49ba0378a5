"""The figures of a run: accuracy, how it settled, and what a right answer cost.

The statistics are those of `jevons.core.analysis`, imported where they are first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jevons.core.records import Estimate, Outcome
from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.run import UNGRADED, Tally

if TYPE_CHECKING:
    from jevons.core.analysis.convergence import Progress
    from jevons.core.analysis.cost import Spent

Tallies = Mapping[int, Mapping[str, Tally]]
"""The sums of each question's samples, by outcome."""

Answers = Mapping[int, QuestionAnswer]
"""What a strategy asked for and answered, by question."""

UNSCORED = frozenset({UNGRADED, Outcome.STOPPED})
"""Parts that say nothing of the model: not judged yet, or stopped as no longer needed."""

ANSWERED = (Outcome.CORRECT, Outcome.INCORRECT)

DRAWS = 1_000
FEWEST_DRAWS = 200
PICKS = 3_000_000
"""Questions picked in all bootstrap draws together, at most: about a second."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the graded samples and the answers of a run say so far; `graded` counts them.

    Accuracy is over all that was asked: what was cut off, could not be read or failed counts
    as not right. `given_answered` leaves those out, and is to be shown beside it. Where a
    strategy decides, `accuracy` is that of its answers, one to each question, and
    `of_samples` that of the samples behind them.
    """

    graded: int = 0
    accuracy: Estimate | None = None
    given_answered: Estimate | None = None
    of_samples: Estimate | None = None


def measure(tallies: Tallies, clusters: Sequence[str], answers: Answers | None = None) -> Figures:
    """The figures of what was graded; `clusters` has the name of each question's.

    `answers` are those of the run's strategy, `None` where it has none.
    """
    from jevons.core.analysis.accuracy import accuracy, accuracy_given_answered

    counts = {question: _right_and_asked(parts) for question, parts in tallies.items()}
    asked = {question: count for question, count in counts.items() if count[1]}
    if not asked:
        return Figures()
    names = [clusters[question] for question in asked]
    answered = [_right_and_answered(tallies[question]) for question in asked]
    found = Figures(
        graded=sum(tally.samples for parts in tallies.values() for tally in _graded(parts)),
        accuracy=accuracy(list(asked.values()), names),
        given_answered=(
            accuracy_given_answered(answered, names) if any(n for _, n in answered) else None
        ),
    )
    return found if answers is None else _decided(found, answers, clusters)


def _decided(of_samples: Figures, answers: Answers, clusters: Sequence[str]) -> Figures:
    """The figures of a strategy's answers, with those of its samples beside them."""
    from jevons.core.analysis.accuracy import mean_score

    scores = scores_of({}, answers)
    names = [clusters[question] for question in scores]
    voiced = [answer.score for answer in answers.values() if answer.key is not None]
    its = [clusters[question] for question, one in answers.items() if one.key is not None]
    return Figures(
        graded=of_samples.graded + len(scores),
        accuracy=mean_score(list(scores.values()), [1] * len(scores), names) if scores else None,
        given_answered=mean_score(voiced, [1] * len(voiced), its) if voiced else None,
        of_samples=of_samples.accuracy,
    )


def scores_of(tallies: Tallies, answers: Answers | None) -> dict[int, float]:
    """Each question's score: that of its answer, or without a strategy its share right."""
    if answers is not None:
        return {question: one.score for question, one in answers.items() if one.is_found}
    shares = ((question, right_share(parts)) for question, parts in sorted(tallies.items()))
    return {question: share for question, share in shares if share is not None}


def usd_per_right(
    tallies: Tallies, clusters: Sequence[str], answers: Answers | None = None
) -> Estimate | None:
    """Dollars a right answer, with its interval; `None` while a price is unknown.

    A strategy's answer costs what it is charged: what came from the pool as well. Takes
    tenths of a second: a bootstrap over the questions.
    """
    from jevons.core.analysis.cost import cost_per_right

    spent = _spent(tallies) if answers is None else _charged(answers)
    if spent is None or not any(cost for cost, _, _ in spent.values()):
        return None
    draws = min(DRAWS, max(FEWEST_DRAWS, PICKS // len(spent)))
    return cost_per_right(
        list(spent.values()), [clusters[question] for question in spent], draws=draws
    )


def _charged(answers: Answers) -> dict[int, Spent] | None:
    from jevons.core.analysis.cost import Spent

    spent: dict[int, Spent] = {}
    for question, answer in answers.items():
        if answer.is_found:
            if answer.usd is None:
                return None
            spent[question] = Spent(answer.usd, answer.score)
    return spent


def _spent(tallies: Tallies) -> dict[int, Spent] | None:
    from jevons.core.analysis.cost import Spent

    spent: dict[int, Spent] = {}
    for question, parts in tallies.items():
        right, asked = _right_and_asked(parts)
        if any(tally.unpriced for tally in parts.values()):
            return None
        if asked:
            usd = sum(tally.usd for part, tally in parts.items() if part != UNGRADED)
            spent[question] = Spent(usd, right, asked)
    return spent


def settled(
    finished: Iterable[tuple[int, str]],
    clusters: Sequence[str],
    points: int,
    answers: Answers | None = None,
) -> list[Progress]:
    """The accuracy as it settled, question after question in the order they were finished.

    `finished` has (question, outcome) of every graded sample in that order; a question counts
    from its last sample on. At most so many points.
    """
    from jevons.core.analysis.convergence import running_accuracy

    counts: dict[int, tuple[float, int]] = {}
    for question, outcome in finished:
        right, asked = counts.pop(question, (0, 0))  # put back at the end
        counts[question] = (right + (outcome == Outcome.CORRECT), asked + 1)
    if answers is not None:
        scores = scores_of({}, answers)
        counts = {question: (scores[question], 1) for question in counts if question in scores}
    if not counts:
        return []
    names = [clusters[question] for question in counts]
    return running_accuracy(list(counts.values()), names, points=points)


def right_share(parts: Mapping[str, Tally]) -> float | None:
    """The share right of a question's graded samples, `None` if there is none."""
    right, asked = _right_and_asked(parts)
    return right / asked if asked else None


def _graded(parts: Mapping[str, Tally]) -> Iterator[Tally]:
    return (tally for part, tally in parts.items() if part != UNGRADED)


def _right_and_asked(parts: Mapping[str, Tally]) -> tuple[int, int]:
    asked = sum(tally.samples for part, tally in parts.items() if part not in UNSCORED)
    return _samples(parts, Outcome.CORRECT), asked


def _right_and_answered(parts: Mapping[str, Tally]) -> tuple[int, int]:
    return _samples(parts, Outcome.CORRECT), sum(_samples(parts, part) for part in ANSWERED)


def _samples(parts: Mapping[str, Tally], part: str) -> int:
    tally = parts.get(part)
    return tally.samples if tally else 0
