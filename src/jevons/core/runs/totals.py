"""What several generations took in all."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.records import Cost, Generation, Usage, UsageSource
from jevons.core.runs.costing import Costing

_COUNTS = ("prompt", "cached", "thinking", "answer", "reread", "reread_cached")


def total_usage(generations: Sequence[Generation]) -> Usage:
    """The tokens of all; what is known of them no better than of the worst known."""
    usages = [generation.usage for generation in generations]
    known = list(UsageSource)
    sources = [usage.source for usage in usages if usage.output]
    return Usage(
        **{name: sum(getattr(usage, name) for usage in usages) for name in _COUNTS},
        source=max(sources, key=known.index, default=UsageSource.REPORTED),
    )


def total_cost(generations: Sequence[Generation], costing: Costing) -> Cost | None:
    """The dollars of all here, `None` there if one has no price, and elsewhere."""
    costs = [generation.cost for generation in generations if generation.cost is not None]
    if not costs:
        return None
    prices = [cost.here_usd for cost in costs]
    here = None if None in prices else sum(price or 0.0 for price in prices)
    return Cost(here, costs[0].assumption, costing.elsewhere(total_usage(generations)))
