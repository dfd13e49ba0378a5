"""Printing the price book."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from jevons.core.prices.book import Price, PriceBook
from jevons.core.prices.reference import parse_time
from jevons.core.problems import ProblemError

HEADINGS = ("vendor", "model", "input", "cached", "output", "window", "prompt", "since", "source")
NUMBERS = {"input", "cached", "output"}


def run(args: argparse.Namespace) -> int:
    """Print the book; the exit status is 1 for a date or a model without prices."""
    try:
        at = parse_time(args.at) if args.at else datetime.now(UTC).date()
        prices = _prices(args.model, at)
    except (ValueError, ProblemError) as error:
        print(f"jevons prices: {error}", file=sys.stderr)
        return 1
    print(_json(prices, at) if args.json else _table(prices, at))
    return 0


def _prices(model: str | None, at: date) -> list[Price]:
    """The prices at a time, of one model or of all."""
    book = PriceBook.load()
    if model is None:
        return book.models(at)
    wanted = book.price(model, at).id
    return [price for price in book.models(at) if price.id == wanted]


def _json(prices: Sequence[Price], at: date) -> str:
    rows = []
    for price in prices:
        window = price.window.label() if price.window else None
        rows.append({"id": price.id, **asdict(price), "window": window})
    document = {"at": at.isoformat(), "unit": "usd per million tokens", "prices": rows}
    return json.dumps(document, indent=2, default=str)


def _table(prices: Sequence[Price], at: date) -> str:
    """The prices as plain aligned columns under a heading."""
    if not prices:
        return f"No model of the price book was on sale on {at}."
    rows = [HEADINGS, *(_row(price) for price in prices)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    when = at.strftime("%Y-%m-%d %H:%M UTC" if isinstance(at, datetime) else "%Y-%m-%d")
    lines = [f"Prices at {when}, $ per million tokens; thinking is billed as output", ""]
    for row in rows:
        cells = [
            cell.rjust(width) if heading in NUMBERS else cell.ljust(width)
            for cell, width, heading in zip(row, widths, HEADINGS, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _row(price: Price) -> tuple[str, ...]:
    origin = f"{price.confidence}: {price.source}"
    return (
        price.vendor,
        price.model,
        _dollars(price.input),
        "-" if price.cached_input is None else _dollars(price.cached_input),
        _dollars(price.output),
        price.window.label() if price.window else "all day",
        _prompt(price),
        price.from_date.isoformat(),
        f"{origin}; {price.note}" if price.note else origin,
    )


def _dollars(usd: float) -> str:
    """Dollars with cents at least, and as many digits as the price has."""
    cents = f"{usd:.2f}"
    return cents if float(cents) == usd else f"{usd:.5f}".rstrip("0")


def _prompt(price: Price) -> str:
    """The lengths of prompt, in tokens, that the price holds for."""
    if price.context_to is not None:
        return f"to {price.context_to:,}"
    return f"from {price.context_from:,}" if price.context_from else "any"
