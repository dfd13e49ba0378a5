"""Which chips could be bought for China on a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.chips.chip import Chip, chips
from jevons.core.economics.chips.export_rules import (
    Classification,
    classify,
    us_vendors,
    vintages,
)


class Sale(StrEnum):
    """What a sale to China took."""

    FREE = "free"
    NOTICE = "notice"
    CASE_BY_CASE = "case-by-case"
    LICENCE = "licence"
    DENIED = "denied"
    UNKNOWN = "unknown"
    NOT_LAUNCHED = "not launched"
    FOREIGN = "not a US chip"

    @property
    def could_be_bought(self) -> bool:
        """Without asking for a licence: free, or after a notice of 25 days."""
        return self in {Sale.FREE, Sale.NOTICE}


@dataclass(frozen=True, slots=True)
class ChinaSale:
    """One chip on one day; `classification` is of the vintage that decided, if one did."""

    chip: Chip
    at: date
    sale: Sale
    classification: Classification | None

    @property
    def why(self) -> str:
        """In words, with the vintage."""
        if self.sale is Sale.NOT_LAUNCHED:
            return f"it was launched on {self.chip.launch}"
        if self.sale is Sale.FOREIGN:
            return "the rules control it by who makes and buys it, not by its figures"
        if self.classification is None:
            return "no rule was in force"
        found = self.classification
        return f"{found.vintage.name}: {found.label}: {found.why}"


def sale_to_china(chip: Chip, at: date) -> ChinaSale:
    """What the rules in force on that day said of a chip.

    The latest vintage that has a say of its own decides: what a letter or an overlay does
    not concern stays as the rule before it left it.
    """
    if chip.vendor not in us_vendors():
        return ChinaSale(chip, at, Sale.FOREIGN, None)
    if at < chip.launch:
        return ChinaSale(chip, at, Sale.NOT_LAUNCHED, None)
    held = [rules for rules in vintages().values() if rules.in_force and rules.in_force <= at]
    for rules in reversed(held):
        found = classify(chip, rules)
        if found.rule is None:
            return ChinaSale(chip, at, Sale.UNKNOWN, found)
        outcome = found.rule.outcome_at(at)
        if outcome:
            return ChinaSale(chip, at, Sale(outcome), found)
    return ChinaSale(chip, at, Sale.FREE, None)


def sales_to_china(at: date, among: Iterable[Chip] | None = None) -> tuple[ChinaSale, ...]:
    """All chips of the table (or those given) on one day."""
    return tuple(sale_to_china(chip, at) for chip in among or chips().values())


@dataclass(frozen=True, slots=True)
class ChipEquivalents:
    """A sum of processing performance in chips of one kind."""

    tpp: float
    tpp_per_chip: float
    chips: float


def chip_equivalents(*, tpp: float, chip: Chip) -> ChipEquivalents:
    """How many chips have so much TPP together: TPP / the chip's TPP.

    Raises:
        ProblemError: BAD_INPUT: no TPP, or the chip's is not known.
    """
    if not tpp > 0:
        raise bad_input(f"a sum of {tpp:g} TPP", "give a number above 0")
    each = chip.figure("tpp")
    return ChipEquivalents(tpp, each, tpp / each)
