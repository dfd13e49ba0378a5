"""Dollars per million tokens, and what selling them leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jevons.core.economics.bounds import bad_input, require_not_negative, require_positive

SECONDS_PER_HOUR = 3600
SECONDS_PER_DAY = 86400
MILLION = 1e6


def usd_per_mtok(
    *, usd_per_hour: float, tokens_per_second: float, utilisation: float = 1.0
) -> float:
    """$/h x 10^6 / (3600 x tok/s x utilisation).

    Tokens and dollars must be of the same chips, tokens of one kind (in, or out).

    Raises:
        ProblemError: BAD_INPUT: nothing is drawn, or a utilisation that is none.
    """
    if not (tokens_per_second > 0 and 0 < utilisation <= 1 and usd_per_hour >= 0):
        raise bad_input(
            f"{tokens_per_second:g} tok/s at {100 * utilisation:g} % for ${usd_per_hour:g}/h",
            "give a speed above 0, and a utilisation of more than 0 % and at most 100 %",
        )
    return usd_per_hour * MILLION / (SECONDS_PER_HOUR * tokens_per_second * utilisation)


def instances_for_load(
    *, tokens_per_day: float, tokens_per_second: float, utilisation: float = 1.0
) -> float:
    """How many instances of so many tok/s a load takes: tokens / (86,400 tok/s utilisation).

    Raises:
        ProblemError: BAD_INPUT: nothing is drawn, or a utilisation that is none.
    """
    if not (tokens_per_second > 0 and 0 < utilisation <= 1 and tokens_per_day >= 0):
        raise bad_input(
            f"{tokens_per_day:g} tokens a day at {tokens_per_second:g} tok/s",
            "give a load, a speed above 0, and a utilisation of at most 100 %",
        )
    return tokens_per_day / (SECONDS_PER_DAY * tokens_per_second * utilisation)


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """What a seller asks, in dollars per million tokens; thinking is sold as output."""

    input: float
    cached_input: float
    output: float

    def __post_init__(self) -> None:
        require_not_negative(self, "input", "cached_input", "output")


class Margin(NamedTuple):
    """Revenue beside cost: the markup is on the cost, the gross margin on the revenue."""

    revenue_usd: float
    cost_usd: float
    profit_usd: float
    markup: float
    gross_margin: float


def margin(*, revenue_usd: float, cost_usd: float) -> Margin:
    """Markup = (R - C) / C; gross margin = (R - C) / R.

    Raises:
        ProblemError: BAD_INPUT: no revenue or no cost.
    """
    if not (revenue_usd > 0 and cost_usd > 0):
        raise bad_input("a margin needs revenue and cost", "give both, above 0")
    profit = revenue_usd - cost_usd
    return Margin(revenue_usd, cost_usd, profit, profit / cost_usd, profit / revenue_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Tokens of a day: read afresh, read from the cache, and drawn."""

    input_tokens: float
    cached_tokens: float
    output_tokens: float

    def __post_init__(self) -> None:
        require_not_negative(self, "input_tokens", "cached_tokens", "output_tokens")

    @property
    def prompt_tokens(self) -> float:
        """All that is read."""
        return self.input_tokens + self.cached_tokens

    @property
    def hit_rate(self) -> float:
        """The share of what is read that is cached."""
        return self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0

    def usd(self, price: TokenPrice) -> float:
        """What it costs at a seller's price."""
        dollars = self.input_tokens * price.input + self.cached_tokens * price.cached_input
        return (dollars + self.output_tokens * price.output) / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedInstance:
    """Chips paid by the hour whether they are used or not, and the traffic that fills them."""

    usd_per_hour: float
    full_traffic: Traffic

    def __post_init__(self) -> None:
        require_positive(self, "usd_per_hour")


class BreakEven(NamedTuple):
    """The load at which owning costs what the API would: `utilisation` of what the chips can do.

    Above 1 it is never reached: the API is cheaper at any load.
    """

    own_usd_per_day: float
    api_usd_per_day_at_full_load: float
    utilisation: float
    tokens_per_day: float
    reachable: bool


def break_even(instance: OwnedInstance, price: TokenPrice) -> BreakEven:
    """Utilisation = own dollars a day / API dollars for the full load; tokens = that x full load.

    Raises:
        ProblemError: BAD_INPUT: the API is free, or the instance carries no load.
    """
    own = 24 * instance.usd_per_hour
    full = instance.full_traffic
    api = full.usd(price)
    if not api > 0:
        raise bad_input("the API costs nothing for this load", "give its prices, and a load")
    utilisation = own / api
    tokens = utilisation * (full.prompt_tokens + full.output_tokens)
    return BreakEven(own, api, utilisation, tokens, utilisation <= 1)
