"""What chips cost to rent and to buy, by date and seller."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jevons.core.economics.tables import rows_of

_PRICES = Path(__file__).with_name("prices.csv")
_OWNERSHIP = Path(__file__).with_name("ownership.csv")


@dataclass(frozen=True, slots=True)
class ChipPrice:
    """An asked price: dollars an hour to `rent`, dollars a chip to `buy`, at one date.

    From the archived offers of Epoch AI's hardware price table (CC-BY).
    """

    chip: str
    kind: str
    date: date
    usd_low: float
    usd_high: float
    vendor: str
    confidence: str

    @property
    def usd(self) -> float:
        """The middle of the asked range."""
        return (self.usd_low + self.usd_high) / 2


@dataclass(frozen=True, slots=True)
class OwnershipCost:
    """What an hour of a chip costs all in: who owns it, or a three years' rental."""

    chip: str
    name: str
    usd_h_hyperscaler: float
    usd_h_neocloud: float
    usd_h_3yr_rental: float
    kw_all_in: float
    confidence: str
    source: str


@functools.cache
def chip_prices() -> tuple[ChipPrice, ...]:
    """All prices known, by chip; read once."""
    return tuple(
        ChipPrice(
            row["chip"],
            row["kind"],
            date.fromisoformat(row["date"]),
            float(row["usd_low"]),
            float(row["usd_high"]),
            row["vendor"],
            row["confidence"],
        )
        for row in rows_of(_PRICES)
    )


def prices_of(chip: str, kind: str) -> tuple[ChipPrice, ...]:
    """The prices of a chip to `rent` or to `buy`, the oldest first; there may be none."""
    found = [price for price in chip_prices() if price.chip == chip and price.kind == kind]
    return tuple(sorted(found, key=lambda price: price.date))


@functools.cache
def ownership_costs() -> tuple[OwnershipCost, ...]:
    """What hours of owned chips cost, as published; read once."""
    return tuple(
        OwnershipCost(
            row["chip"],
            row["name"],
            float(row["usd_h_hyperscaler"]),
            float(row["usd_h_neocloud"]),
            float(row["usd_h_3yr_rental"]),
            float(row["kw_all_in"]),
            row["confidence"],
            row["source"],
        )
        for row in rows_of(_OWNERSHIP)
    )
