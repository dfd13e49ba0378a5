"""DeepConf: the surest samples vote, chosen among all or stopped while they are drawn."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar, get_args

from jevons.core.strategies.choosing import weighted
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import (
    Answer,
    Ask,
    Need,
    Strategy,
    check_count,
    check_share,
)
from jevons.core.strategies.sureness import FIELDS, Confidence, check_measure, measured


@dataclass(frozen=True, slots=True)
class DeepConf(Strategy):
    """A vote of the surest of so many `samples`, each weighing its confidence.

    Of those with an answer, the share `keep` with the highest trace confidence votes: all
    that are not below that percentile, at least one. `confidence` is that of the whole trace
    (mean), of its last tokens (tail), of the lowest tenth of its groups of tokens (bottom) or
    of the lowest group. The paper keeps 0.1 or 0.9 of up to 512, compares all four, and has
    groups of 2,048 tokens and the 20 likeliest tokens at each place.

    Source: DeepConf, offline (Fu et al., arXiv 2508.15260, section 3.2).
    """

    name: ClassVar[str] = "deepconf"
    source: ClassVar[str] = "arXiv 2508.15260, section 3.2"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    samples: int = 32
    keep: float = 0.1
    confidence: Confidence = "mean"

    def __post_init__(self) -> None:
        check_count("samples", self.samples)
        check_share("keep", self.keep, whole=True)
        check_measure(self.confidence, get_args(Confidence))

    @property
    def measure(self) -> str:
        """The confidence that decides."""
        return FIELDS[self.confidence]

    @property
    def at_most(self) -> int:
        """All samples."""
        return self.samples

    def ask(self, state: State) -> Ask | Answer:
        """Ask for all, keep the surest, and weigh."""
        left = self.samples - state.drawn
        if left > 0:
            return Ask(left)
        ranked = sorted(measured(state, self.measure), key=itemgetter(0), reverse=True)
        kept = 1 + math.floor((len(ranked) - 1) * self.keep + 1e-9)
        return weighted(state, [(place, value) for value, place in ranked[:kept]])


@dataclass(frozen=True, slots=True)
class DeepConfOnline(Strategy):
    """A vote of sure samples, of which the others are stopped while they are drawn.

    The first `warmup` samples are drawn to their end. The floor is such that the share `keep`
    of them has no group of tokens less confident; later samples are stopped as soon as one of
    their groups is. What was not below the floor votes, weighing its lowest group. More are
    drawn, `wave` at a time, until an answer has the share `consensus` of all weight, or there
    are `most`. The paper has warm-ups of 16, keeps 0.1 (low) or 0.9 (high), has consensus at
    0.95 and at most 512 samples; its code draws 256, does not stop at a consensus, and counts
    the lowest groups as weights.

    Source: DeepConf, online (Fu et al., arXiv 2508.15260, section 3.3).
    """

    name: ClassVar[str] = "deepconf-online"
    source: ClassVar[str] = "arXiv 2508.15260, section 3.3"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LOGPROBS})
    warmup: int = 16
    keep: float = 0.9
    consensus: float = 0.95
    most: int = 32
    wave: int = 4

    def __post_init__(self) -> None:
        check_count("most", self.most)
        check_count("warmup", self.warmup, most=self.most)
        check_count("wave", self.wave)
        check_share("keep", self.keep, whole=True)
        check_share("consensus", self.consensus, whole=True)

    @property
    def measure(self) -> str:
        """The lowest group."""
        return FIELDS["lowest"]

    @property
    def at_most(self) -> int:
        """What the waves end at."""
        return self.most

    def ask(self, state: State) -> Ask | Answer:
        """Ask for the warm-up, then for waves above the floor, until there is a consensus."""
        if state.drawn < self.warmup:
            return Ask(self.warmup - state.drawn)
        floor = self._floor(state)
        voters = [
            (place, value) for value, place in measured(state, self.measure) if value >= floor
        ]
        left = self.most - state.drawn
        if left <= 0 or self._agreed(state, voters):
            return weighted(state, voters)
        return Ask(min(self.wave, left), floor=floor)

    def _floor(self, state: State) -> float:
        """What the share `keep` of the warm-up is not below, by linear interpolation."""
        lowest = sorted(
            draw.surety.lowest_confidence
            for draw in state.draws[: self.warmup]
            if draw.surety is not None and draw.surety.lowest_confidence is not None
        )
        if not lowest:
            return -math.inf
        place = (1 - self.keep) * (len(lowest) - 1)
        below = math.floor(place)
        above = min(below + 1, len(lowest) - 1)
        return lowest[below] + (place - below) * (lowest[above] - lowest[below])

    def _agreed(self, state: State, voters: Sequence[tuple[int, float]]) -> bool:
        totals: defaultdict[str | None, float] = defaultdict(float)
        for place, weight in voters:
            totals[state.history.keys[place]] += weight
        most = max(totals.values(), default=0.0)
        return most > 0 and most >= self.consensus * math.fsum(totals.values())
