"""Votes by how sure the model was of its own words: all, the surest, or only one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import ClassVar

from jevons.core.strategies.choosing import of_sample, weighted
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import (
    Answer,
    Ask,
    Need,
    Strategy,
    check_count,
    check_share,
)


@dataclass(frozen=True, slots=True)
class WeightedVote(Strategy):
    """A vote of so many `samples`, each weighing the mean probability of its tokens.

    The weight is exp of the mean log-probability, which is the geometric mean: the paper's
    normalised weighted sum, with which it found no more than with the plain vote.

    Source: self-consistency (Wang et al., arXiv 2203.11171, section 2, equation 1, table 1).
    """

    name: ClassVar[str] = "weighted-vote"
    source: ClassVar[str] = "arXiv 2203.11171, section 2, equation 1"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    measure: ClassVar[str] = "logprob"
    samples: int = 32

    def __post_init__(self) -> None:
        check_count("samples", self.samples)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and weigh."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        measured = _measured(state, self.measure)
        return weighted(state, [(place, math.exp(value)) for value, place in measured])


@dataclass(frozen=True, slots=True)
class BestOfN(Strategy):
    """Of so many `samples` with an answer, the one with the best mean log-probability.

    Source: sample-and-rank (Adiwardana et al., arXiv 2001.09977), by the mean instead of the
    sum, as length would decide else.
    """

    name: ClassVar[str] = "best-of-n"
    source: ClassVar[str] = "arXiv 2001.09977, sample-and-rank"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    measure: ClassVar[str] = "logprob"
    samples: int = 32

    def __post_init__(self) -> None:
        check_count("samples", self.samples)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and take the best."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        best = max(_measured(state, self.measure), key=itemgetter(0), default=None)
        return of_sample(state, None if best is None else best[1])


@dataclass(frozen=True, slots=True)
class DeepConf(Strategy):
    """A vote of the surest of so many `samples`, each weighing its confidence.

    Of those with an answer, the share `keep` with the highest trace confidence votes: all
    that are not below that percentile, at least one. The paper keeps 0.1 or 0.9 of up to
    512; confidence is over the 20 likeliest tokens at each place.

    Source: DeepConf, offline (Fu et al., arXiv 2508.15260, section 3.2).
    """

    name: ClassVar[str] = "deepconf"
    source: ClassVar[str] = "arXiv 2508.15260, section 3.2"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    measure: ClassVar[str] = "confidence"
    samples: int = 32
    keep: float = 0.1

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_share("keep", self.keep, whole=True)

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, keep the surest, and weigh."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        ranked = sorted(_measured(state, self.measure), key=itemgetter(0), reverse=True)
        kept = 1 + math.floor((len(ranked) - 1) * self.keep + 1e-9)
        return weighted(state, [(place, value) for value, place in ranked[:kept]])


def _measured(state: State, measure: str) -> list[tuple[float, int]]:
    """The measure and the place of each sample that has it, and an answer."""
    values = map(attrgetter(measure), state.draws)
    return [
        (value, place)
        for place, (value, key) in enumerate(zip(values, state.history.keys, strict=False))
        if value is not None and key is not None
    ]
