"""A filled-in worksheet as Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from jevons.core.economics.uncertainty import Interval
from jevons.core.economics.worksheets.sheet import Sheet
from jevons.core.economics.worksheets.shown import figure_text, interval_text, origin_text

Intervals = Mapping[str, Interval]


def markdown(sheet: Sheet, intervals: Intervals) -> str:
    """The cells and the results as two tables."""
    title = f"{sheet.worksheet.title}: {sheet.title}" if sheet.title else sheet.worksheet.title
    lines = [f"# {_plain(title)}", "", sheet.worksheet.about, ""]
    if sheet.trouble:
        lines += [f"The results are those before: {_plain(sheet.trouble)}.", ""]
    lines += ["| input | value | source |", "| --- | --- | --- |"]
    for cell in sheet.worksheet.cells:
        entry = sheet.entries[cell.id]
        parts = (cell.title, entry.text or "-", origin_text(entry))
        lines.append(f"| {' | '.join(map(_plain, parts))} |")
    lines += ["", "| result | value | 90 % of draws | formula | confidence |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for result in sheet.worksheet.results:
        found = intervals.get(result.id)
        row = (
            result.title,
            figure_text(result.kind, sheet.figures.get(result.id)),
            interval_text(result.kind, found) if found else "",
            result.formula,
            sheet.confidence_of(result.id),
        )
        lines.append(f"| {' | '.join(map(_plain, row))} |")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that a table of Markdown shows as it is."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def as_csv(sheet: Sheet, intervals: Intervals) -> str:
    """One line a cell and a result: numbers in the unit that their kind is kept in."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(
        ["part", "id", "title", "kind", "value", "low", "high", "text", "confidence", "source"]
    )
    for row in _cell_rows(sheet):
        ends = (row["low"], row["high"]) if "low" in row else ("", "")
        rows.writerow(
            ["input", row["id"], row["title"], row["kind"], row["value"], *ends, row["text"],
             row["confidence"], row["source"]]
        )  # fmt: skip
    for row in _result_rows(sheet, intervals):
        ends = (row["low"], row["high"]) if "low" in row else ("", "")
        rows.writerow(
            ["result", row["id"], row["title"], row["kind"], row["value"], *ends, row["text"],
             row["confidence"], row["formula"]]
        )  # fmt: skip
    return out.getvalue()


def as_json(sheet: Sheet, intervals: Intervals) -> str:
    """Everything: cells, results, formulas, sources."""
    return json.dumps(
        {
            "worksheet": sheet.worksheet.id,
            "title": sheet.title,
            "trouble": sheet.trouble,
            "inputs": _cell_rows(sheet),
            "results": _result_rows(sheet, intervals),
        },
        indent=2,
        ensure_ascii=False,
    )


def _cell_rows(sheet: Sheet) -> list[dict[str, Any]]:
    rows = []
    for cell in sheet.worksheet.cells:
        entry = sheet.entries[cell.id]
        value = entry.value if isinstance(entry.value, float | str | None) else f"{entry.value}"
        row = {
            "id": cell.id, "title": cell.title, "kind": cell.kind, "text": entry.text,
            "value": value, "source": entry.source, "confidence": entry.confidence,
            "message": entry.message,
        }  # fmt: skip
        if entry.is_range:
            row |= {"low": entry.held.low, "high": entry.held.high}  # type: ignore[union-attr]
        rows.append(row)
    return rows


def _result_rows(sheet: Sheet, intervals: Intervals) -> list[dict[str, Any]]:
    rows = []
    for result in sheet.worksheet.results:
        figure, found = sheet.figures.get(result.id), intervals.get(result.id)
        row = {
            "id": result.id, "title": result.title, "kind": result.kind, "value": figure,
            "text": figure_text(result.kind, figure), "formula": result.formula,
            "inputs": list(result.inputs), "source": result.source,
            "confidence": sheet.confidence_of(result.id),
        }  # fmt: skip
        if found is not None:
            row |= {"low": found.low, "high": found.high}
        rows.append(row)
    return rows


FORMS: Mapping[str, Callable[[Sheet, Intervals], str]] = {
    "md": markdown,
    "csv": as_csv,
    "json": as_json,
}
"""The forms of export, by the ending of their files."""
