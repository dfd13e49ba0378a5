"""What a worksheet is: cells with their defaults, results with their formulas, and one function."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.formulas.book import Formula, formulas_of

Value = float | str | date | None
"""What a cell holds for the function: a number in its kind's unit, a choice, a day, or nothing."""

Values = Mapping[str, Value]
Figures = Mapping[str, float | str | None]
"""What the function gives: each result's number (or words), `None` where it is unknown."""

Part = TypeVar("Part", "Cell", "Result")

CHOICE = "choice"
DATE = "date"
TEXT = "text"
"""Kinds of cells and results that are no quantities."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a cell may hold, and where each is from, where that is known."""

    names: tuple[str, ...]
    origin: Callable[[str], tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One input.

    `kind` is a kind of quantity, `choice` or `date`. `default` is written as a user would
    write it; `source` says where it comes from and `confidence` how well it is known: A a
    primary source read or recomputed, B a secondary one, C recalled but consistent with a
    check, D recalled alone. An `optional` cell may be empty. `origin` gives the source and
    the confidence of a choice.
    """

    id: str
    title: str
    kind: str
    default: str
    source: str
    confidence: str
    help: str
    optional: bool = False
    choices: tuple[str, ...] = ()
    origin: Callable[[str], tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One output: `formula` says how it comes about, from the cells `inputs`.

    `confidence` is that of the formula; a figure is known no better than its inputs.
    `lead` results are those to look at first.
    """

    id: str
    title: str
    kind: str
    formula: str
    inputs: tuple[str, ...]
    source: str
    confidence: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """What a worksheet is drawn as at first: a result against a cell.

    A cell of `without` is left empty where another (the key) is varied: stated hours where
    the MFU is, which would follow from them.
    """

    cell: str
    result: str
    without: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Cells, results, and the function from the one to the other.

    The function raises `ProblemError` (BAD_INPUT) where its inputs are impossible together.
    """

    id: str
    title: str
    about: str
    cells: tuple[Cell, ...]
    results: tuple[Result, ...]
    compute: Callable[[Values], Figures]
    curve: Curve

    def figures(self, values: Values) -> Figures:
        """What the function gives.

        Raises:
            ProblemError: BAD_INPUT: the inputs are impossible together, or out of all bounds.
        """
        try:
            return self.compute(values)
        except (ArithmeticError, ValueError) as error:
            raise bad_input("the figures are out of all bounds", "look at the inputs") from error

    def cell(self, id_: str) -> Cell:
        """The cell of this id.

        Raises:
            KeyError: there is none.
        """
        return next_of(self.cells, id_)

    def result(self, id_: str) -> Result:
        """The result of this id.

        Raises:
            KeyError: there is none.
        """
        return next_of(self.results, id_)


def next_of(parts: Sequence[Part], id_: str) -> Part:
    """The part of this id.

    Raises:
        KeyError: there is none.
    """
    for part in parts:
        if part.id == id_:
            return part
    raise KeyError(id_)


def load_worksheet(
    id_: str,
    compute: Callable[[Values], Figures],
    choices: Mapping[str, Choices],
    figures: Sequence[type],
) -> Worksheet:
    """The worksheet that the TOML file of its name describes.

    A cell names the `choices` it takes: a list of them, or one of those given here.
    `figures` are the results of the economics whose formulas its results show.
    """
    file = Path(__file__).with_name(f"{id_}.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {kind.__name__: formulas_of(kind) for kind in figures}
    return Worksheet(
        id=id_,
        title=rows["title"],
        about=rows["about"],
        cells=tuple(_cell(id_, row, choices) for id_, row in rows["cells"].items()),
        results=tuple(
            _result(id_, row, known, rows.get("groups", {})) for id_, row in rows["results"].items()
        ),
        compute=compute,
        curve=Curve(
            rows["curve"]["cell"],
            rows["curve"]["result"],
            {id_: tuple(ids) for id_, ids in rows["curve"].get("without", {}).items()},
        ),
    )


def _cell(id_: str, row: Mapping[str, Any], choices: Mapping[str, Choices]) -> Cell:
    given = row.get("choices", ())
    known = choices[given] if isinstance(given, str) else Choices(tuple(given))
    return Cell(
        id=id_,
        title=row["title"],
        kind=row["kind"],
        default=row["default"],
        source=row["source"],
        confidence=row["confidence"],
        help=row["help"],
        optional=row.get("optional", False),
        choices=known.names,
        origin=known.origin,
    )


def _result(
    id_: str,
    row: Mapping[str, Any],
    figures: Mapping[str, Mapping[str, Formula]],
    groups: Mapping[str, Sequence[str]],
) -> Result:
    """A result; `of` names the figure of the economics (`TrainingCost.usd`) that it shows.

    An input that begins with `@` stands for a group of cells.
    """
    figure, _, field = row.get("of", "").partition(".")
    of = figures[figure][field] if figure else None
    return Result(
        id=id_,
        title=row.get("title") or (of.name if of else id_),
        kind=row["kind"],
        formula=row.get("formula") or (_written(of) if of else ""),
        inputs=tuple(
            dict.fromkeys(
                cell
                for name in row["inputs"]
                for cell in (groups[name[1:]] if name.startswith("@") else [name])
            )
        ),
        source=row.get("source") or (of.source if of else ""),
        confidence=row.get("confidence", "A"),
        lead=row.get("lead", False),
    )


def _written(formula: Formula) -> str:
    return f"{formula.symbol} = {formula.text}" if formula.symbol and formula.text else formula.text
