"""Formulas on prices of shares, revenue, benchmarks, dates, and figures taken as stated."""

from __future__ import annotations

from datetime import date

from jevons.core.economics.claims import benchmarks, markets
from jevons.core.economics.claims.formulas import DATE, TEXT, Formula
from jevons.core.problems import ProblemError, ProblemKind

DAYS_A_YEAR = 365.25


def as_stated(value: float) -> float:
    """A figure as its source states it."""
    return value


def ratio(value: float, other: float) -> float:
    """How many times another value a value is.

    Raises:
        ProblemError: BAD_INPUT: the other is zero.
    """
    if not other:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT, "there is no ratio to zero", remedy="give a number above 0"
        )
    return value / other


def relative_change(before: float, after: float) -> float:
    """How far a value moved: after / before - 1.

    Raises:
        ProblemError: BAD_INPUT: it was zero before.
    """
    return ratio(after, before) - 1


def days_after(day: date, reference: date) -> float:
    """How many days a day is after another; below zero where it is before."""
    return float((day - reference).days)


def years_after(day: date, reference: date) -> float:
    """How many years a day is after another."""
    return (day - reference).days / DAYS_A_YEAR


def weekday(day: date) -> str:
    """The day of the week, in English."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return names[day.weekday()]


def market_cap(price: float, shares: float) -> float:
    """What all shares are worth, in dollars."""
    return price * shares


def market_rank(price: float, shares: float, first: float, second: float) -> float:
    """The place of a company by market value among itself and two others."""
    own = market_cap(price, shares)
    return 1.0 + (first > own) + (second > own)


def characters_per_token(characters: float, tokens: float) -> float:
    """How many characters a token stands for."""
    return ratio(characters, tokens)


_SPAN = {"ticker": TEXT, "before": DATE, "after": DATE}

FORMULAS = (
    *(
        Formula(f"stated_{kind}", "as its source states it", {"value": kind}, kind, as_stated, True)
        for kind in ("money", "usd_per_mtok", "share", "count")
    ),
    Formula(
        "money_ratio", "value / other", {"value": "money", "other": "money"}, "ratio", ratio
    ),
    Formula(
        "price_ratio",
        "price / other price",
        {"value": "usd_per_mtok", "other": "usd_per_mtok"},
        "ratio",
        ratio,
    ),
    Formula(
        "price_share",
        "price / other price",
        {"value": "usd_per_mtok", "other": "usd_per_mtok"},
        "share",
        ratio,
    ),
    Formula(
        "price_saving",
        "1 - price / other price",
        {"value": "usd_per_mtok", "other": "usd_per_mtok"},
        "share",
        lambda value, other: 1 - ratio(value, other),
    ),
    Formula("cost_share", "cost / other cost", {"cost": "money", "other": "money"}, "share",
            lambda cost, other: ratio(cost, other)),
    Formula("count_share", "part / whole", {"part": "count", "whole": "count"}, "share",
            lambda part, whole: ratio(part, whole)),
    Formula("relative_change", "after / before - 1", {"before": "money", "after": "money"},
            "change", relative_change),
    Formula("session_change", "close after / close before - 1", _SPAN, "change",
            markets.session_change),
    Formula("value_lost", "(close before - close after) × shares", {**_SPAN, "shares": "count"},
            "money", markets.value_lost),
    Formula("value_lost_ratio", "(close before - close after) × shares / other loss",
            {**_SPAN, "shares": "count", "other": "money"}, "ratio",
            lambda ticker, before, after, shares, other:
            ratio(markets.value_lost(ticker, before, after, shares), other)),
    Formula("market_cap", "price × shares", {"price": "money", "shares": "count"}, "money",
            market_cap),
    Formula("market_rank", "1 + companies worth more than price × shares",
            {"price": "money", "shares": "count", "first": "money", "second": "money"}, "count",
            market_rank),
    Formula("billed", "sum of revenue billed there", {"period": TEXT, "regions": TEXT}, "money",
            markets.billed),
    Formula("billed_share", "revenue billed there / all revenue", {"period": TEXT, "regions": TEXT},
            "share", markets.billed_share),
    Formula("benchmark_wins", "benchmarks on which R1 > o1", {"fields": TEXT}, "count",
            benchmarks.wins),
    Formula("benchmark_win_share", "benchmarks on which R1 > o1 / all", {"fields": TEXT}, "share",
            benchmarks.win_share),
    Formula("benchmark_near_share", "benchmarks on which R1 ≥ (1 - within) × o1 / all",
            {"fields": TEXT, "within": "share"}, "share", benchmarks.near_share),
    Formula("standard_errors", "(p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / n)",
            {"first": "share", "second": "share", "questions": "count"}, "ratio",
            benchmarks.standard_errors_apart),
    Formula("days_after", "day - reference", {"day": DATE, "reference": DATE}, "days",
            days_after),
    Formula("years_after", "(day - reference) / 365.25", {"day": DATE, "reference": DATE}, "ratio",
            years_after),
    Formula("weekday", "day of the week", {"day": DATE}, TEXT, weekday),
    Formula("characters_per_token", "characters / tokens",
            {"characters": "count", "tokens": "count"}, "ratio", characters_per_token),
)  # fmt: skip
