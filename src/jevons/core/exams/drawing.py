"""Taking a part of an exam: its first questions, or some drawn by a seed."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Question


def drawn(questions: Sequence[Question], n: int | None, seed: int | None) -> tuple[Question, ...]:
    """`n` of the questions in their order: the first, or with a seed a sample of all.

    Questions are ranked by the SHA-256 of seed and id, and the first `n` are the sample:
    each is as likely as any other, the same seed gives the same, and a larger sample holds
    the smaller one, so that nothing asked before is lost. `None` takes all.

    Raises:
        ProblemError: BAD_SETTING: `n` is below 1.
    """
    if n is not None and n < 1:
        raise ProblemError.of(
            ProblemKind.BAD_SETTING,
            f"the number of questions cannot be {n:,}",
            remedy="it is at least 1",
        )
    if n is None or n >= len(questions):
        return tuple(questions)
    if seed is None:
        return tuple(questions[:n])
    from hashlib import sha256  # OpenSSL behind it would hold up the start

    ranked = sorted(
        questions, key=lambda question: sha256(f"{seed}/{question.id}".encode()).digest()
    )
    chosen = {question.id for question in ranked[:n]}
    return tuple(question for question in questions if question.id in chosen)
