"""What several generations took in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from jevons.core.records import Cost, PriceElsewhere, Usage, UsageSource

_COUNTS = ("prompt", "cached", "thinking", "answer", "reread", "reread_cached")


def total_usage(usages: Sequence[Usage]) -> Usage:
    """The tokens of all; what is known of them no better than of the worst known."""
    known = list(UsageSource)
    sources = [usage.source for usage in usages if usage.output]
    return Usage(
        **{name: sum(getattr(usage, name) for usage in usages) for name in _COUNTS},
        source=max(sources, key=known.index, default=UsageSource.REPORTED),
    )


def total_cost(costs: Iterable[Cost | None]) -> Cost | None:
    """The dollars of all, here (`None` if one has no price) and elsewhere.

    `None` where nothing is known of any.
    """
    known = [cost for cost in costs if cost is not None]
    if not known:
        return None
    elsewhere: defaultdict[tuple[str, date], float] = defaultdict(float)
    for cost in known:
        for price in cost.elsewhere:
            elsewhere[price.model, price.at] += price.usd
    here = [cost.here_usd for cost in known]
    return Cost(
        None if None in here else sum(usd or 0.0 for usd in here),
        known[0].assumption,
        tuple(PriceElsewhere(*reference, usd) for reference, usd in elsewhere.items()),
    )
