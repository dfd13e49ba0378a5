"""What is asked of a frontier on the command line, and the answers."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jevons.commands.replay_report import estimate_object
from jevons.core.analysis.frontier import (
    Candidate,
    Choice,
    cheapest,
    extra_cost,
    most_accurate,
    staircase,
)
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Ways
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate
from jevons.core.state.frontier_tables import UNITS, cost_span, cost_text
from jevons.core.state.quantities import percent, points

_SUM = re.compile(r"\$?\s*(\d*\.?\d+)\s*(k|m|g)?\s*([a-z$]*)", re.IGNORECASE)
_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9}
_DOLLARS = {"usd", "$", ""}
_TOKENS = {"tokens", "token", "tok", ""}
_SECONDS = {"s", ""}

LATENCIES = frozenset({Measure.LATENCY_P50, Measure.LATENCY_P90})


@dataclass(frozen=True, slots=True)
class Asked:
    """An accuracy to be reached, and a sum to be spent; `None` is not asked for.

    The sum is for the whole exam, or of seconds for each question.
    """

    accuracy: float | None
    sum: float | None


def asked_of(args: argparse.Namespace, cost: Measure) -> Asked:
    """What the options ask for.

    Raises:
        ProblemError: BAD_INPUT: it is no share, or no sum of what the axis is in.
    """
    accuracy = None if args.cheapest is None else _share(args.cheapest)
    return Asked(accuracy, None if args.sum is None else _sum(args.sum, cost))


def _share(text: str) -> float:
    word = text.strip()
    try:
        value = float(word.removesuffix("%"))
    except ValueError:
        value = math.nan
    share = value / 100 if word.endswith("%") or value > 1 else value
    if not 0 < share <= 1:
        raise _refused(f"{word[:40]!r} is no accuracy", "write it as 80% or 0.8")
    return share


def _sum(text: str, cost: Measure) -> float:
    found = _SUM.fullmatch(text.strip())
    units = _SECONDS if cost in LATENCIES else _DOLLARS if cost is Measure.USD else _TOKENS
    if found is None or found[3].lower() not in units:
        example = {Measure.USD: "5usd"}.get(cost, "30s" if cost in LATENCIES else "200k tokens")
        raise _refused(f"{text[:40]!r} is no sum of {UNITS[cost]}", f"write it as {example}")
    return float(found[1]) * _SIZES[(found[2] or "").lower()]


def _refused(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what, remedy=remedy)


def query_lines(ways: Ways, cost: Measure, asked: Asked) -> Iterator[str]:
    """The answers in words: what was asked for, then what each step of the frontier costs."""
    found = ways.candidates(cost)
    if asked.accuracy is not None:
        yield f"cheapest to {percent(asked.accuracy)}: {_said(_cheapest(found, asked), cost)}"
    if asked.sum is not None:
        whole = "a question" if cost in LATENCIES else "for the exam"
        name = f"most for {cost_text(asked.sum, cost)} {whole}"
        yield f"{name}: {_said(_most(ways, found, cost, asked), cost)}"
    for before, after, extra in _steps(found):
        gain = points(after.accuracy.value - before.accuracy.value)
        yield (
            f"from {before.name} to {after.name}: {gain} points,"
            f" {cost_span(extra, cost)} for one more right answer"
        )


def query_objects(ways: Ways, cost: Measure, asked: Asked) -> dict[str, Any]:
    """The same as JSON."""
    found = ways.candidates(cost)
    return {
        "cheapest": None if asked.accuracy is None else _object(_cheapest(found, asked)),
        "most_accurate": None if asked.sum is None else _object(_most(ways, found, cost, asked)),
        "steps": [
            {"from": before.name, "to": after.name, "extra_cost": estimate_object(extra)}
            for before, after, extra in _steps(found)
        ],
    }


def _cheapest(found: Sequence[Candidate], asked: Asked) -> Choice | None:
    return cheapest(found, asked.accuracy or 0.0)


def _most(ways: Ways, found: Sequence[Candidate], cost: Measure, asked: Asked) -> Choice | None:
    return most_accurate(found, sum_of_question(ways, cost, asked))


def sum_of_question(ways: Ways, cost: Measure, asked: Asked) -> float:
    """What the sum that is asked about leaves for each question."""
    questions = 1 if cost in LATENCIES else len(ways.questions)
    return (asked.sum or 0.0) / questions


def _said(choice: Choice | None, cost: Measure) -> str:
    if choice is None:
        return "there is no such way"
    return (
        f"{choice.candidate.name}, {percent(choice.candidate.accuracy.value)} for"
        f" {cost_text(choice.candidate.cost.value, cost)} a question"
        f" (holds in {percent(choice.chance, 0)} of draws)"
    )


def _object(choice: Choice | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    return {
        "name": choice.candidate.name,
        "accuracy": estimate_object(choice.candidate.accuracy),
        "cost": estimate_object(choice.candidate.cost),
        "chance": choice.chance,
    }


def _steps(found: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate, Estimate]]:
    """The frontier step by step, from the cheapest on."""
    best = [found[place] for place in staircase([each.place for each in found])]
    for before, after in pairwise(best):
        if before.place != after.place:
            yield before, after, extra_cost(before, after)
