"""`jevons plan market`: which chips could be bought for China on a date, and why."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from jevons.commands.columns import columns
from jevons.core.economics.amounts import significant
from jevons.core.economics.bounds import bad_input
from jevons.core.economics.chips.china import ChinaSale, sales_to_china
from jevons.core.economics.chips.chip import Chip, chips, known_chip
from jevons.core.economics.chips.export_rules import classify, vintages
from jevons.core.economics.quantities import read_date
from jevons.core.problems import ProblemError
from jevons.core.visible_text import one_line

LONGEST_WHY = 100
"""Characters of a reason in the table; the page of one chip has it whole."""


def run(arguments: Sequence[str]) -> int:
    """Print a line a chip; of named chips also the class under every vintage."""
    args = _parser().parse_args(arguments)
    try:
        at = read_date(args.at) if args.at else datetime.now(UTC).date()
        among = [_changed(known_chip(name), args.change) for name in args.chips]
        sales = sales_to_china(at, among or chips().values())
    except ProblemError as error:
        print(f"jevons plan: {one_line(str(error), 500)}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps([_object(sale) for sale in sales], indent=2, default=str))
    elif among:
        print("\n\n".join("\n".join(_page(sale)) for sale in sales))
    else:
        print("\n".join(_table(sales)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jevons plan market",
        description="The US export rules for chips: what a sale to China took on a date, and the"
        " class of a chip under every vintage of the rules.",
    )
    parser.add_argument("chips", nargs="*", metavar="CHIP", help="such as H800; all if not given")
    parser.add_argument("--at", metavar="DATE", help="a day, 2025-01-27; today if not given")
    parser.add_argument(
        "--change", action="append", default=[], metavar="FIGURE=VALUE",
        help="make the chip a hypothetical one: fp8_tflops=280, nvlink_gb_s=400, die_mm2=600;"
        " may be given again",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _changed(chip: Chip, changes: Sequence[str]) -> Chip:
    """The chip with other figures; a change without a value makes a figure unknown.

    Raises:
        ProblemError: BAD_INPUT: there is no such figure, or it is no number.
    """
    known = [field.name for field in fields(Chip) if field.type == "float | None"]
    for change in changes:
        name, _, text = change.partition("=")
        try:
            value = float(text.replace(",", "")) if text.strip() else None
        except ValueError:
            value = -1.0
        if name not in known or (value is not None and not 0 <= value < 1e9):
            raise bad_input(
                f"{one_line(change, 60)} changes no figure of a chip",
                f"write FIGURE=VALUE; figures are {', '.join(known)}",
            )
        figures: dict[str, Any] = {name: value}
        chip = replace(chip, **figures)
    return replace(chip, name=f"{chip.name}, changed") if changes else chip


def _table(sales: Sequence[ChinaSale]) -> list[str]:
    day = sales[0].at
    rows = [("chip", "sale to China", "TPP", "density", "why")]
    rows += [
        (sale.chip.id, str(sale.sale), _number(sale.chip.tpp),
         _number(sale.chip.performance_density), one_line(sale.why, LONGEST_WHY))
        for sale in sales
    ]  # fmt: skip
    return [f"Chips for China on {day}, by the US rules in force", "", *columns(rows)]


def _page(sale: ChinaSale) -> list[str]:
    chip = sale.chip
    figures = [
        ("TPP", _number(chip.tpp)),
        ("performance density", _number(chip.performance_density)),
        ("I/O, GB/s", _number(chip.io_gb_s)),
        ("memory bandwidth, GB/s", _number(chip.bandwidth_gb_s)),
        ("known as", f"{chip.confidence}: {chip.source}"),
        (f"sale to China on {sale.at}", f"{sale.sale}: {sale.why}"),
    ]
    rows = []
    for rules in vintages().values():
        found = classify(chip, rules)
        rows.append((rules.id, found.label, found.why))
    return [chip.name, "", *columns(figures), "", *columns(rows)]


def _number(value: float | None) -> str:
    return "unknown" if value is None else significant(value)


def _object(sale: ChinaSale) -> dict[str, object]:
    chip = sale.chip
    return {
        "chip": chip.id,
        "name": chip.name,
        "at": sale.at,
        "sale": str(sale.sale),
        "why": sale.why,
        "tpp": chip.tpp,
        "performance_density": chip.performance_density,
        "io_gb_s": chip.io_gb_s,
        "bandwidth_gb_s": chip.bandwidth_gb_s,
        "confidence": chip.confidence,
        "source": chip.source,
        "classes": {
            rules.id: {"label": found.label, "why": found.why, "cite": rules.cite}
            for rules in vintages().values()
            for found in [classify(chip, rules)]
        },
    }
