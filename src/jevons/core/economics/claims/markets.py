"""Closing prices around 27 January 2025, and NVIDIA's revenue by billing location."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jevons.core.problems import ProblemError, ProblemKind

_CLOSES = Path(__file__).with_name("markets.csv")
_BILLING = Path(__file__).with_name("nvidia_billing.csv")

MILLION = 1e6
TOTAL = "TOTAL"


@dataclass(frozen=True, slots=True)
class Close:
    """A closing price in dollars, and the session's change as it was reported (a share of 1)."""

    usd: float | None
    change: float | None
    confidence: str
    source: str


@cache
def closes() -> Mapping[tuple[str, date], Close]:
    """Every close that is known, by ticker and day."""
    with _CLOSES.open(encoding="utf-8", newline="") as file:
        return {
            (row["ticker"], date.fromisoformat(row["date"])): Close(
                float(row["close_usd"]) if row["close_usd"] else None,
                float(row["change"]) / 100 if row["change"] else None,
                row["confidence"],
                row["source"],
            )
            for row in csv.DictReader(file)
        }


def close(ticker: str, day: date) -> float:
    """The close of a share, in dollars.

    Raises:
        ProblemError: NOT_FOUND: it is not known.
    """
    found = closes().get((ticker.upper(), day))
    if found is None or found.usd is None:
        days = sorted(f"{when}" for name, when in closes() if name == ticker.upper())
        remedy = f"known are {', '.join(days)}" if days else "choose another share"
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"the close of {ticker[:20]} on {day} is not known",
            remedy=remedy,
        )
    return found.usd


def session_change(ticker: str, before: date, after: date) -> float:
    """How far a share's close moved: after / before - 1.

    Raises:
        ProblemError: NOT_FOUND: a close is not known.
    """
    return close(ticker, after) / close(ticker, before) - 1


def value_lost(ticker: str, before: date, after: date, shares: float) -> float:
    """Market value lost between two closes, in dollars: (before - after) x shares.

    Raises:
        ProblemError: NOT_FOUND: a close is not known.
    """
    return (close(ticker, before) - close(ticker, after)) * shares


@cache
def billing() -> Mapping[tuple[str, str], float]:
    """Revenue in dollars by period and billing location."""
    with _BILLING.open(encoding="utf-8", newline="") as file:
        return {
            (row["period"], row["region"]): float(row["revenue_musd"]) * MILLION
            for row in csv.DictReader(file)
        }


def billed(period: str, regions: str) -> float:
    """Revenue billed to some regions (`China + Singapore`) in a period, in dollars.

    Where a customer is billed is not where the goods go.

    Raises:
        ProblemError: NOT_FOUND: no such period or region.
    """
    return sum(_billed(period, region.strip()) for region in regions.split("+"))


def _billed(period: str, region: str) -> float:
    found = billing().get((period, region))
    if found is None:
        periods = sorted({name for name, _ in billing()})
        places = sorted({name for _, name in billing()})
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"no revenue of {region[:30]!r} in {period[:30]!r} is known",
            remedy=f"periods: {', '.join(periods)}; regions: {', '.join(places)}",
        )
    return found


def billed_share(period: str, regions: str) -> float:
    """The share of a period's revenue that was billed to some regions.

    Raises:
        ProblemError: NOT_FOUND: no such period or region.
    """
    return billed(period, regions) / billed(period, TOTAL)
