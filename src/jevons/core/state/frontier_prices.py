"""The prices that a run can be reckoned at, to choose from."""

from __future__ import annotations

from jevons.core.prices.book import PriceBook
from jevons.core.prices.pricing import AS_PAID
from jevons.core.prices.reference import REFERENCES

MACHINES = (
    ("0.10/h", "a cloud machine of 2 cores, at 0.10 $/h"),
    ("2.50/h", "an H100 of one's own, at 2.50 $/h: type another sum, or 2.50/h@1500 tok/s"),
)
"""Machines by the hour."""


def price_choices(book: PriceBook) -> list[tuple[str, str]]:
    """Prices as `parse_pricing` takes them, each with what it means in words.

    As paid comes first, then the models of January 2025, machines, and the rest of the book,
    the newest first: each model at every day on which its price changed.
    """
    found = [(AS_PAID.label, AS_PAID.meaning)]
    found += [
        (f"{each.model}@{each.at.isoformat()}", f"{each.model} on {each.at}") for each in REFERENCES
    ]
    found += MACHINES
    lines = sorted(book.prices, key=lambda price: (price.from_date, price.id), reverse=True)
    for price in lines:
        text = f"{price.id}@{price.from_date.isoformat()}"
        words = f"{price.id} on {price.from_date}: {price.input:g} in, {price.output:g} out"
        found.append((text, f"{words} $/M tokens"))
    return list(dict(found).items())
