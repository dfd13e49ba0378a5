"""Which answer samples come to: by votes, by weights, and what decides between equals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from jevons.core.strategies.draw import Draw
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer


def majority(state: State) -> Answer:
    """The answer with the most votes (Wang et al., arXiv 2203.11171, section 2)."""
    return _settled(state, state.leaders())


def weighted(state: State, voters: Iterable[tuple[int, float]]) -> Answer:
    """The answer whose samples weigh most together.

    `voters` has the places of samples with an answer, and their weights.
    """
    totals: defaultdict[str, float] = defaultdict(float)
    keys = state.history.keys
    for place, weight in voters:
        key = keys[place]
        if key is not None:
            totals[key] += weight
    most = max(totals.values(), default=0.0)
    return _settled(state, tuple(key for key, total in totals.items() if total == most))


def of_sample(state: State, place: int | None) -> Answer:
    """The answer of one sample, chosen for itself."""
    key = None if place is None else state.history.keys[place]
    return Answer(key, place, (), state.charge())


def _settled(state: State, tied: tuple[str, ...]) -> Answer:
    """The answer among those that are equally good; its earliest sample stands for it."""
    if not tied:
        return Answer(None, None, (), state.charge())
    key = tied[0] if len(tied) == 1 else shorter(state.draws, tied)
    return Answer(key, state.history.keys.index(key), tied, state.charge())


def shorter(draws: Sequence[Draw], tied: Sequence[str]) -> str:
    """Of tied answers the one with the shorter mean thinking, then the one that came first."""
    lengths: defaultdict[str, list[int]] = defaultdict(list)
    for draw in draws:
        if draw.key is not None and draw.key in tied:
            lengths[draw.key].append(draw.thinking_tokens)
    return min(lengths, key=lambda key: math.fsum(lengths[key]) / len(lengths[key]))
