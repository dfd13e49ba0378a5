"""Thoughts side by side: a grid of panes, each showing the end of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.strip import Strip

from jevons.core.state.flights import Pane
from jevons.core.state.quantities import duration
from jevons.core.visible_text import one_line, visible
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import WrappedText
from jevons.widgets.pieces import Pieced, padded
from jevons.widgets.signs import UNICODE, Signs

LEAST_WIDTH, LEAST_HEIGHT = 38, 8
"""Cells and lines that a pane has at least."""


class Grid(NamedTuple):
    """How many panes fit, and how large each is."""

    columns: int
    rows: int
    width: int
    height: int


def grid_of(width: int, height: int, panes: int) -> Grid:
    """The grid that shows as many of the panes as fit, and these as large as can be."""
    most_columns = max(1, (width + 1) // (LEAST_WIDTH + 1))
    most_rows = max(1, height // LEAST_HEIGHT)
    columns = max(1, min(most_columns, panes))
    rows = max(1, min(most_rows, -(-panes // columns)))
    return Grid(columns, rows, max(1, (width + 1) // columns - 1), max(1, height // rows))


class PaneText:
    """The lines of one thought and its answer, of which the last ones are in view.

    The view jumps by half a pane when the text outgrows it: between jumps nothing moves.
    """

    def __init__(self, width: int, signs: Signs) -> None:
        self._thought = WrappedText(max(8, width - 2))
        self._answer = WrappedText(max(8, width - 2))
        self._bar = f"{signs.bar} "
        self._has_answer = False
        self._top = 0

    def update(self, pane: Pane) -> None:
        """Show what has come."""
        self._thought.update(visible(pane.thinking))
        self._answer.update(visible(pane.answer))
        self._has_answer = bool(pane.answer)

    def in_view(self, height: int) -> list[Piece]:
        """The last lines, in at most so many."""
        lines = [Piece(f"{self._bar}{line}", "thinking") for line in self._thought.lines]
        if self._has_answer:
            lines += [Piece(f"  {line}") for line in self._answer.lines]
        if len(lines) <= height or len(lines) < self._top:
            self._top = 0
        while len(lines) > self._top + height:
            self._top += max(1, height // 2)
        return lines[self._top : self._top + height]


class FlightPanes(Pieced):
    """Panes in a grid, as many as fit; the others are a page further."""

    DEFAULT_CSS = """
    FlightPanes { height: 1fr; background: $background; }
    """

    def __init__(self, *, id: str | None = None, signs: Signs = UNICODE) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._panes: Sequence[Pane] = ()
        self._texts: dict[tuple[int, int], PaneText] = {}
        self._grid = Grid(1, 1, 1, 1)
        self._drawn: list[list[Piece]] = []
        self.first = 0

    @property
    def page(self) -> int:
        """Panes that are seen at once."""
        return self._grid.columns * self._grid.rows

    def show(self, panes: Sequence[Pane]) -> None:
        """Show these panes, those of the page one is on."""
        self._panes = panes
        grid = grid_of(self.size.width, self.size.height, len(panes))
        if grid != self._grid:
            self._texts.clear()
            self._grid = grid
        self.first = min(self.first, max(0, (len(panes) - 1) // self.page * self.page))
        known = {pane.key for pane in panes}
        self._texts = {key: text for key, text in self._texts.items() if key in known}
        self._drawn = [self._pane_lines(pane) for pane in self._shown]
        self.refresh()

    def turn(self, pages: int) -> None:
        """Go so many pages on or back."""
        last = max(0, (len(self._panes) - 1) // self.page * self.page)
        self.first = min(max(0, self.first + pages * self.page), last)
        self.show(self._panes)

    @property
    def _shown(self) -> Sequence[Pane]:
        return self._panes[self.first : self.first + self.page]

    def on_resize(self) -> None:
        """Another number fits."""
        self.show(self._panes)

    def _pane_lines(self, pane: Pane) -> list[Piece]:
        """A heading, and the end of the text."""
        text = self._texts.get(pane.key)
        if text is None:
            text = self._texts[pane.key] = PaneText(self._grid.width, self._signs)
        text.update(pane)
        state = "over" if pane.over else duration(pane.seconds)
        name = pane.title or f"#{pane.question + 1} sample {pane.sample + 1}"
        model = () if pane.title else (one_line(pane.model, 60),)
        parts = (name, f"{pane.tokens:,} tokens", state, *model)
        mark = f"{self._signs.mark} " if pane.marked else ""
        kind = "picked" if pane.marked else "weak" if pane.over else "strong"
        heading = Piece(mark + f" {self._signs.dot} ".join(parts), kind)
        return [heading, *text.in_view(self._grid.height - 1)]

    def render_line(self, y: int) -> Strip:
        """Draw one line across all panes."""
        grid, width = self._grid, self.size.width
        row, line = divmod(y, grid.height)
        if row >= grid.rows:
            return self.drawn((), width)
        pieces: list[Piece] = []
        for column in range(grid.columns):
            index = row * grid.columns + column
            lines = self._drawn[index] if index < len(self._drawn) else []
            piece = lines[line] if line < len(lines) else Piece("")
            pieces.append(Piece(padded(piece.text, grid.width), piece.kind))
            if column + 1 < grid.columns:
                pieces.append(Piece(" "))
        return self.drawn(pieces, width)
