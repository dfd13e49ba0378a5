"""The formulas that claims are recomputed by: each a function of the economics, with its units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

TEXT, DATE = "text", "date"
"""Kinds of inputs and results that are no quantities."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A function with named inputs, each of a kind, and a result of a kind.

    `text` is the formula as it is written. `checks_only` is whether it takes a recorded
    figure as it is, rather than computing one.
    """

    id: str
    text: str
    inputs: Mapping[str, str]
    kind: str
    function: Callable[..., float | str | None]
    checks_only: bool = False

    def value(self, inputs: Mapping[str, float | str | date | None]) -> float | str | None:
        """The result; `None` where an input is unknown.

        Raises:
            ProblemError: the inputs make no sense, or a figure is not known.
            ArithmeticError: they are out of all bounds.
        """
        if any(inputs[name] is None for name in self.inputs):
            return None
        found = self.function(**{name: inputs[name] for name in self.inputs})
        return float(found) if isinstance(found, int) else found


@cache
def formulas() -> Mapping[str, Formula]:
    """Every formula by its id."""
    from jevons.core.economics.claims import chip_formulas, cost_formulas, fact_formulas

    tables: list[Any] = [cost_formulas.FORMULAS, chip_formulas.FORMULAS, fact_formulas.FORMULAS]
    return {formula.id: formula for table in tables for formula in table}
