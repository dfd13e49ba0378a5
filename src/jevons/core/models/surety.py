"""How sure a model is of its words, summed up token by token while they come.

Nothing is kept of the tokens but the last window of them: a thought may have 100,000.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable

from jevons.core.records import Surety, TokenChance

LOOKS = 32
"""Places of the trail in the time of a window, until the trail has become too long."""

LONGEST_TRAIL = 512
"""Places of the trail; then every other one is dropped."""

BOTTOM = 0.1
"""The share of groups that the bottom confidence is of (arXiv 2508.15260, section 3.1)."""

_BINS_A_NAT = 128
"""Bins of the groups' confidences: the bottom mean is right to less than one of them."""


class SuretyTally:
    """Takes what a server tells of each token, over all requests of a generation."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._tokens = self._measured = self._top = 0
        self._logprob = self._certainty = 0.0
        self._groups = _Groups(window)

    def add(self, chances: Iterable[TokenChance]) -> None:
        """Take the next tokens."""
        for chance in chances:
            self._tokens += 1
            self._logprob += chance.logprob
            if chance.confidence is not None and chance.certainty is not None:
                self._measured += 1
                self._top = max(self._top, chance.top)
                self._certainty += chance.certainty
                self._groups.add(chance.confidence)

    @property
    def lowest_seen(self) -> float:
        """The lowest whole group at the last place of the trail, infinite before the first."""
        trail = self._groups.trail
        return trail[-1] if trail else math.inf

    def surety(self) -> Surety | None:
        """What all tokens so far sum up to, `None` without any."""
        if not self._tokens:
            return None
        groups, measured = self._groups, self._measured
        return Surety(
            tokens=self._tokens,
            logprob=_rounded(self._logprob / self._tokens),
            top=self._top,
            window=self._window,
            self_certainty=_rounded(self._certainty / measured) if measured else None,
            confidence=_rounded(groups.mean) if measured else None,
            tail_confidence=_rounded(groups.tail) if measured else None,
            bottom_confidence=_rounded(groups.bottom) if measured else None,
            lowest_confidence=_rounded(groups.lowest) if measured else None,
            stride=groups.stride,
            trail=tuple(groups.trail),
        )


class _Groups:
    """The confidences of all groups: runs of `window` tokens, one beginning at each token."""

    def __init__(self, window: int) -> None:
        self.stride = max(1, window // LOOKS)
        self.trail: list[float] = []
        self._window = window
        self._last = array("d")  # a ring of the last `window` tokens
        self._count = 0
        self._sum = self._in_window = 0.0
        self._lowest = math.inf
        self._bins: defaultdict[int, tuple[int, float]] = defaultdict(lambda: (0, 0.0))

    def add(self, confidence: float) -> None:
        """Take the next token."""
        place = self._count % self._window
        self._count += 1
        self._sum += confidence
        self._in_window += confidence
        if self._count <= self._window:
            self._last.append(confidence)
        else:
            self._in_window -= self._last[place]
            self._last[place] = confidence
        if self._count >= self._window:
            self._add_group(self._in_window / self._window)

    def _add_group(self, confidence: float) -> None:
        self._lowest = min(self._lowest, confidence)
        place = math.floor(confidence * _BINS_A_NAT)
        count, total = self._bins[place]
        self._bins[place] = count + 1, total + confidence
        if (self._count - self._window) % self.stride == 0:
            self.trail.append(_rounded(self._lowest))
        if len(self.trail) > LONGEST_TRAIL:
            del self.trail[1::2]
            self.stride *= 2

    @property
    def mean(self) -> float:
        return self._sum / self._count

    @property
    def tail(self) -> float:
        return self._in_window / len(self._last)

    @property
    def lowest(self) -> float:
        return self._lowest if self._bins else self.mean

    @property
    def bottom(self) -> float:
        """The mean of the lowest tenth of the groups, at least one."""
        wanted = left = max(1, int((self._count - self._window + 1) * BOTTOM))
        total = 0.0
        for place in sorted(self._bins):
            count, of_bin = self._bins[place]
            taken = min(count, left)
            total += of_bin * taken / count
            left -= taken
            if not left:
                return total / wanted
        return self.mean  # no group is whole yet


def _rounded(value: float) -> float:
    """To six places: more would only take room in the library."""
    return round(value, 6)
