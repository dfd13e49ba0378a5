"""Two runs of the same exam beside each other, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Question
from jevons.core.runs.run import Run

if TYPE_CHECKING:
    from jevons.core.analysis.paired import Comparison


@dataclass(frozen=True, slots=True)
class Discordant:
    """A question on which two runs scored differently: the score of each."""

    position: int
    first: float
    second: float

    @property
    def difference(self) -> float:
        """By how much the first is better."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two runs compared on the `asked` questions of which both have graded samples.

    `discordant` has the questions on which they differ, the widest apart first.
    """

    first: Run
    second: Run
    questions: tuple[Question, ...]
    asked: int
    first_share: float
    second_share: float
    comparison: Comparison
    discordant: tuple[Discordant, ...]


def check_comparable(first: Run, second: Run) -> None:
    """Refuse what no comparison would be fair to.

    Raises:
        ProblemError: BAD_INPUT: the same run twice, or other questions.
    """
    if first.number == second.number:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {first.number} is the marked one itself",
            remedy="go to another run of the same exam and press = there",
        )
    if first.exam_digest != second.exam_digest:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"runs {first.number} and {second.number} were asked different questions",
            remedy="compare two runs of the same exam",
        )


def compare_runs(
    first: Run,
    second: Run,
    questions: Sequence[Question],
    first_scores: Mapping[int, float],
    second_scores: Mapping[int, float],
) -> ComparisonView:
    """Compare two runs of one exam, by what each question scored (`figures.scores_of`).

    Raises:
        ProblemError: BAD_INPUT: they cannot be compared, or share no graded question yet.
    """
    from jevons.core.analysis.paired import compare

    check_comparable(first, second)
    shared = sorted(first_scores.keys() & second_scores.keys())
    scores = {position: (first_scores[position], second_scores[position]) for position in shared}
    if not scores:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"runs {first.number} and {second.number} have no graded question in common yet",
            remedy="wait until both have drawn the same questions",
        )
    clusters = [questions[position].cluster for position in scores]
    ours, theirs = zip(*scores.values(), strict=True)
    found = compare(ours, theirs, clusters)
    discordant = [Discordant(position, a, b) for position, (a, b) in scores.items() if a != b]
    discordant.sort(key=lambda question: -abs(question.difference))
    return ComparisonView(
        first,
        second,
        tuple(questions),
        len(scores),
        sum(ours) / len(ours),
        sum(theirs) / len(theirs),
        found,
        tuple(discordant),
    )
