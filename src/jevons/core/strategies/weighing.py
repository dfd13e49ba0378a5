"""Votes by how sure the model was of its own words: all samples weighed, or only the surest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar, get_args

from jevons.core.strategies.choosing import of_sample, weighted
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer, Ask, Need, Strategy, check_count
from jevons.core.strategies.sureness import FIELDS, Sureness, check_measure, measured


@dataclass(frozen=True, slots=True)
class WeightedVote(Strategy):
    """A vote of so many `samples`, each weighing how sure the model was of its words.

    With `by=logprob` the weight is exp of the mean log-probability, which is the geometric
    mean: the paper's normalised weighted sum, with which it found no more than with the plain
    vote. Else it is self-certainty, or a confidence of DeepConf (mean, tail, bottom, lowest).

    Source: self-consistency (Wang et al., arXiv 2203.11171, section 2, equation 1, table 1).
    """

    name: ClassVar[str] = "weighted-vote"
    source: ClassVar[str] = "arXiv 2203.11171, section 2, equation 1"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    samples: int = 32
    by: Sureness = "logprob"

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_measure(self.by, get_args(Sureness))

    @property
    def measure(self) -> str:
        """What samples are weighed by."""
        return FIELDS[self.by]

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and weigh."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        weigh = math.exp if self.by == "logprob" else float
        voters = measured(state, self.measure)
        return weighted(state, [(place, weigh(value)) for value, place in voters])


@dataclass(frozen=True, slots=True)
class BestOfN(Strategy):
    """Of so many `samples` with an answer, the one of whose words the model was surest.

    By the mean log-probability instead of the sum, as length would decide else; or by
    self-certainty, which its paper finds better (Kang et al., arXiv 2502.18581, section 4),
    or by a confidence of DeepConf (mean, tail, bottom, lowest).

    Source: sample-and-rank (Adiwardana et al., arXiv 2001.09977).
    """

    name: ClassVar[str] = "best-of-n"
    source: ClassVar[str] = "arXiv 2001.09977, sample-and-rank"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    samples: int = 32
    by: Sureness = "logprob"

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_measure(self.by, get_args(Sureness))

    @property
    def measure(self) -> str:
        """What samples are compared by."""
        return FIELDS[self.by]

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, and take the best; of equal ones the first."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        best = max(measured(state, self.measure), key=itemgetter(0), default=None)
        return of_sample(state, None if best is None else best[1])
