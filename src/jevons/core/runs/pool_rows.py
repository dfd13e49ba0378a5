"""Generations of the pool that belong to no run: steps of thoughts, trial answers, judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jevons.core.records import Generation
from jevons.core.runs import generation_rows
from jevons.core.runs.sample_rows import pool_place

if TYPE_CHECKING:
    from sqlite3 import Connection

_AT = "SELECT * FROM generations WHERE key = ? AND sample = ?"


def at(connection: Connection, key: str, sample: int) -> Generation | None:
    """What the pool has at a place."""
    row = connection.execute(_AT, [key, sample]).fetchone()
    return None if row is None else generation_rows.from_row(row)


def put(connection: Connection, generation: Generation, key: str, sample: int | None) -> None:
    """Write a generation down; at its place in the pool, unless it broke off or that is taken."""
    place = None if sample is None else pool_place(generation, sample)
    if place is not None and connection.execute(_AT, [key, place]).fetchone() is not None:
        place = None
    generation_rows.put(connection, generation, key, place)
