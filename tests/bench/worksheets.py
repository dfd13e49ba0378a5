"""How quickly worksheets follow their cells: one edit, and 10,000 draws from ranges."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.table import middle, show
from jevons.core.economics.uncertainty import DRAWS
from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.ranges import intervals
from jevons.core.economics.worksheets.sheet import Sheet, edited, new_sheet
from jevons.core.state import plan as state
from jevons.core.state.plan_charts import chart_of

RANGES = {
    "training": {"hours": "", "mfu": "35-45 %", "price": "$1.5-3/h"},
    "serving": {"price": "$1.5-3/h", "utilisation": "40-90 %", "context": "2,000-8,000"},
    "fleet": {"price": "$28,000-35,000", "years": "3-5 y"},
    "chips": {},
    "demand": {"elasticity": "0.06..1.11", "tokens_per_task": "1-8"},
}
"""What is drawn from on each worksheet; that on chips holds no range that says anything."""


def run(*, quick: bool) -> None:
    """Time every worksheet: processor time of an edit, of the draws, of its chart."""
    times = 20 if quick else 200
    rows = []
    for id_ in WORKSHEETS:
        sheet = new_sheet(worksheet(id_))
        cell = sheet.worksheet.cells[1]
        text = sheet.entries[cell.id].text
        edits = _times(lambda s=sheet, c=cell.id, t=text: edited(s, c, t), times)
        view = state.shown(state.first_view(), id_)
        charts = _times(lambda v=view: chart_of(v), max(times // 10, 3))
        ranged = _ranged(sheet)
        draws = _times(lambda s=ranged: intervals(s), 3 if quick else 5) if ranged.ranges else []
        rows.append([id_, middle(edits, 1e3, 2), middle(charts, 1e3, 1), middle(draws, 1e3, 0)])
    headings = ["worksheet", "an edit ms", "its chart ms", f"{DRAWS:,} draws ms"]
    show("Worksheets: processor time (a worksheet < 5 ms, draws < 300 ms)", headings, rows)


def _ranged(sheet: Sheet) -> Sheet:
    for cell, text in RANGES[sheet.worksheet.id].items():
        sheet = edited(sheet, cell, text)
    return sheet


def _times(work: Callable[[], object], count: int) -> list[float]:
    """Seconds of processor time, each of so many times after one to warm up."""
    work()
    found = []
    for _ in range(count):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return found
