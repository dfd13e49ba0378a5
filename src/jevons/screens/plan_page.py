"""What stands under the cells and the results: origins, formulas, what drives a result."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from jevons.core.economics.amounts import amount
from jevons.core.economics.kinds import kinds
from jevons.core.economics.quantities import Quantity
from jevons.core.economics.uncertainty import TornadoBar
from jevons.core.economics.worksheets.ranges import drivers
from jevons.core.economics.worksheets.shown import (
    CONFIDENCE_WORDS,
    figure_text,
    interval_text,
    origin_text,
)
from jevons.core.state.plan import PlanView
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import wrap_line
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

LONGEST = 600
BARS = 4
"""Drivers that are shown at most."""

DRIVER = 16
"""Cells of a driver's title."""

LEAST_BAR = 3


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Makes the lines for a width in cells."""

    view: PlanView
    width: int
    signs: Signs

    # Under the cells.

    def origin(self) -> list[Line]:
        """The cell that the cursor is on: what is wrong with it, what it is, where it is from."""
        cell, entry = self.view.cell, self.view.sheet.entries[self.view.cell.id]
        lines = [self.heading(cell.title)]
        if entry.message:
            lines += self._wrapped(f"! {entry.message}", "bad", most=4)
        elif self.view.sheet.trouble:
            lines += self._wrapped(f"! {self.view.sheet.trouble}", "bad", most=4)
        lines += self._wrapped(cell.help, most=3)
        origin = origin_text(entry)
        if entry.text or entry.message:
            lines += self._wrapped(f"{origin}", "weak", most=3)
        if not entry.message and cell.kind in kinds():
            kind = kinds()[cell.kind]
            said = f"written as {kind.example}, a range as {kind.span}"
            lines += self._wrapped(said, "weak", most=2)
        return lines

    # Under the results.

    def details(self) -> list[Line]:
        """The result that the cursor is on: formula, inputs, source, interval, drivers."""
        view, result, sheet = self.view, self.view.result, self.view.sheet
        lines = [self.heading(result.title)]
        if sheet.trouble:
            lines += self._wrapped(f"! not of these inputs: {sheet.trouble}", "bad", most=3)
        value = figure_text(result.kind, sheet.figures.get(result.id))
        lines += self._valued(value, result.formula)
        found = view.intervals.get(result.id)
        if found is not None:
            lines.append(
                [
                    Piece(" 90 % of draws ", "weak"),
                    Piece(interval_text(result.kind, found), "strong"),
                ]
            )
            lines += self._drivers()
        elif view.wants_draws:
            lines.append([Piece(f" drawing from the ranges {self.signs.ellipsis}", "weak")])
        lines += self._wrapped(f"from {self._inputs()}", "weak", most=5)
        if result.source:
            lines += self._wrapped(f"after {one_line(result.source, LONGEST)}", "weak", most=2)
        known = sheet.confidence_of(result.id)
        words = f"known as {known}: at worst {CONFIDENCE_WORDS[known]}" if known else ""
        return lines + self._wrapped(words or f"* {CONFIDENCE_WORDS['']}", "weak", most=2)

    def _valued(self, value: str, formula: str) -> list[Line]:
        """A value with its formula, beside it where that has room."""
        if cell_len(value) + cell_len(formula) + 4 <= self.width:
            return [[Piece(f" {value}  ", "strong"), Piece(formula)]]
        return [*self._wrapped(value, "strong", most=3), *self._wrapped(formula, most=3)]

    def _inputs(self) -> str:
        sheet = self.view.sheet
        parts = []
        for id_ in self.view.result.inputs:
            entry = sheet.entries[id_]
            held = entry.held.text if isinstance(entry.held, Quantity) else entry.held
            if held is not None:
                parts.append(f"{sheet.worksheet.cell(id_).title} {one_line(f'{held}', 40)}")
        return f" {self.signs.dot} ".join(parts) or "nothing that can be changed"

    def _drivers(self) -> list[Line]:
        """The ranges by how far each alone moves the result, with a bar."""
        bars = [bar for bar in drivers(self.view.sheet, self.view.result.id) if bar.swing]
        widest = bars[0].swing if bars else 0.0
        return [self._driver(bar, widest) for bar in bars[:BARS]]

    def _driver(self, bar: TornadoBar, widest: float) -> Line:
        result, sheet = self.view.result, self.view.sheet
        ends = [bar.output_low or 0.0, bar.output_high or 0.0]
        said = " to ".join(amount(result.kind, end, 3) for end in sorted(ends))
        room = max(self.width - DRIVER - cell_len(said) - 5, 0)
        length = max(1, round(room * bar.swing / widest)) if room >= LEAST_BAR else 0
        title = sheet.worksheet.cell(bar.name).title
        return [
            Piece(f"   {padded(title, DRIVER)}", "weak"),
            Piece(f"{said} "),
            Piece(self.signs.filled * length, "busy"),
        ]

    # Parts of all.

    def heading(self, title: str, more: str = "") -> Line:
        """A title and a rule."""
        rule = self.signs.rule
        pieces = [Piece(f" {rule} ", "weak"), Piece(f"{title} ", "strong")]
        if more:
            pieces.append(Piece(f"{one_line(more, self.width)} "))
        left = self.width - sum(cell_len(piece.text) for piece in pieces) - 1
        return [*pieces, Piece(rule * max(left, 0), "weak")]

    def _wrapped(self, text: str, kind: str = "", *, most: int) -> list[Line]:
        wrapped = wrap_line(one_line(text, LONGEST), max(self.width - 2, 1))
        if len(wrapped) > most:
            wrapped = [*wrapped[: most - 1], f"{wrapped[most - 1]} {self.signs.ellipsis}"]
        return [[Piece(f" {line}", kind)] for line in wrapped]
