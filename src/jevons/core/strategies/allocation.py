"""Allocation: one sum of dollars shared out among the questions of an exam."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from statistics import fmean
from typing import ClassVar

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.adaptive import chance_ahead
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import check_count, check_share

Grants = Mapping[int, int]
"""How many samples more each question gets, by its position."""

RIVALS = 8
"""Answers, those with the most votes, that are looked at as ones that may come to lead."""

PRIOR = 0.5
"""What each answer, an unseen one too, counts for before there are votes (Jeffreys)."""


@dataclass(frozen=True, slots=True)
class Allocation(ABC):
    """How to share out a sum; equal for equal parameters.

    The sum is `usd`; in a run it is its cap. Every question gets its `first` samples, then
    `wave` more a round, up to `most`. Its answer is the majority. What samples cost is known
    from those that were drawn. Under a plain vote all this goes by how stable an answer is,
    not by how right.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    usd: float = 0.0
    first: int = 4
    wave: int = 4
    most: int = 32

    def __post_init__(self) -> None:
        if not 0 <= self.usd < math.inf:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"a sum to be shared out cannot be {self.usd:g}",
                remedy="give it in dollars, such as usd=2",
            )
        check_count("first", self.first)
        check_count("wave", self.wave, most=8)
        check_count("most", self.most, least=self.first)

    @property
    def at_most(self) -> int:
        """The most samples that a question gets."""
        return self.most

    @abstractmethod
    def order(self, states: Sequence[State]) -> Iterator[int]:
        """The questions that are to get more in this round, the most deserving first."""

    def ask(self, states: Sequence[State], usd: float) -> Grants:
        """Who gets how many samples next, of `usd` dollars in all; nothing: it is over.

        Every question has some samples already. It depends on the states alone, so that a
        replay gives what a live run gave.
        """
        charges = [state.charge() for state in states]
        left = usd - math.fsum([charge.usd or 0.0 for charge in charges])
        usual = fmean([(charge.usd or 0.0) / charge.samples for charge in charges])
        grants: dict[int, int] = {}
        for question in self.order(states):
            samples = min(self.wave, self.most - states[question].drawn)
            each = (charges[question].usd or 0.0) / charges[question].samples or usual
            if samples <= 0:
                continue
            if samples * each > left:
                break
            grants[question] = samples
            left -= samples * each
        return grants


@dataclass(frozen=True, slots=True)
class Uniform(Allocation):
    """The same number of samples for every question, as far as the sum reaches.

    Source: what self-consistency does (Wang et al., arXiv 2203.11171), cut at a sum.
    """

    name: ClassVar[str] = "uniform"
    source: ClassVar[str] = "arXiv 2203.11171, cut at a sum"

    def order(self, states: Sequence[State]) -> Iterator[int]:
        """Those with the fewest samples, in the order of the exam."""
        yield from sorted(range(len(states)), key=lambda question: states[question].drawn)


@dataclass(frozen=True, slots=True)
class Waves(Allocation):
    """More samples, round by round, for every question whose answer is not surely ahead.

    It is when the first answer leads the second with a chance of `threshold`, as adaptive
    consistency has it.

    Source: adaptive-consistency (Aggarwal et al., arXiv 2305.11860, section 3), under a sum.
    """

    name: ClassVar[str] = "waves"
    source: ClassVar[str] = "arXiv 2305.11860, section 3, under a sum"
    threshold: float = 0.95

    def __post_init__(self) -> None:
        Allocation.__post_init__(self)
        check_share("threshold", self.threshold, whole=False)

    def order(self, states: Sequence[State]) -> Iterator[int]:
        """Those that are not ahead, in the order of the exam."""
        for question, state in enumerate(states):
            if chance_ahead(state.first_votes, state.second_votes) < self.threshold:
                yield question


@dataclass(frozen=True, slots=True)
class Greedy(Allocation):
    """More samples where they are likeliest to change the answer, per dollar.

    In each round a `share` of the questions gets more: those with the highest chance that
    one wave more changes which answer leads, under a Dirichlet prior on the votes, over what
    the wave is expected to cost. Questions where it cannot change get nothing.

    Source: adaptive allocation by marginal gain (Damani et al., arXiv 2410.04707, section 3),
    with votes instead of a learned predictor.
    """

    name: ClassVar[str] = "greedy"
    source: ClassVar[str] = "arXiv 2410.04707, section 3, by votes"
    share: float = 0.125

    def __post_init__(self) -> None:
        Allocation.__post_init__(self)
        check_share("share", self.share, whole=True)

    def order(self, states: Sequence[State]) -> Iterator[int]:
        """The most change for a dollar first."""
        gains = [self._gain(state) for state in states]
        ranked = sorted(range(len(states)), key=lambda question: (-gains[question], question))
        worthwhile = (question for question in ranked if gains[question] > 0)
        yield from islice(worthwhile, math.ceil(self.share * len(states)))

    def _gain(self, state: State) -> float:
        left = min(self.wave, self.most - state.drawn)
        if left <= 0:
            return 0.0
        votes = Counter(key for key in state.history.keys[: state.drawn] if key is not None)
        silent = state.drawn - sum(votes.values())
        each = (state.charge().usd or 0.0) / state.drawn
        counts = tuple(sorted(votes.values(), reverse=True))
        return chance_of_change(counts, silent, left) / (each or 1.0)


@lru_cache(maxsize=65_536)
def chance_of_change(votes: tuple[int, ...], silent: int, more: int) -> float:
    """The chance that another answer leads after so many samples more.

    `votes` are those of each answer, the most first, and `silent` the samples without one.
    The next samples are Dirichlet-multinomial: each answer, an unseen one, and none at all
    have their votes and `PRIOR` besides. An answer leads that has more votes than the one
    that leads now. Exact, but for answers beyond the first `RIVALS`.
    """
    if not votes:
        return 1.0
    leader, others = votes[0], (*votes[1:], 0)
    rivals = [own for own in others if own + more > leader][:RIVALS]
    rest = sum(votes[1:]) + silent + PRIOR * (len(others) + 1 - len(rivals)) - sum(rivals)
    weights = (leader + PRIOR, *(own + PRIOR for own in rivals), rest)
    total = 0.0
    for drawn in _shares(more, len(weights)):
        first = leader + drawn[0]
        if any(own + got > first for own, got in zip(rivals, drawn[1:-1], strict=True)):
            total += _chance(drawn, weights, more)
    return total


def _chance(drawn: Sequence[int], weights: Sequence[float], more: int) -> float:
    """The Dirichlet-multinomial probability of these counts."""
    log = math.lgamma(more + 1) - math.lgamma(sum(weights) + more) + math.lgamma(sum(weights))
    for count, weight in zip(drawn, weights, strict=True):
        log += math.lgamma(weight + count) - math.lgamma(weight) - math.lgamma(count + 1)
    return math.exp(log)


def _shares(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to share out `total` among so many."""
    if parts == 1:
        yield (total,)
        return
    for own in range(total + 1):
        for others in _shares(total - own, parts - 1):
            yield (own, *others)
