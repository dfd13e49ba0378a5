"""Worksheets filled from outside: a hosted price at a date, a model of the user's own."""

from __future__ import annotations

from dataclasses import replace

from jevons.core.economics.shapes.catalogue import adopt_model
from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.worksheets.sheet import Sheet, edited
from jevons.core.economics.worksheets.worksheet import Worksheet
from jevons.core.prices.book import PriceBook
from jevons.core.prices.reference import Reference
from jevons.core.problems import ProblemError, ProblemKind

PRICE_CELLS = {"api_in": "input", "api_cached": "cached_input", "api_out": "output"}
"""The cells of a worksheet that hold what tokens are sold at, and the part of a price."""

MODEL = "model"


def takes_prices(worksheet: Worksheet) -> bool:
    """Whether a worksheet has cells for what tokens are sold at."""
    return PRICE_CELLS.keys() <= {cell.id for cell in worksheet.cells}


def takes_a_model(worksheet: Worksheet) -> bool:
    """Whether a worksheet has a cell for a model."""
    return any(cell.id == MODEL for cell in worksheet.cells)


def sold_as(sheet: Sheet, reference: str) -> Sheet:
    """The sheet with the prices that a hosted model had at a date, `o1@2025-01-27`.

    Raises:
        ProblemError: BAD_INPUT: it is no reference; BAD_PRICE: it was not on sale then.
    """
    try:
        asked = Reference.parse(reference)
    except ValueError as error:
        raise ProblemError.of(ProblemKind.BAD_INPUT, str(error)) from error
    found = PriceBook.load().price(asked.model, asked.at)
    cached = found.input if found.cached_input is None else found.cached_input
    prices = {"input": found.input, "cached_input": cached, "output": found.output}
    source = f"{found.id} at {asked.at}: {found.source}"
    for id_, part in PRICE_CELLS.items():
        sheet = edited(sheet, id_, f"${prices[part]:g}/Mtok", source, found.confidence)
    return sheet


def with_model(sheet: Sheet, shape: ModelShape) -> tuple[Sheet, str]:
    """The sheet with a model of the user's own among its choices, and what it is called."""
    model = adopt_model(shape)
    cells = tuple(
        replace(cell, choices=tuple(dict.fromkeys((*cell.choices, model))))
        if cell.id == MODEL
        else cell
        for cell in sheet.worksheet.cells
    )
    return replace(sheet, worksheet=replace(sheet.worksheet, cells=cells)), model
