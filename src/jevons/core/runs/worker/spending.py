"""What a run has spent, and whether its caps allow more."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.runs.run import Caps


@dataclass(slots=True)
class Spending:
    """Dollars, tokens and seconds so far; `drawn` generations stand behind them."""

    usd: float = 0.0
    tokens: int = 0
    seconds: float = 0.0
    drawn: int = 0

    def add(self, usd: float | None, tokens: int) -> None:
        """Count one generation."""
        self.usd += usd or 0.0
        self.tokens += tokens
        self.drawn += 1

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
