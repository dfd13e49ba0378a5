"""Quantities as short text: shares, intervals, counts, durations, rates."""

from __future__ import annotations

import math

from jevons.core.records import Estimate

SECONDS_A_MINUTE = 60
MINUTES_AN_HOUR = 60
HOURS_A_DAY = 24


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 as `61.2 %`; one that is not quite all or none never reads as if it were."""
    value = 100 * share
    least = 10**-digits
    if 0 < value < least / 2:
        return f"<{least:g} %"
    if 100 - least / 2 < value < 100:
        return f">{100 - least:g} %"
    return f"{value:.{digits}f} %"


def points(share: float) -> str:
    """A difference of two shares in percentage points: `+2.3`, `-0.4`."""
    return f"{100 * share:+.1f}"


def percent_interval(estimate: Estimate) -> str:
    """A share with the interval it lies in: `61.2 % [58.1, 64.2]`."""
    return f"{percent(estimate.value)} {_span(estimate)}"


def short_interval(estimate: Estimate, digits: int = 1) -> str:
    """The same for a column whose heading says that it is in percent: `61.2 [58.1, 64.2]`.

    The bounds have so many digits; without any they are rounded outwards.
    """
    return f"{100 * estimate.value:.1f} {_span(estimate, digits)}"


def _span(estimate: Estimate, digits: int = 1) -> str:
    low, high = 100 * estimate.low, 100 * estimate.high
    if not digits:
        low, high = math.floor(low), math.ceil(high)
    return f"[{low:.{digits}f}, {high:.{digits}f}]"


def dollars_interval(estimate: Estimate) -> str:
    """Dollars with the interval they lie in: `$0.00251 [$0.00224, $0.00293]`."""
    value, low, high = map(_exactly, (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def _exactly(usd: float) -> str:
    """Dollars in three significant digits, so that narrow intervals have two ends."""
    if math.isinf(usd):
        return "no end"
    if usd >= 1 or not usd:
        return f"${usd:,.2f}"
    return f"${usd:.{2 - math.floor(math.log10(usd))}f}"


def amount(count: float) -> str:
    """A count in few characters: `812`, `12.3 k`, `4.5 M`."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if count >= 10 * size or (count >= size and unit != "k"):
            return f"{count / size:.1f} {unit}"
    return f"{count:,.0f}"


def counted(count: int, noun: str) -> str:
    """A number of things: `1 run`, `12 runs`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def duration(seconds: float) -> str:
    """A time that may be long, in its two largest units: `42 s`, `3 m 05 s`, `2 h 05 m`."""
    whole = round(seconds)
    if whole < SECONDS_A_MINUTE:
        return f"{whole} s"
    minutes, rest = divmod(whole, SECONDS_A_MINUTE)
    if minutes < MINUTES_AN_HOUR:
        return f"{minutes} m {rest:02d} s"
    hours, minutes = divmod(minutes, MINUTES_AN_HOUR)
    if hours < HOURS_A_DAY:
        return f"{hours} h {minutes:02d} m"
    days, hours = divmod(hours, HOURS_A_DAY)
    return f"{days:,} d {hours:02d} h"


def rate(per_second: float) -> str:
    """How often: `12.3/s`, and by the minute what is slower than one in two seconds."""
    if per_second >= 100:
        return f"{per_second:,.0f}/s"
    return f"{per_second:.1f}/s" if per_second >= 0.5 else f"{per_second * SECONDS_A_MINUTE:.1f}/m"
