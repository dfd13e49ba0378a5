"""Published elasticities, each with what it was measured on."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("elasticities.toml")
_TRENDS = Path(__file__).with_name("price_trends.csv")


@dataclass(frozen=True, slots=True)
class Elasticity:
    """By how many per cent demand grows when the price falls by one, as one study has it.

    `low` and `high` are its range, where it gives one.
    """

    id: str
    name: str
    elasticity: float
    scope: str
    confidence: str
    source: str
    low: float | None = None
    high: float | None = None


@functools.cache
def elasticities() -> dict[str, Elasticity]:
    """All published elasticities known, by id; read once."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {id_: Elasticity(id=id_, **table) for id_, table in tables.items()}


def known_elasticity(name: str) -> Elasticity:
    """An elasticity by its id.

    Raises:
        ProblemError: BAD_INPUT.
    """
    found = elasticities().get(name.strip().lower())
    if found is None:
        raise bad_input(
            f"no elasticity {name[:40]} is known", f"use {', '.join(elasticities())}, or a number"
        )
    return found


@dataclass(frozen=True, slots=True)
class Trend:
    """What was published of how prices and volumes move, in words."""

    what: str
    value: str
    scope: str
    confidence: str
    source: str


@functools.cache
def trends() -> tuple[Trend, ...]:
    """How fast prices fell and volumes grew, as published; read once."""
    return tuple(Trend(**row) for row in rows_of(_TRENDS))
