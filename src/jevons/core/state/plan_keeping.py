"""What is kept of the Plan screen for the next start: what the worksheets hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.scenario import Filling
from jevons.core.economics.worksheets.sheet import CONFIDENCES, Entry, Sheet, filled, new_sheet
from jevons.core.state.plan import Pane, PlanView, dropped, filled_in, on_row, shown


def kept_text(view: PlanView) -> str:
    """The worksheets as a text that `with_kept` reads: of each what is not its default.

    A cell that is being written counts as it was before.
    """
    view = dropped(view)
    sheets = {
        id_: {"title": sheet.title, "cells": cells}
        for id_, sheet in view.sheets.items()
        if (cells := _changed(sheet)) or sheet.title
    }
    return json.dumps({"here": view.here, "row": view.at(Pane.CELLS), "sheets": sheets})


def _changed(sheet: Sheet) -> dict[str, list[str]]:
    """The cells that do not hold their defaults: text, source, confidence."""
    defaults = _defaults(sheet.worksheet.id)
    return {
        id_: [entry.text, entry.source, entry.confidence]
        for id_, entry in sheet.entries.items()
        if entry != defaults[id_]
    }


@cache
def _defaults(id_: str) -> Mapping[str, Entry]:
    """The cells of a worksheet that nobody wrote in: they are compared with at every key."""
    return new_sheet(worksheet(id_)).entries


def with_kept(view: PlanView, text: str | None) -> PlanView:
    """The worksheets as they were; of what makes no sense any more the defaults."""
    try:
        kept = json.loads(text or "{}")
        for id_, row in kept.get("sheets", {}).items():
            if id_ in WORKSHEETS:
                view = filled_in(shown(view, id_), _filled(id_, row))
        here = kept.get("here")
        view = shown(view, here if here in WORKSHEETS else WORKSHEETS[0])
        return on_row(view, Pane.CELLS, int(kept.get("row", 0)))
    except (ValueError, TypeError, AttributeError, KeyError):
        return view


def _filled(id_: str, row: Mapping[str, Any]) -> Sheet:
    """A worksheet with the cells that it still has."""
    blank = new_sheet(worksheet(id_))
    cells = {
        name: _filling(*parts) for name, parts in row["cells"].items() if name in blank.entries
    }
    return filled(blank, str(row["title"]), cells)


def _filling(text: str, source: str, confidence: str) -> Filling:
    return Filling(text.strip(), source, confidence if confidence in {*CONFIDENCES} else "")
