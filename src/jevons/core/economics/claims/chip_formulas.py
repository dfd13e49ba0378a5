"""Formulas on chips and on the rules for their export."""

from __future__ import annotations

from datetime import date

from jevons.core.economics.chips.china import Sale, sale_to_china
from jevons.core.economics.chips.chip import chips, known_chip
from jevons.core.economics.chips.export_rules import classify, vintage
from jevons.core.economics.claims.fact_formulas import days_after, ratio
from jevons.core.economics.claims.formulas import DATE, TEXT, Formula
from jevons.core.problems import ProblemError, ProblemKind

FIGURES = {
    "bf16": "fp16_tflops",
    "fp8": "fp8_tflops",
    "memory": "memory_gb",
    "bandwidth": "bandwidth_gb_s",
    "link": "nvlink_gb_s",
    "power": "tdp_w",
}
"""The figures that chips are compared by, and their fields."""


def chip_ratio(chip: str, other: str, figure: str) -> float:
    """How many times another chip's figure a chip has.

    Raises:
        ProblemError: BAD_INPUT: no such chip or figure, or it is not known.
    """
    field = FIGURES.get(figure)
    if field is None:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"chips have no figure {figure[:30]!r}",
            remedy=f"use one of {', '.join(FIGURES)}",
        )
    return ratio(known_chip(chip).figure(field), known_chip(other).figure(field))


def other_makers(maker: str, day: date) -> float:
    """How many other makers had a chip for datacenters out by a day."""
    out = [chip for chip in chips().values() if chip.datacenter and chip.launch <= day]
    return float(len({chip.vendor for chip in out} - {maker}))


def days_since_launch(chip: str, day: date) -> float:
    """How many days before a day a chip came out.

    Raises:
        ProblemError: BAD_INPUT: there is no such chip.
    """
    return days_after(day, known_chip(chip).launch)


def needs_licence(chip: str, day: date) -> str | None:
    """Whether a sale of a chip to China needed a licence on a day: `yes`, `no` or unknown.

    Raises:
        ProblemError: BAD_INPUT: there is no such chip.
    """
    sale = sale_to_china(known_chip(chip), day).sale
    if sale in {Sale.UNKNOWN, Sale.NOT_LAUNCHED, Sale.FOREIGN}:
        return None
    return "no" if sale.could_be_bought else "yes"


def controlled_under(chip: str, rule: str) -> str | None:
    """Whether a vintage of the rules controls a chip: `yes`, `no` or unknown.

    Raises:
        ProblemError: BAD_INPUT: there is no such chip or vintage.
    """
    rules = vintage(rule)
    found = classify(known_chip(chip), rules).rule
    if found is None:
        return None
    return "no" if found.outcome_at(rules.in_force or rules.released) in {"free", ""} else "yes"


FORMULAS = (
    Formula("needs_licence", "the class under the rules in force that day",
            {"chip": TEXT, "day": DATE}, TEXT, needs_licence),
    Formula("controlled_under", "the class under that vintage of the rules",
            {"chip": TEXT, "rule": TEXT}, TEXT, controlled_under),
    Formula("chip_ratio", "figure of the chip / of the other",
            {"chip": TEXT, "other": TEXT, "figure": TEXT}, "ratio", chip_ratio),
    Formula("other_makers", "makers with a chip for datacenters out by the day, but this one",
            {"maker": TEXT, "day": DATE}, "count", other_makers),
    Formula("days_since_launch", "day - day the chip came out", {"chip": TEXT, "day": DATE}, "days",
            days_since_launch),
)  # fmt: skip
