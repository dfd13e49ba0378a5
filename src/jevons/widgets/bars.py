"""One-line bars: status, meter and footer. They take plain values and draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget


class Piece(NamedTuple):
    """A bit of text and the component class that colours it, "" for the bar's own colour."""

    text: str
    kind: str = ""


class TextBar(Widget):
    """A line of pieces: some from the left, some against the right edge.

    What does not fit is left out from the end of the left side.
    """

    COMPONENT_CLASSES = {
        "text-bar--strong",
        "text-bar--weak",
        "text-bar--key",
        "text-bar--busy",
        "text-bar--bad",
    }
    DEFAULT_CSS = """
    TextBar {
        height: 1;
        background: $panel;
        color: $foreground;
        .text-bar--strong { color: $accent; text-style: bold; }
        .text-bar--weak { color: $meter; }
        .text-bar--key { color: $key; text-style: bold; }
        .text-bar--busy { color: $warning; text-style: bold; }
        .text-bar--bad { color: $text-error; text-style: bold; }
    }
    """

    left: reactive[tuple[Piece, ...]] = reactive((), layout=False)
    right: reactive[tuple[Piece, ...]] = reactive((), layout=False)

    def show(self, left: Iterable[Piece], right: Iterable[Piece] = ()) -> None:
        """Show these pieces."""
        self.left = tuple(left)
        self.right = tuple(right)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        base = self.rich_style
        right = _fitting(self.right, width)
        used = pieces_width(right)
        left = _fitting(self.left, width - used)
        gap = width - used - pieces_width(left)
        pieces = (*left, Piece(" " * gap), *right)
        return Strip([Segment(piece.text, self._style(piece, base)) for piece in pieces], width)

    def _style(self, piece: Piece, base: Style) -> Style:
        if not piece.kind:
            return base
        return base + self.get_component_rich_style(f"text-bar--{piece.kind}", partial=True)


def pieces_width(pieces: Iterable[Piece]) -> int:
    """Cells that pieces take."""
    return sum(cell_len(piece.text) for piece in pieces)


def _fitting(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """The pieces that fit, the last of them shortened."""
    fitting: list[Piece] = []
    for piece in pieces:
        needed = cell_len(piece.text)
        if needed > width:
            if width > 8:
                fitting.append(Piece(f"{set_cell_size(piece.text, width - 2)}… ", piece.kind))
            break
        fitting.append(piece)
        width -= needed
    return fitting


class Hint(NamedTuple):
    """A key and what it does now."""

    key: str
    title: str


def footer_pieces(hints: Sequence[Hint], width: int) -> tuple[list[Piece], list[Piece]]:
    """As many hints as fit whole, in their order; the last two stand at the right."""
    right = _hint_pieces(hints[-2:], width)
    width -= pieces_width(right)
    return _hint_pieces(hints[:-2], width), right


def _hint_pieces(hints: Sequence[Hint], width: int) -> list[Piece]:
    pieces: list[Piece] = []
    for hint in hints:
        needed = cell_len(hint.key) + cell_len(hint.title) + 3
        if needed > width:
            continue
        width -= needed
        pieces += [Piece(f" {hint.key}", "key"), Piece(f" {hint.title} ")]
    return pieces


def reading_pieces(readings: Iterable[tuple[str, str]], dot: str) -> list[Piece]:
    """Labelled values, each after a dot."""
    pieces: list[Piece] = []
    for label, value in readings:
        pieces += [Piece(f"{dot} {label} ", "weak"), Piece(f"{value} ")]
    return pieces
