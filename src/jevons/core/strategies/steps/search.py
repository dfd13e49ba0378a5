"""Searching among the steps of thoughts: a beam of the best, or trees that stay apart."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from jevons.core.strategies.steps.judged import judged
from jevons.core.strategies.steps.request import Conclude, Extend, Request
from jevons.core.strategies.steps.strategy import Course, Seen, StepStrategy, majority, weighted
from jevons.core.strategies.strategy import Need, check_count, check_tokens, check_word

STOP = "\n\n"
"""What ends a step (Snell et al., arXiv 2408.03314, and search-and-learn)."""

Scorer = Literal["judge", "logprob"]

Scored = list[tuple[Seen, float]]
"""Steps with their scores; one that has none has the lowest, 0."""

Finals = Generator[tuple[Request, ...], tuple[Seen, ...], Scored]


@dataclass(frozen=True, slots=True)
class Search(StepStrategy):
    """What all kinds of search share: how steps are drawn, scored and voted on."""

    depth: int = 40
    tokens: int = 256
    score: Scorer = "judge"

    def __post_init__(self) -> None:
        check_count("depth", self.depth)
        check_tokens("tokens", self.tokens)
        check_word("score", self.score, get_args(Scorer))

    @property
    def needs(self) -> frozenset[Need]:
        """A begun reply is gone on with; and what scores it."""
        scorer = Need.JUDGE if self.score == "judge" else Need.LOGPROBS
        return frozenset({Need.PREFILL, scorer})

    @property
    def _asked_each(self) -> int:
        """Requests for a step: itself, and its judgement."""
        return 2 if self.score == "judge" else 1

    @abstractmethod
    def thoughts(self) -> Finals:
        """Search for thoughts: the last step of each, with its score."""

    def course(self) -> Course:
        """The search, the answers of what it came to, and a vote weighed by the last scores.

        Where nothing has a score, the vote is a plain one.
        """
        finals = yield from self.thoughts()
        answers = yield tuple(Conclude(step.place) for step, _ in finals)
        if not any(score for _, score in finals):
            return majority(answers)
        return weighted((answer, score) for answer, (_, score) in zip(answers, finals, strict=True))

    def _grow(self, parents: Iterable[Seen | None]) -> Finals:
        """Draw a step after each parent, and score them all."""
        grown = yield tuple(_step(parent, self.tokens) for parent in parents)
        if self.score == "logprob":
            return [(step, likelihood(step)) for step in grown]
        told = yield from judged(list(grown))
        return [(step, score or 0.0) for step, score in told]


@dataclass(frozen=True, slots=True)
class BeamSearch(Search):
    r"""Thoughts drawn step by step, where only the best scored go on.

    Of `beams` thoughts, each a step longer, the best `beams / width` are kept, and `width`
    are drawn on from each. A step ends at a blank line or after `tokens` tokens. Thoughts
    that end are set aside and make the beam narrower; after `depth` steps those that are
    kept are ended. All are answered, and vote with the weight of their last score: the
    judge model's, or with `score=logprob` the mean probability of the thought's tokens.
    search-and-learn has 4 beams, a width of 4 and 40 steps.

    Source: beam search against a verifier (Snell et al., arXiv 2408.03314, section 5.2).
    """

    name: ClassVar[str] = "beam"
    source: ClassVar[str] = "arXiv 2408.03314, section 5.2"
    beams: int = 8
    width: int = 4

    def __post_init__(self) -> None:
        Search.__post_init__(self)
        check_count("beams", self.beams)
        check_count("width", self.width, most=self.beams)

    @property
    def at_most(self) -> int:
        """A step of every beam at each depth, and its answer."""
        return self.beams * (self.depth * self._asked_each + 1)

    def thoughts(self) -> Finals:
        """Grow, keep the best, and grow these."""
        ended: Scored = []
        kept: Sequence[tuple[Seen | None, float]] = [(None, 0.0)]
        best: Scored = []
        for _ in range(self.depth):
            room = self.beams - len(ended)
            parents = [kept[place % len(kept)][0] for place in range(room)]
            grown = yield from self._grow(parents)
            ended += [pair for pair in grown if pair[0].result.ended]
            alive = [pair for pair in grown if not pair[0].result.ended]
            ranked = sorted(alive, key=lambda pair: -pair[1])
            kept = best = ranked[: max(1, (self.beams - len(ended)) // self.width)]
            if not kept:
                break
        return ended + best


@dataclass(frozen=True, slots=True)
class DiverseTrees(Search):
    r"""Thoughts drawn step by step in trees that do not compete: DVTS.

    In each of `trees` a thought grows by the best of `width` steps, until that one ends it
    or after `depth` steps. A step ends at a blank line or after `tokens` tokens. The thoughts
    are answered, and vote with the weight of their last score: the judge model's, or with
    `score=logprob` the mean probability of the thought's tokens. More diverse than a beam,
    which pays where many thoughts are drawn.

    Source: search-and-learn (Beeching et al., Hugging Face, 2024), diverse verifier tree search.
    """

    name: ClassVar[str] = "diverse-trees"
    source: ClassVar[str] = "search-and-learn, dvts"
    trees: int = 2
    width: int = 4

    def __post_init__(self) -> None:
        Search.__post_init__(self)
        check_count("trees", self.trees)
        check_count("width", self.width)

    @property
    def at_most(self) -> int:
        """So many steps at each depth of each tree, and its answer."""
        return self.trees * (self.depth * self.width * self._asked_each + 1)

    def thoughts(self) -> Finals:
        """Grow all trees that have not ended, a step at a time."""
        tips: list[tuple[Seen | None, float]] = [(None, 0.0)] * self.trees
        for _ in range(self.depth):
            growing = [
                tree for tree, (tip, _) in enumerate(tips) if tip is None or not tip.result.ended
            ]
            if not growing:
                break
            parents = [tips[tree][0] for tree in growing for _ in range(self.width)]
            grown = yield from self._grow(parents)
            for number, tree in enumerate(growing):
                own = grown[number * self.width : (number + 1) * self.width]
                tips[tree] = max(own, key=lambda pair: pair[1])
        return [(tip, score) for tip, score in tips if tip is not None]


def likelihood(step: Seen) -> float:
    """The mean probability of the tokens of the thought that a step ends: the geometric mean.

    0 where the server did not tell it of every step.
    """
    results = [step.trail.nodes[place].result for place in step.trail.chain(step.place)]
    total, tokens = 0.0, 0
    for result in results:
        if result.logprob is None and result.thinking_tokens:
            return 0.0
        total += (result.logprob or 0.0) * result.thinking_tokens
        tokens += result.thinking_tokens
    return math.exp(total / tokens) if tokens else 0.0


def _step(parent: Seen | None, tokens: int) -> Extend:
    if parent is None:
        return Extend(None, tokens, STOP)
    return Extend(parent.place, tokens, STOP, STOP if parent.result.stopped else "")
