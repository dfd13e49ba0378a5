"""What is kept of the Frontier screen for the next start: what is to be on the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jevons.core.analysis.replay import Measure
from jevons.core.prices.pricing import parse_pricing
from jevons.core.problems import ProblemError
from jevons.core.state.frontier import COSTS, Wanted


def wanted_row(wanted: Wanted) -> dict[str, object]:
    """What is wanted as JSON takes it; `read_wanted` reads that."""
    return {
        "numbers": wanted.numbers,
        "prices": wanted.pricing.label,
        "cost": wanted.cost,
        "off": sorted(wanted.off),
    }


def read_wanted(row: Mapping[str, Any]) -> Wanted:
    """What was wanted at an earlier start; the usual where that makes no sense any more."""
    try:
        cost = Measure(row["cost"])
        return Wanted(
            tuple(map(int, row["numbers"])),
            parse_pricing(row["prices"]),
            cost if cost in COSTS else COSTS[0],
            frozenset(map(str, row["off"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ProblemError):
        return Wanted()
