"""What is independent of what: questions that share a cluster are one unit."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.problems import ProblemError, ProblemKind

Clusters = Sequence[str] | None
"""A cluster's name for each question; `""` is a question that shares no cluster."""


def units_of(questions: int, clusters: Clusters) -> list[int]:
    """For each question the number of its unit, counted from 0 in order of appearance.

    Raises:
        ProblemError: BAD_INPUT: there is no question, or not one cluster for each.
    """
    if questions == 0:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "there is no question to reckon with",
            remedy="let at least one finish first",
        )
    if clusters is None:
        return list(range(questions))
    if len(clusters) != questions:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{len(clusters)} cluster names do not fit {questions} questions",
            remedy="give one for each question, empty for a question of its own",
        )
    numbers: dict[str | int, int] = {}
    return [numbers.setdefault(name or place, len(numbers)) for place, name in enumerate(clusters)]


def totals_by_unit(values: Sequence[float], units: Sequence[int]) -> list[float]:
    """The sum of the values of each unit's questions, in the order of `units_of`."""
    totals = [0.0] * (max(units) + 1)
    for value, unit in zip(values, units, strict=True):
        totals[unit] += value
    return totals


def least_size(sizes: Sequence[float]) -> float:
    """How many independent questions clusters of these sizes are worth at the least.

    (sum n)^2 / sum n^2, where each cluster is all right or all wrong (Kish, "Survey
    Sampling", 1965): their number if they are of one size, and less if they are not.
    """
    return sum(sizes) ** 2 / sum(size * size for size in sizes)


def unit_name(units: int, questions: int) -> str:
    """What the independent units are called in the name of a method."""
    return "questions" if units == questions else "clusters"
