"""Loops in a text: the same words over and over."""

from __future__ import annotations

GRAM = 8
"""Words that have to come again before a loop is thought of."""

TIMES = 3
"""How often at least the words of a loop stand one after the other."""


def looped_share(text: str) -> float:
    """The share of a text's words that lie in loops.

    A loop is a span that goes on as it did some words before, for long enough that the words
    between stand there three times at least, and not less than three times eight words: shorter
    repeats are in any reasoning. Found in one pass, by where each run of eight words stood last.
    """
    words = text.split()
    last: dict[tuple[str, ...], int] = {}
    looped = start = 0
    period = 0
    for place in range(GRAM, len(words) + 1):
        if period and words[place - 1] != words[place - 1 - period]:
            looped += _length(start, place - 1, period)
            period = 0
        gram = tuple(words[place - GRAM : place])
        before = last.get(gram)
        if not period and before is not None:
            period = place - before
            start = before - GRAM
        last[gram] = place
    looped += _length(start, len(words), period)
    return min(looped / len(words), 1.0) if words else 0.0


def _length(start: int, end: int, period: int) -> int:
    """Words of a span with that period, if it is long enough to be a loop."""
    length = end - start
    return length if period and length >= TIMES * max(period, GRAM) else 0
