"""The meter: what a generation took, as short labelled values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jevons.core.prices.dollars import dollars as dollars
from jevons.core.prices.reference import REFERENCES
from jevons.core.records import Cost, PriceElsewhere, UsageSource
from jevons.core.state.ask import Exchange

if TYPE_CHECKING:
    from jevons.core.state.poll import Vote

USUAL_DAY = REFERENCES[0].at
"""The day of the prices that an answer is compared with unless the user chose others."""

Reading = tuple[str, str]
"""A label and its value."""


def seconds(value: float | None) -> str:
    """A duration: `0.31 s`, `12.4 s`, `3 m 05 s`."""
    if value is None:
        return "–"
    if value < 10:
        return f"{value:.2f} s"
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} m {rest:02d} s"


def readings(exchange: Exchange) -> tuple[Reading, ...]:
    """Tokens and time: what the meter shows while a generation runs and after."""
    usage, timing = exchange.usage, exchange.timing
    about = "~" if usage.source is UsageSource.ESTIMATED and usage.output else ""
    rate = "–" if timing.tokens_per_s is None else f"{timing.tokens_per_s:.0f}"
    return (
        ("ttft", seconds(timing.ttft_s)),
        ("tok/s", rate),
        ("thinking", about + _of_budget(exchange)),
        ("answer", f"{about}{usage.answer:,}"),
        ("time", seconds(timing.total_s)),
    )


def _of_budget(exchange: Exchange) -> str:
    """Thinking tokens, with the budget they were held to."""
    used = f"{exchange.usage.thinking:,}"
    dial = exchange.dial
    return f"{used}/{dial.tokens:,}" if dial is not None and dial.tokens else used


def cost_readings(cost: Cost | None) -> tuple[Reading, ...]:
    """Dollars here and elsewhere; with dates unless all are the usual one."""
    if cost is None:
        return ()
    here: Reading = ("here", dollars(cost.here_usd))
    dated = any(price.at != USUAL_DAY for price in cost.elsewhere)
    return (here, *(_elsewhere(price, dated) for price in cost.elsewhere))


def vote_readings(vote: Vote) -> tuple[Reading, ...]:
    """What the samples of a vote took in all."""
    return (
        ("samples", f"{vote.poll.samples}"),
        *_tokens(vote),
        *cost_readings(vote.cost),
    )


def _tokens(vote: Vote) -> tuple[Reading, ...]:
    usage = vote.usage
    if usage is None:
        return ()
    return ("thinking", f"{usage.thinking:,}"), ("answer", f"{usage.answer:,}")


def _elsewhere(price: PriceElsewhere, dated: bool) -> Reading:
    label = f"{price.model} ({price.at:%Y-%m-%d})" if dated else price.model
    return (label, dollars(price.usd))


def thought_line(exchange: Exchange) -> str:
    """A folded thought in one line: how long it was, and who ended it."""
    tokens = exchange.usage.thinking
    count = "1 token" if tokens == 1 else f"{tokens:,} tokens" if tokens else "no tokens"
    parts = [f"thought for {count}"]
    if exchange.timing.thinking_s is not None:
        parts.append(seconds(exchange.timing.thinking_s))
    ended = {"budget": "ended by the budget", "user": "ended by you"}.get(exchange.closed_by)
    return ", ".join([*parts, ended] if ended else parts)
