"""Looking up the formula of a figure by the result that holds it."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure: its symbol and name, the formula as text, its unit, where it is from.

    `inputs` names what the formula takes: fields of the same result, or of the plan.
    A figure that is an input itself has no text.
    """

    field: str
    symbol: str
    name: str
    text: str
    unit: str
    inputs: tuple[str, ...]
    source: str


def formulas_of(result: object) -> dict[str, Formula]:
    """The formulas of a result (or of its class), by field, then those of its properties."""
    kind = result if isinstance(result, type) else type(result)
    found = _book().get(kind.__name__, {})
    names = dict.fromkeys([*field_names(kind), *found])
    return {name: found[name] for name in names if name in found}


def field_names(kind: type) -> tuple[str, ...]:
    """The names of the figures that a result holds, in order: a dataclass or a named tuple."""
    named: tuple[str, ...] = getattr(kind, "_fields", ())
    return named or tuple(field.name for field in fields(kind))


def described_results() -> tuple[str, ...]:
    """The names of the classes whose figures are described."""
    return tuple(_book())


@functools.cache
def _book() -> dict[str, dict[str, Formula]]:
    book: dict[str, dict[str, Formula]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for kind, figures in tomllib.loads(path.read_text(encoding="utf-8")).items():
            book[kind] = {name: _read(name, figure) for name, figure in figures.items()}
    return book


def _read(field: str, figure: dict[str, Any]) -> Formula:
    return Formula(
        field=field,
        symbol=figure.get("symbol", ""),
        name=figure["name"],
        text=figure.get("formula", ""),
        unit=figure.get("unit", ""),
        inputs=tuple(figure.get("inputs", ())),
        source=figure.get("source", ""),
    )
