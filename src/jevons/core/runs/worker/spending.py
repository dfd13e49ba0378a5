"""What a run has spent, and whether its caps allow more."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.records import Outcome
from jevons.core.runs.run import Caps, Run
from jevons.core.runs.run_store import RunStore

UNKNOWN = 8
"""Generations, beyond as many as are finished, that a cap lets be on their way: what they
will cost is known from those that are finished."""


@dataclass(slots=True)
class Spending:
    """Dollars, tokens and seconds so far; `drawn` generations came to their end."""

    usd: float = 0.0
    tokens: int = 0
    seconds: float = 0.0
    drawn: int = 0

    def add(self, usd: float | None, tokens: int, *, failed: bool = False) -> None:
        """Count one generation; a failed one says nothing of what the others will cost."""
        self.usd += usd or 0.0
        self.tokens += tokens
        self.drawn += not failed

    def cap_met(self, caps: Caps, in_flight: int) -> str:
        """The cap that one more generation would break, in words; empty if there is none.

        Those in flight are taken to cost what the finished ones did on average.
        """
        mean = in_flight / self.drawn if self.drawn else 0.0
        if caps.usd is not None and self.usd * (1 + mean) >= caps.usd:
            return f"the cap of ${caps.usd:g} is met"
        if caps.tokens is not None and self.tokens * (1 + mean) >= caps.tokens:
            return f"the cap of {caps.tokens:,} tokens is met"
        if caps.seconds is not None and self.seconds >= caps.seconds:
            return f"the cap of {caps.seconds:,.0f} s is met"
        return ""

    def is_unsure(self, caps: Caps, in_flight: int) -> bool:
        """Whether too much is on its way to tell what a cap still allows."""
        capped = caps.usd is not None or caps.tokens is not None
        return capped and in_flight >= self.drawn + UNKNOWN


def spent(store: RunStore, run: Run) -> Spending:
    """What a run has spent until now; what it took from the pool cost it nothing.

    Raises:
        ProblemError: the library cannot be read.
    """
    total = run.ledger.total
    tokens = total.output_tokens
    if run.plan.cut_of is not None:  # the thoughts were drawn before
        tokens = sum(row.answer_tokens for row in store.samples(run.number) if not row.pooled)
    elif total.pooled:
        rows = [row for row in store.samples(run.number) if not row.pooled]
        tokens = sum(row.thinking_tokens + row.answer_tokens for row in rows)
    cut = run.ledger.count(Outcome.ERROR) + run.ledger.count(Outcome.STOPPED)
    drawn = max(0, total.samples - total.pooled - cut)
    return Spending(run.usd, tokens, run.busy_s, drawn)
