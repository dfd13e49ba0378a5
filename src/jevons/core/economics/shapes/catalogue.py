"""The models whose configurations jevons brings."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from jevons.core.economics.shapes.config import shape_of_json
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.tables import rows_of
from jevons.core.problems import ProblemError, ProblemKind

_INDEX = Path(__file__).with_name("models.csv")
_CONFIGURATIONS = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model with its shape, what its publisher says of its parameters (10^9), and where."""

    id: str
    name: str
    shape: ModelShape
    total_published_b: float
    active_published_b: float
    confidence: str
    source: str


_ADOPTED: dict[str, KnownModel] = {}
"""Models that the user brought, by the id they were given, until the process ends."""


def adopt_model(shape: ModelShape) -> str:
    """Let a model that the user brought be known; gives the id that it is known by."""
    counts = shape.parameters
    id_ = re.sub(r"[^a-z0-9.]+", "-", shape.name.lower()).strip("-") or "own"
    while id_ in _rows():
        id_ = f"own-{id_}"
    _ADOPTED[id_] = KnownModel(
        id_, shape.name, shape, counts.total / 1e9, counts.active / 1e9, "", "its configuration"
    )
    return id_


def model_ids() -> tuple[str, ...]:
    """The ids of all models, in the order of the index."""
    return tuple(_rows())


def known_model(model: str) -> KnownModel:
    """A model by its id: one of `model_ids`, or one that was adopted.

    Raises:
        ProblemError: UNKNOWN_MODEL.
    """
    name = model.strip().lower()
    return _ADOPTED.get(name) or _shipped_model(name)


@functools.cache
def _shipped_model(name: str) -> KnownModel:
    row = _rows().get(name)
    if row is None:
        near = [known for known in _rows() if name and known.startswith(name)][:3]
        near = near or get_close_matches(name, list(_rows()), n=3)
        raise ProblemError.of(
            ProblemKind.UNKNOWN_MODEL,
            f"no shape of {name[:60]} is known",
            remedy=f"did you mean {' or '.join(near)}" if near else "give its config.json",
        )
    text = (_CONFIGURATIONS / f"{row['configuration']}.json").read_text(encoding="utf-8")
    return KnownModel(
        row["id"],
        row["name"],
        shape_of_json(text, row["name"]),
        float(row["total_published_b"]),
        float(row["active_published_b"]),
        row["confidence"],
        row["source"],
    )


@functools.cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows_of(_INDEX)}
