"""Scenarios: what the cells of a worksheet hold, as TOML that people keep and share."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jevons.core.economics.worksheets.book import worksheet
from jevons.core.economics.worksheets.sheet import CONFIDENCES, Sheet, filled, new_sheet
from jevons.core.problems import ProblemError, ProblemKind

PRESETS = Path(__file__).with_name("presets")
LONGEST = 200
"""Characters that a title, a text or a source may have."""

_TOP = ("worksheet", "title", "note", "cells")
_PARTS = ("text", "source", "confidence")


@dataclass(frozen=True, slots=True)
class Filling:
    """What one cell holds, where that comes from, and how well it is known (A to D or "")."""

    text: str
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the cells of a worksheet hold; those not named keep their defaults.

    `own` is whether it is the user's. `name` is what it is called in files and commands.
    """

    name: str
    worksheet: str
    title: str
    cells: Mapping[str, Filling]
    note: str = ""
    own: bool = False

    def sheet(self) -> Sheet:
        """The worksheet with these cells; what does not fit leaves its message there.

        Raises:
            ProblemError: NOT_FOUND: no such worksheet; BAD_INPUT: no such cell.
        """
        blank = new_sheet(worksheet(self.worksheet))
        known = {cell.id for cell in blank.worksheet.cells}
        strange = sorted(set(self.cells) - known)
        if strange:
            raise _bad(
                f"{self.name}: the worksheet {self.worksheet} has no cell {strange[0][:40]!r}",
                f"its cells are {', '.join(sorted(known))}",
            )
        return filled(blank, self.title, self.cells)


def read_scenario(text: str, name: str, *, own: bool = True) -> Scenario:
    """The scenario of a TOML text: worksheet, title, and `[cells]`.

    A cell is a text, or a table of text, source and confidence.

    Raises:
        ProblemError: BAD_INPUT: what is wrong with it.
    """
    try:
        rows = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad(f"{name} cannot be read: {error}", "mend the line") from error
    cells, strange = rows.get("cells", {}), sorted(rows.keys() - set(_TOP))
    if not isinstance(rows.get("worksheet"), str) or not isinstance(cells, dict):
        raise _bad(f"{name} is no scenario", 'it begins with worksheet = "training", then [cells]')
    if strange:
        raise _bad(f"{name}: a scenario has no part {strange[0][:40]!r}", "cells are in [cells]")
    title = _shown(rows.get("title", name))
    fillings = {id_: _filling(name, id_, row) for id_, row in cells.items()}
    note = _shown(rows.get("note", ""), 3 * LONGEST)
    return Scenario(name, rows["worksheet"], title, fillings, note, own)


def _filling(name: str, id_: str, row: Any) -> Filling:
    if isinstance(row, dict) and "text" in row:
        text, source, known = (_shown(row.get(part, "")) for part in _PARTS)
        return Filling(text, source, known if known in {*CONFIDENCES} else "")
    if isinstance(row, str | int | float) and not isinstance(row, bool):
        return Filling(_shown(row))
    raise _bad(f"{name}: the cell {id_[:40]} holds no text", 'write it as tokens = "14.8T"')


def _shown(value: object, most: int = LONGEST) -> str:
    """What a file says, without what would act on a terminal: others write these files."""
    return "".join(char if char.isprintable() else " " for char in str(value)[:most])


def _bad(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what[:400], remedy=remedy)


def scenario_of(sheet: Sheet, name: str, title: str) -> Scenario:
    """What a sheet's cells hold, as a scenario to keep: all cells, with their sources."""
    cells = {
        id_: Filling(entry.text if not entry.message else "", entry.source, entry.confidence)
        for id_, entry in sheet.entries.items()
        if not entry.message
    }
    return Scenario(name, sheet.worksheet.id, title, cells, own=True)


def written(scenario: Scenario) -> str:
    """The scenario as TOML, which `read_scenario` reads."""
    lines = [f"worksheet = {_quoted(scenario.worksheet)}", f"title = {_quoted(scenario.title)}"]
    if scenario.note:
        lines.append(f"note = {_quoted(scenario.note)}")
    lines += ["", "[cells]"]
    for id_, cell in scenario.cells.items():
        parts = [f"text = {_quoted(cell.text)}"]
        if cell.source:
            parts.append(f"source = {_quoted(cell.source)}")
        if cell.confidence:
            parts.append(f"confidence = {_quoted(cell.confidence)}")
        lines.append(f"{id_} = {{ {', '.join(parts)} }}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A string as TOML writes it; JSON's escapes are TOML's, but for what lies beyond them."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@cache
def presets(worksheet_id: str) -> tuple[Scenario, ...]:
    """The scenarios that jevons brings for a worksheet."""
    found = [
        read_scenario(file.read_text(encoding="utf-8"), file.stem, own=False)
        for file in sorted(PRESETS.glob("*.toml"))
    ]
    return tuple(one for one in found if one.worksheet == worksheet_id)
