"""All worksheets, by their ids."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from jevons.core.economics.worksheets.worksheet import Worksheet
from jevons.core.problems import ProblemError, ProblemKind

WORKSHEETS = ("training", "reinforcement", "serving", "fleet", "chips", "demand")
"""The ids of the worksheets, in the order they are shown; each has a module of its name."""


@cache
def worksheet(id_: str) -> Worksheet:
    """A worksheet by its id; read once.

    Raises:
        ProblemError: NOT_FOUND: there is none.
    """
    if id_ not in WORKSHEETS:
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no worksheet {id_[:40]!r}",
            remedy=f"use one of {', '.join(WORKSHEETS)}",
        )
    module = import_module(f"jevons.core.economics.worksheets.{id_}")
    made: Worksheet = getattr(module, f"{id_}_worksheet")()
    return made
