"""What the questions of an exam are, counted once: a large exam has hundreds of thousands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from jevons.core.exams.exam import Exam
from jevons.core.records import AnswerKind


@dataclass(frozen=True, slots=True)
class Contents:
    """The kinds of its answers, the most frequent first, and how many patterns made it."""

    kinds: tuple[AnswerKind, ...] = ()
    patterns: int = 0

    @property
    def has_prose(self) -> bool:
        """Whether a judge is needed."""
        return AnswerKind.JUDGED in self.kinds


def contents_of(exam: Exam) -> Contents:
    """Count the questions of an exam."""
    kinds = Counter(question.kind for question in exam.questions)
    patterns = {question.cluster for question in exam.questions if question.cluster}
    return Contents(tuple(kind for kind, _ in kinds.most_common()), len(patterns))
