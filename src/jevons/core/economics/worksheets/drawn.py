"""How the values of a range in a cell are spread."""

from __future__ import annotations

from jevons.core.economics.quantities import Quantity
from jevons.core.economics.uncertainty import Range, Spread

WIDE = 10.0
"""A range whose end is so many times its start is drawn evenly over its logarithm."""


def range_of(quantity: Quantity) -> Range:
    """A range as it is drawn from: evenly, or evenly over its logarithm where it is wide."""
    low, high = quantity.low, quantity.high
    wide = low > 0 and high >= low * WIDE
    return Range(low, high, spread=Spread.LOG_UNIFORM if wide else Spread.UNIFORM)
