"""Adaptive consistency: draw until the first answer is likely to stay the first."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import ClassVar, Literal, get_args

from jevons.core.strategies.choosing import majority
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import (
    Answer,
    Ask,
    Strategy,
    check_count,
    check_share,
    check_word,
)

Pace = Literal["double", "one"]


@dataclass(frozen=True, slots=True)
class AdaptiveConsistency(Strategy):
    """The majority, once the first answer is ahead of the second with a chance of `threshold`.

    The chance is that of a Beta distribution, the paper's cheaper criterion and its default;
    at 0.95 it takes 4 votes against none, 6 against one, 8 against two. At most `most`
    samples are drawn. With `pace=double` they come in waves that double what there is, from
    `first` on (4, 8, 16, 32), which takes few rounds; with `pace=one` it stops as early as
    one by one, asking each time for as many at once as it needs at the least.

    The paper has threshold 0.95, most 40 and draws one by one.

    Source: adaptive-consistency (Aggarwal et al., arXiv 2305.11860, section 3).
    """

    name: ClassVar[str] = "adaptive-consistency"
    source: ClassVar[str] = "arXiv 2305.11860, section 3"
    threshold: float = 0.95
    most: int = 32
    first: int = 4
    pace: Pace = "double"

    def __post_init__(self) -> None:
        check_share("threshold", self.threshold, whole=False)
        check_count("most", self.most)
        check_count("first", self.first)
        check_word("pace", self.pace, get_args(Pace))

    @property
    def at_most(self) -> int:
        """What the waves end at."""
        return self.most

    def ask(self, state: State) -> Ask | Answer:
        """Ask for the next wave, unless the first answer is ahead for good."""
        left = self.most - state.drawn
        missing = least_votes(state.second_votes, self.threshold) - state.first_votes
        if left <= 0 or missing <= 0:
            return majority(state)
        wave = missing if self.pace == "one" else state.drawn or self.first
        return Ask(min(wave, left))


def chance_ahead(first: int, second: int) -> float:
    """The chance that an answer with `first` votes is likelier than one with `second`.

    Of Beta(first + 1, second + 1) above one half (arXiv 2305.11860, section 3).
    In integers: the sum of C(n, j) over j = 0..first, over 2^n, with n = first + second + 1.
    """
    n = first + second + 1
    return sum(comb(n, j) for j in range(first + 1)) / (1 << n)


@cache
def least_votes(second: int, threshold: float) -> int:
    """The fewest votes that are ahead of `second` with a chance of `threshold`."""
    enough = second + 1
    while chance_ahead(enough, second) < threshold:
        enough *= 2
    counts = range(enough + 1)
    return bisect_left(counts, threshold, lo=second, key=lambda own: chance_ahead(own, second))
