"""Kinds of quantity: what each is called, its units, and the values that make sense."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = Path(__file__).with_name("kinds.toml")

SCALES: Mapping[str, float] = {
    "": 1.0,
    "k": 1e3, "K": 1e3, "thousand": 1e3,
    "M": 1e6, "m": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "B": 1e9, "b": 1e9, "G": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9,
    "T": 1e12, "t": 1e12, "tn": 1e12, "trillion": 1e12, "trillions": 1e12,
}  # fmt: skip
"""What may stand between a number and its unit, and what it multiplies by."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of quantity, such as a bandwidth, with how one and a range of them are written.

    `units` maps how a unit may be written to its size in the unit that values are kept
    in. `scales` is whether K, M, B, T may stand before the unit, `bare` whether a number
    alone is one. Values lie from `least` (or above it, where `is_open`) to `most`.
    `shows` are the units that results are written in, `before` what is written first.
    """

    id: str
    name: str
    example: str
    span: str
    units: Mapping[str, float]
    scales: bool
    bare: bool
    least: float
    is_open: bool
    most: float
    shows: tuple[str, ...]
    before: str

    def size_of(self, unit: str) -> float | None:
        """How large a unit is, written in any case where that leaves no doubt."""
        if unit in self.units:
            return self.units[unit]
        folded = {size for known, size in self.units.items() if known.lower() == unit.lower()}
        return folded.pop() if len(folded) == 1 else None


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its id."""
    rows = tomllib.loads(KINDS.read_text(encoding="utf-8"))
    return {id_: _kind(id_, row) for id_, row in rows.items()}


def _kind(id_: str, row: Mapping[str, object]) -> Kind:
    units, shows = row["units"], row["shows"]
    assert isinstance(units, dict)
    assert isinstance(shows, list)
    start = row.get("from")
    least = 0.0 if start == "above 0" else _bound(start, -float("inf"))
    return Kind(
        id=id_,
        name=str(row["name"]),
        example=str(row["example"]),
        span=str(row["span"]),
        units={str(unit): float(size) for unit, size in units.items()},
        scales=bool(row["scales"]),
        bare=bool(row.get("bare", True)),
        least=least,
        is_open=start == "above 0",
        most=_bound(row.get("most"), float("inf")),
        shows=tuple(map(str, shows)),
        before=str(row.get("before", "")),
    )


def _bound(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def kind_of(id_: str) -> Kind:
    """The kind of this id.

    Raises:
        KeyError: there is none.
    """
    return kinds()[id_]


def kinds_with(unit: str) -> list[Kind]:
    """The kinds that have a unit, for telling what someone wrote instead."""
    return [kind for kind in kinds().values() if unit in kind.units]
