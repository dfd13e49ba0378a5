"""Units that are written behind a number, and words that multiply it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

SCALE = "scale"
_WORD = re.compile(r"%|¢|\^\{?-?\d\}?|[^\W\d_]+")
_END_OF_UNIT = {"per", "a", "an", "each", "every", "for", "of"}
_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, raised to `power`; `factor` of the unit that its dimension is reckoned in.

    A unit of the dimension `SCALE` (percent, million) belongs to the number itself.
    """

    name: str
    dimension: str
    factor: Fraction
    power: int = 1

    @property
    def worth(self) -> Fraction:
        """One of this, in powers of the unit that its dimension is reckoned in."""
        return self.factor**self.power

    def measures_like(self, other: Unit) -> bool:
        """Whether quantities in both units can be compared."""
        return (self.dimension, self.power) == (other.dimension, other.power)

    def contradicts(self, other: Unit) -> bool:
        """Whether one is an area and the other a volume; a plain `cm` may have lost its ²."""
        powers = {self.power, other.power}
        return self.dimension == other.dimension and len(powers) == 2 and 1 not in powers


@cache
def known_units() -> dict[str, Unit]:
    """Every unit of `units.csv`, by each of its names in lower case."""
    units = {}
    lines = files(__package__).joinpath("units.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        unit = Unit(row["name"], row["dimension"], Fraction(row["factor"]))
        for alias in (row["name"], *row["aliases"].split()):
            units[alias] = unit
    return units


def units_in(words: str) -> tuple[Unit | None, Unit | None]:
    """The scale and the unit among words such as `million square feet per day`.

    The first of each counts; words that are no units are passed over.
    """
    scale: Unit | None = None
    unit: Unit | None = None
    power = 1
    for word in _WORD.findall(words.lower()):
        if word in _END_OF_UNIT:
            break
        known = known_units().get(word)
        if known and known.dimension == SCALE:
            scale = scale or known
        elif known and not unit:
            unit = known
        power = _POWERS.get(word, power)
        if word.startswith("^") and unit:
            power = int(word.strip("^{}"))
    if unit and power != 1:
        unit = Unit(unit.name, unit.dimension, unit.factor, power)
    return scale, unit


def mentions(text: str, scale: Unit) -> bool:
    """Whether a text speaks of a scale, in any of its names."""
    return any(known_units().get(word) is scale for word in _WORD.findall(text.lower()))
