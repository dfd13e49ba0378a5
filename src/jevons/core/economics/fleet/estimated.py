"""Fleets as others estimated them, chip by chip."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.fleet.ownership import HOURS_PER_YEAR
from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("fleets.csv")
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class FleetLine:
    """The chips of one kind in a fleet: price of chip and of server share, running costs."""

    chip: str
    name: str
    gpus: float
    chip_usd: float
    server_usd_per_gpu: float
    running_usd: float
    years: float
    hopper: bool
    confidence: str
    source: str

    @property
    def capex_usd(self) -> float:
        """Chips with their servers."""
        return self.gpus * self.server_usd_per_gpu

    @property
    def usd_per_gpu_hour(self) -> float:
        """(server / chip + running / chip) over the hours of the life."""
        running = self.running_usd / self.gpus
        return (self.server_usd_per_gpu + running) / (self.years * HOURS_PER_YEAR)


@dataclass(frozen=True, slots=True)
class FleetBill:
    """A fleet's lines and their sums: chips alone, with servers, running, and together."""

    lines: tuple[FleetLine, ...]
    gpus: float
    chips_usd: float
    capex_usd: float
    running_usd: float
    usd: float
    usd_per_year: float


def fleet_bill(lines: Iterable[FleetLine]) -> FleetBill:
    """Capital = sum of chips x server price; dollars a year = (capital + running) / years.

    Raises:
        ProblemError: BAD_INPUT: no chips.
    """
    kinds = tuple(lines)
    if not kinds:
        raise bad_input("the fleet has no chips", "add a kind of chip")
    capex = sum(line.capex_usd for line in kinds)
    running = sum(line.running_usd for line in kinds)
    yearly = sum((line.capex_usd + line.running_usd) / line.years for line in kinds)
    return FleetBill(
        lines=kinds,
        gpus=sum(line.gpus for line in kinds),
        chips_usd=sum(line.gpus * line.chip_usd for line in kinds),
        capex_usd=capex,
        running_usd=running,
        usd=capex + running,
        usd_per_year=yearly,
    )


@functools.cache
def estimated_fleets() -> dict[str, tuple[FleetLine, ...]]:
    """The fleets that others estimated, by id; read once."""
    found: dict[str, tuple[FleetLine, ...]] = {}
    for row in rows_of(_FILE):
        line = FleetLine(
            row["chip"],
            row["name"],
            float(row["gpus"]),
            float(row["chip_usd"]),
            float(row["server_usd_per_gpu"]),
            float(row["running_musd"]) * MILLION,
            float(row["years"]),
            row["hopper"] == "1",
            row["confidence"],
            row["source"],
        )
        found[row["fleet"]] = (*found.get(row["fleet"], ()), line)
    return found
