"""The same strategy for another number of samples."""

from __future__ import annotations

from dataclasses import fields, replace

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.voting import SelfConsistency

_SIZES = ("samples", "most", "k")
"""Parameters that say how many samples are drawn, or how many at most."""


def sized(strategy: Strategy, samples: int) -> Strategy:
    """The strategy, drawing so many samples or at most so many.

    A first wave, a window and the like that would be larger become as large.

    Raises:
        ProblemError: BAD_INPUT: it draws a fixed number, or cannot draw so many.
    """
    names = {field.name for field in fields(strategy)}
    size = next((name for name in _SIZES if name in names), None)
    if size is None:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{strategy.name} draws {strategy.at_most}, not {samples:,} samples",
            remedy="leave the number out, or choose another strategy",
        )
    parts = {
        name: samples
        for name in ("m", "warmup", "window")
        if name in names and getattr(strategy, name) > samples
    }
    return replace(strategy, **{size: samples}, **parts)


def with_more(strategy: Strategy, drawn: int) -> Strategy:
    """What decides among so many samples, where some came on top of what the strategy asked.

    One that takes a number of samples takes all; of others the vote of all is left.
    """
    if any(field.name == "samples" for field in fields(strategy)):
        return sized(strategy, drawn)
    return SelfConsistency(drawn)
