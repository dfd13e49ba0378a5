"""Which exam the command line chose."""

from __future__ import annotations

import argparse

from jevons.core.exams.filters import Filter
from jevons.core.exams.sources import ExamOptions
from jevons.core.problems import ProblemError, ProblemKind


def options_of(args: argparse.Namespace) -> ExamOptions:
    """How an exam is wanted, from the arguments that `exam.add_choice` adds.

    Raises:
        ProblemError: BAD_INPUT: a filter or a field is not written as one.
    """
    return ExamOptions(
        level=args.level,
        seed=args.seed,
        questions=args.questions,
        recipe=args.recipe,
        mapping=dict(map(_role_and_field, args.field)),
        filters=tuple(map(Filter.parse, args.filter)),
    )


def _role_and_field(text: str) -> tuple[str, str]:
    role, sign, name = text.partition("=")
    if not sign:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{text!r} is no field",
            remedy="write it as ROLE=FIELD, such as question=problem",
        )
    return role.strip(), name.strip()
