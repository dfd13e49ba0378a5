"""The worksheet on chips: the class of any chip, or a hypothetical one, under the export rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jevons.core.economics.chips.china import sale_to_china, sales_to_china
from jevons.core.economics.chips.chip import Chip, known_chip
from jevons.core.economics.chips.export_rules import UNKNOWN, classify, vintages
from jevons.core.economics.worksheets.choices import chip_choices
from jevons.core.economics.worksheets.worksheet import Figures, Values, Worksheet, load_worksheet

GB, TERA = 1e9, 1e12

RULES = {
    "rule_2022_08": "2022-08-26-letters",
    "rule_2022_10": "2022-10-07",
    "rule_2023_10": "2023-10-17",
    "rule_2025_01": "2025-01-15-diffusion",
    "rule_2025_04": "2025-04-09-informed",
    "rule_2026_01": "2026-01-15",
}
"""The results that are classes, and their vintages."""

_CELLS = {
    "fp16": ("fp16_tflops", TERA),
    "fp8": ("fp8_tflops", TERA),
    "int8": ("int8_tops", TERA),
    "fp4": ("fp4_tflops", TERA),
    "bandwidth": ("bandwidth_gb_s", GB),
    "nvlink": ("nvlink_gb_s", GB),
    "pcie": ("pcie_gb_s", GB),
    "area": ("die_mm2", 1.0),
}
"""The cells that replace a figure of the table, with the figure and its unit."""


def chips_worksheet() -> Worksheet:
    """The worksheet as it is shipped."""
    return load_worksheet("chips", compute, {"chips": chip_choices()}, ())


def chip_of(values: Values) -> Chip:
    """The chip of the table with the figures that the cells replace."""
    cells: Any = values
    changes: dict[str, Any] = {
        figure: cells[cell] / unit
        for cell, (figure, unit) in _CELLS.items()
        if cells[cell] is not None
    }
    if cells["planar"] is not None:
        changes["nonplanar"] = cells["planar"] == "no"
    if cells["datacenter"] is not None:
        changes["datacenter"] = cells["datacenter"] == "yes"
    return replace(known_chip(cells["chip"]), **changes)


def compute(values: Values) -> Figures:
    """The results from the cells."""
    cells: Any = values
    chip, day = chip_of(values), cells["date"]
    sale = sale_to_china(chip, day)
    h100 = known_chip("h100-sxm").tpp
    return {
        "sale": None if sale.sale.value == "unknown" else sale.sale.value,
        "why": sale.why,
        "tpp": chip.tpp,
        "density": chip.performance_density,
        "io": None if chip.io_gb_s is None else chip.io_gb_s * GB,
        "dram": None if chip.bandwidth_gb_s is None else chip.bandwidth_gb_s * GB,
        **_classes(chip),
        "buyable": _buyable(day),
        "h100s": None if chip.tpp is None or h100 is None else chip.tpp / h100,
    }


def _classes(chip: Chip) -> Mapping[str, str | None]:
    labels = {id_: classify(chip, vintages()[name]).label for id_, name in RULES.items()}
    return {id_: None if label == UNKNOWN else label for id_, label in labels.items()}


@cache
def _buyable(day: Any) -> str:
    """The chips of the table that could be bought for China on a day."""
    names = [sale.chip.id for sale in sales_to_china(day) if sale.sale.could_be_bought]
    return ", ".join(names) or "none"
