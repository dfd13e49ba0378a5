"""A tree of answers and their revisions that grows where scores promise most: AB-MCTS."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from jevons.core.strategies.steps.posterior import draw_beta, draw_gaussian
from jevons.core.strategies.steps.request import Judge, Request, Revise, Sample
from jevons.core.strategies.steps.strategy import Choice, Course, Seen, StepStrategy, chosen
from jevons.core.strategies.strategy import Need, check_count, check_word

Prior = Literal["gaussian", "beta"]

DRAWN = {"gaussian": draw_gaussian, "beta": draw_beta}


@dataclass(slots=True)
class _Branch:
    """An answer with its score, and what was made of it; the root has no answer."""

    answer: Seen | None = None
    score: float | None = None
    children: list[_Branch] = field(default_factory=list)

    def own(self) -> list[float]:
        """Its score, if it has one."""
        return [] if self.score is None else [self.score]

    def below(self) -> list[float]:
        """The scores of all that was made of it."""
        return [score for child in self.children for score in (*child.own(), *child.below())]


@dataclass(frozen=True, slots=True)
class TreeSearch(StepStrategy):
    """So many `answers`, each either new or a revision of an earlier one, as scores suggest.

    The judge model scores each. From the root down, "make another here" and "go on with one
    of those made here" draw from the posteriors of what came of each, and the better draw
    wins; then so do the children (Thompson sampling, seeded). `batch` answers are drawn at
    once, on the same scores. The one with the best score is given. An answer that cannot be
    read scores 0 unjudged. The priors are those of the authors' program: Beta(1/2, 1/2), or
    a normal-inverse-chi-squared with mean 0, strength 1, 1 degree of freedom and scale 0.1.

    Source: AB-MCTS-A (Inoue et al., arXiv 2503.04412, section 3), and treequest.
    """

    name: ClassVar[str] = "tree-search"
    source: ClassVar[str] = "arXiv 2503.04412, section 3"
    answers: int = 16
    prior: Prior = "gaussian"
    batch: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        check_count("answers", self.answers)
        check_count("batch", self.batch)
        check_word("prior", self.prior, get_args(Prior))

    @property
    def needs(self) -> frozenset[Need]:
        """A judge."""
        return frozenset({Need.JUDGE})

    @property
    def at_most(self) -> int:
        """Each answer and its judgement."""
        return 2 * self.answers

    def course(self) -> Course:
        """Answers and judgements in turn."""
        rng = random.Random(self.seed)
        root, made = _Branch(), list[_Branch]()
        while len(made) < self.answers:
            count = min(self.batch, self.answers - len(made))
            parents = [self._where(root, rng) for _ in range(count)]
            drawn = yield tuple(_asked(parent) for parent in parents)
            grown = [_Branch(answer, None if answer.result.key else 0.0) for answer in drawn]
            readable = [branch for branch in grown if branch.score is None]
            if readable:
                told = yield tuple(
                    Judge(branch.answer.place) for branch in readable if branch.answer
                )
                for branch, seen in zip(readable, told, strict=True):
                    branch.score = seen.result.score
            for parent, branch in zip(parents, grown, strict=True):
                parent.children.append(branch)
            made += grown
        return _best(made)

    def _where(self, root: _Branch, rng: random.Random) -> _Branch:
        """The branch to make another answer from."""
        draw = DRAWN[self.prior]
        branch = root
        while branch.children:
            another = draw([score for child in branch.children for score in child.own()], rng)
            onward = draw([score for child in branch.children for score in child.below()], rng)
            if another >= onward:
                break
            draws = [draw([*child.own(), *child.below()], rng) for child in branch.children]
            branch = branch.children[draws.index(max(draws))]
        return branch


def _asked(parent: _Branch) -> Request:
    """A new answer, or a revision of one that has words."""
    answer = parent.answer
    return Revise(answer.place) if answer and answer.result.text.strip() else Sample()


def _best(branches: list[_Branch]) -> Choice:
    """The best scored answer, of equal ones the first; one without a score if none has any."""
    readable = [branch for branch in branches if branch.answer and branch.answer.result.key]
    best = max(
        readable, key=lambda branch: -1.0 if branch.score is None else branch.score, default=None
    )
    return chosen(best.answer if best else None)
