"""Lines of pieces: the part that widgets which draw them have in common, and a plain one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from jevons.widgets.bars import Piece

Line = Sequence[Piece]

CURSOR_ENDS = Piece("")
"""In a line: what follows keeps its own colours where the cursor is.

It stands before long text: that need not be sent again for each move of the cursor.
"""


class Pieced(Widget):
    """Draws pieces; the kind of each has its colour here.

    A `picked` piece, and the line that the cursor is on, are told by reversed colours.
    """

    COMPONENT_CLASSES = {
        "pieces--strong",
        "pieces--weak",
        "pieces--key",
        "pieces--busy",
        "pieces--bad",
        "pieces--good",
        "pieces--thinking",
        "pieces--picked",
        "pieces--cursor",
    }
    DEFAULT_CSS = """
    Pieced {
        .pieces--strong { color: $accent; text-style: bold; }
        .pieces--weak { color: $meter; }
        .pieces--key { color: $key; text-style: bold; }
        .pieces--busy { color: $warning; }
        .pieces--bad { color: $error; }
        .pieces--good { color: $success; }
        .pieces--thinking { color: $thinking; }
        .pieces--picked { text-style: reverse bold; }
        .pieces--cursor { background: $primary; color: $block-cursor-foreground; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        self._styles_drawn: dict[str, Style] = {}
        super().__init__(id=id)

    def notify_style_update(self) -> None:
        """Draw in other colours."""
        super().notify_style_update()
        self._styles_drawn.clear()

    def drawn(self, line: Line, width: int, *, cursor: bool = False) -> Strip:
        """A line as it is drawn, cut or filled up to a width."""
        segments: list[Segment] = []
        left = width
        for piece in line:
            cursor = cursor and piece is not CURSOR_ENDS
            text = piece.text if cell_len(piece.text) <= left else _cut(piece.text, left)
            left -= cell_len(text)
            segments.append(Segment(text, self._style(piece.kind, cursor)))
            if not left:
                break
        segments.append(Segment(" " * left, self._style("", cursor)))
        return Strip(segments, width)

    def _style(self, kind: str, cursor: bool) -> Style:
        """The whole style of a kind of piece, remembered: it is asked for at every line."""
        if cursor:
            kind = "cursor picked" if "picked" in kind else "cursor"
        style = self._styles_drawn.get(kind)
        if style is None:
            style = self.rich_style
            for part in kind.split():
                style += self.get_component_rich_style(f"pieces--{part}", partial=True)
            self._styles_drawn[kind] = style
        return style


def _cut(text: str, width: int) -> str:
    """The text in so many cells, with a sign that it goes on where that has room."""
    return f"{set_cell_size(text, width - 1)}…" if width > 1 else set_cell_size(text, width)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly so many cells: to the left, or to the right."""
    needed = cell_len(text)
    if needed > width:
        return _cut(text, width)
    return " " * (width - needed) + text if right else text + " " * (width - needed)


def flow(cells: Iterable[Line], width: int, between: str) -> list[Line]:
    """Cells one after the other, in as few lines as hold them whole.

    Each line begins with a blank; `between` stands between the cells of a line.
    """
    lines: list[list[Piece]] = []
    used = 0
    for cell in cells:
        needed = sum(cell_len(piece.text) for piece in cell)
        if not lines or used + cell_len(between) + needed > width:
            lines.append([Piece(" "), *cell])
            used = 1 + needed
        else:
            lines[-1] += [Piece(between, "weak"), *cell]
            used += cell_len(between) + needed
    return list(lines)


class PieceLines(Pieced):
    """Some lines of pieces, as many as are shown."""

    DEFAULT_CSS = """
    PieceLines { height: 1; }
    """

    lines: reactive[tuple[Line, ...]] = reactive((), layout=False)

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines; the widget becomes as high as they are many."""
        self.lines = tuple(lines)
        if self.styles.height is None or self.styles.height.value != len(self.lines):
            self.styles.height = len(self.lines)

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        line = self.lines[y] if y < len(self.lines) else ()
        return self.drawn(line, self.size.width)
