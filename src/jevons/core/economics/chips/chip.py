"""Accelerators and their figures."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.tables import rows_of
from jevons.core.problems import ProblemError, ProblemKind

_FILE = Path(__file__).with_name("chips.csv")

_FIGURE_OF = {
    "fp16": "fp16_tflops", "bf16": "fp16_tflops", "fp8": "fp8_tflops", "int8": "int8_tops",
    "fp4": "fp4_tflops",
}  # fmt: skip
_BITS = {"fp16_tflops": 16, "fp8_tflops": 8, "int8_tops": 8, "fp4_tflops": 4}


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator, as its vendor states it; `None` is unknown (or not there).

    Throughput is dense, in 10^12 operations a second (BF16 is FP16's); links are both
    directions together, in GB/s; `kw_all_in` is the power of one chip with its share of
    server, network and cooling; `die_mm2` is the area of all logic dies;
    `launch` is the first day of what the source says (a year, a month).
    """

    id: str
    name: str
    vendor: str
    launch: date
    fp16_tflops: float | None
    fp8_tflops: float | None
    int8_tops: float | None
    fp4_tflops: float | None
    memory_gb: float | None
    bandwidth_gb_s: float | None
    nvlink_gb_s: float | None
    pcie_gb_s: float | None
    tdp_w: float | None
    kw_all_in: float | None
    die_mm2: float | None
    nonplanar: bool = True
    datacenter: bool = True
    confidence: str = "D"
    source: str = ""

    def peak_tflops(self, precision: str) -> float:
        """The dense peak in a precision, in 10^12 operations a second.

        Raises:
            ProblemError: BAD_INPUT: the chip has no such mode, or its figure is not known.
        """
        field = _FIGURE_OF.get(precision.lower())
        peak: float | None = getattr(self, field) if field else None
        if peak is None:
            raise bad_input(f"{self.name} has no known {precision.upper()} peak", self._others())
        return peak

    def figure(self, name: str) -> float:
        """A figure that must be known, by its field's name.

        Raises:
            ProblemError: BAD_INPUT: it is not known.
        """
        value: float | None = getattr(self, name)
        if value is None:
            words = name.replace("_gb_s", " (GB/s)").replace("_", " ")
            raise bad_input(
                f"the {words} of {self.name} is not known", "give it, or take another chip"
            )
        return value

    @property
    def precisions(self) -> tuple[str, ...]:
        """The precisions whose peak is known."""
        return tuple(name for name, field in _FIGURE_OF.items() if getattr(self, field) is not None)

    @property
    def tpp(self) -> float | None:
        """Total processing performance: the largest of peak x bits (88 FR 73458)."""
        peaks = [(getattr(self, field), bits) for field, bits in _BITS.items()]
        return max((peak * bits for peak, bits in peaks if peak is not None), default=None)

    @property
    def performance_density(self) -> float | None:
        """TPP over mm2 of the dies with non-planar transistors; planar ones do not count."""
        if not self.nonplanar:
            return 0.0
        if self.tpp is None or self.die_mm2 is None:
            return None
        return self.tpp / self.die_mm2

    @property
    def io_gb_s(self) -> float | None:
        """Links to other chips, both directions, memory not counted: NVLink and PCIe."""
        if self.nvlink_gb_s is None or self.pcie_gb_s is None:
            return None
        return self.nvlink_gb_s + self.pcie_gb_s

    def _others(self) -> str:
        if not self.precisions:
            return "take another chip, or give its figures"
        return f"it has {', '.join(self.precisions)}"


def chip_ids() -> tuple[str, ...]:
    """The ids of all chips, in the order of the table."""
    return tuple(chips())


@functools.cache
def chips() -> dict[str, Chip]:
    """All chips known, by id; read once."""
    return {row["id"]: _read(row) for row in rows_of(_FILE)}


@functools.cache
def known_chip(name: str) -> Chip:
    """A chip by its id; `H800` is `h800-sxm`, the first whose id begins so.

    Raises:
        ProblemError: BAD_INPUT: there is none.
    """
    wanted = name.strip().lower().replace(" ", "-").replace("_", "-")
    table = chips()
    if wanted in table:
        return table[wanted]
    for chip in table.values():
        if wanted and chip.id.startswith(f"{wanted}-"):
            return chip
    near = get_close_matches(wanted, list(table), n=3) or list(table)
    raise ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"no chip {name[:60]} is known",
        remedy=f"use one of {', '.join(near)}, or give its figures",
    )


def _read(row: Mapping[str, str]) -> Chip:
    def number(key: str) -> float | None:
        return float(row[key]) if row[key] else None

    return Chip(
        id=row["id"],
        name=row["name"],
        vendor=row["vendor"],
        launch=date.fromisoformat((row["launch"] + "-01-01")[: len("2025-01-01")]),
        fp16_tflops=number("fp16_tflops"),
        fp8_tflops=number("fp8_tflops"),
        int8_tops=number("int8_tops"),
        fp4_tflops=number("fp4_tflops"),
        memory_gb=number("memory_gb"),
        bandwidth_gb_s=number("bandwidth_gb_s"),
        nvlink_gb_s=number("nvlink_gb_s"),
        pcie_gb_s=number("pcie_gb_s"),
        tdp_w=number("tdp_w"),
        kw_all_in=number("kw_all_in"),
        die_mm2=number("die_mm2"),
        nonplanar=row["nonplanar"] == "1",
        datacenter=row["datacenter"] == "1",
        confidence=row["confidence"],
        source=row["source"],
    )
