"""Samples that a judge model scores: the best of them, or a vote that its scores weigh."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar

from jevons.core.strategies.steps.request import Judge, Request, Sample
from jevons.core.strategies.steps.strategy import (
    Choice,
    Course,
    Seen,
    StepStrategy,
    chosen,
    majority,
    weighted,
)
from jevons.core.strategies.strategy import Need, check_count

Scored = list[tuple[Seen, float | None]]
"""Nodes with the score that each was given, if any."""


@dataclass(frozen=True, slots=True)
class _Judged(StepStrategy):
    """So many `samples`, each with an answer judged `looks` times, on average."""

    samples: int = 8
    looks: int = 1

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_count("looks", self.looks)

    @property
    def needs(self) -> frozenset[Need]:
        """A judge."""
        return frozenset({Need.JUDGE})

    @property
    def at_most(self) -> int:
        """All samples, and every look at each."""
        return self.samples * (1 + self.looks)

    def course(self) -> Course:
        """All samples at once, then all judgements."""
        drawn = yield (Sample(),) * self.samples
        answers = [sample for sample in drawn if sample.result.key is not None]
        if len({answer.result.key for answer in answers}) < 2:
            return majority(answers)
        scored = yield from judged(answers, self.looks)
        if all(score is None for _, score in scored):
            return majority(answers)
        return self._choose(scored)

    @abstractmethod
    def _choose(self, scored: Scored) -> Choice:
        """The answer, where the judge made sense at least once."""


@dataclass(frozen=True, slots=True)
class JudgedBest(_Judged):
    """Of so many `samples` with an answer, the one that the judge model scores highest.

    Its score, from 0 to 1, is the mean of `looks` judgements; of equal ones the first is
    given. Where all answers agree no judge is asked, and where it makes no sense a plain
    vote decides. The paper averages up to 32 looks.

    Source: best-of-N with a verifier that thinks, GenRM (Zhang et al., arXiv 2408.15240,
    section 3).
    """

    name: ClassVar[str] = "judged-best"
    source: ClassVar[str] = "arXiv 2408.15240, section 3"

    def _choose(self, scored: Scored) -> Choice:
        return chosen(max(scored, key=lambda pair: -1.0 if pair[1] is None else pair[1])[0])


@dataclass(frozen=True, slots=True)
class JudgedVote(_Judged):
    """A vote of so many `samples`, each weighing the judge model's score of it.

    Its score, from 0 to 1, is the mean of `looks` judgements; a sample without one has no
    vote. Where all answers agree no judge is asked, and where it makes no sense a plain vote
    decides. At equal cost a plain vote of more samples is often better (arXiv 2504.01005).

    Source: best-of-N weighted (Snell et al., arXiv 2408.03314, section 5.1).
    """

    name: ClassVar[str] = "judged-vote"
    source: ClassVar[str] = "arXiv 2408.03314, section 5.1"

    def _choose(self, scored: Scored) -> Choice:
        return weighted((seen, score) for seen, score in scored if score is not None)


def judged(
    nodes: list[Seen], looks: int = 1
) -> Generator[tuple[Request, ...], tuple[Seen, ...], Scored]:
    """Have nodes judged, all at once; their mean scores."""
    told = yield tuple(Judge(node.place) for node in nodes for _ in range(looks))
    scored: Scored = []
    for number, node in enumerate(nodes):
        looked = told[number * looks : (number + 1) * looks]
        scores = [seen.result.score for seen in looked if seen.result.score is not None]
        scored.append((node, math.fsum(scores) / len(scores) if scores else None))
    return scored
