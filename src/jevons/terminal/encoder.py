"""The fewest bytes that make a picture of what a terminal shows.

It uses what every terminal has (cursor moves, SGR, text) and what `Abilities` say this one
has besides. The style of what was written last stays set.
"""

from __future__ import annotations

from jevons.terminal.abilities import Abilities
from jevons.terminal.cells import BLANK, PLAIN, Cell, Style, certain, is_bare, length
from jevons.terminal.moves import Place, move
from jevons.terminal.picture import Picture, Row
from jevons.terminal.scrolling import find_scroll, scrolled
from jevons.terminal.sgr import change, on_blank

WIDEST_GAP = 8
"""Cells between two changes that may be cheaper to write again than to move over."""

FEW_ROWS = 4
"""Changed rows that are few enough to look for the best order."""

LEAST_ERASED = 3
"""Changed cells for which erasing to the end of the line pays; it takes 3 bytes."""

LEAST_BLANKED = 10
"""Changed cells for which erasing a number of them and moving on pays: up to 10 bytes."""


class Encoder:
    """Knows what a terminal shows, and writes the difference to what it is to show."""

    def __init__(self, abilities: Abilities) -> None:
        self.rows: list[Row] = []
        self._abilities = abilities
        self._width = 0
        self._place: Place = (None, None)
        self._style = PLAIN
        self._out: list[str] = []

    def forget(self, width: int, height: int) -> None:
        """Anything may be on the terminal, which has this size."""
        self._width = width
        self.rows = [[None] * width for _ in range(height)]
        self._place = (None, None)

    def clear(self) -> str:
        """What empties the terminal."""
        self.rows = [[BLANK] * self._width for _ in self.rows]
        self._place, self._style = (0, 0), PLAIN
        return "\x1b[m\x1b[H\x1b[2J"

    def plain(self) -> str:
        """What is to be written before anything that is not of ours and may draw."""
        reset = change(self._style, PLAIN)
        self._style = PLAIN
        return reset

    def encode(self, wanted: Picture, touched: set[int]) -> str:
        """What to write so that these rows of a picture of the same size are shown.

        Cells that nobody asked for stay as they are. It ends where the cursor is wanted.
        """
        self._out = []
        if self._abilities.scroll:
            touched = self._scroll(wanted, touched)
        changed = [y for y in sorted(touched) if self.rows[y] != wanted.rows[y]]
        if len(changed) <= FEW_ROWS:  # a bar that goes from row to row: first the colour at hand
            changed.sort(key=lambda y: not self._begins_at_hand(self.rows[y], wanted.rows[y]))
        for y in changed:
            self._row(y, self.rows[y], wanted.rows[y])
        self._move(*wanted.cursor)
        return "".join(self._out)

    def _scroll(self, wanted: Picture, touched: set[int]) -> set[int]:
        """Scroll where that saves much; the rows that are to be looked at then."""
        scroll = find_scroll(self.rows, wanted.rows, touched)
        if scroll is None:
            return touched
        top, bottom, lines = scroll
        self._pen(PLAIN)
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        self._place = (None, None)  # the margins put the cursor where it was not
        self._move(0, bottom if lines > 0 else top)
        self._out.append(("\n" * lines if lines > 0 else f"\x1b[{-lines}L") + "\x1b[r")
        self._place = (None, None)
        scrolled(self.rows, scroll, [BLANK] * self._width)
        return touched | set(range(top, bottom + 1))

    def _begins_at_hand(self, old: Row, new: Row) -> bool:
        """Whether what differs in a row begins with the background that is set."""
        pairs = zip(old, new, strict=True)
        first = next((after for before, after in pairs if after and before != after), None)
        return first is not None and first[1].background == self._style.background

    def _row(self, y: int, old: Row, new: Row) -> None:
        """Write what differs in a row, and note it as shown."""
        x = looked = 0
        redo = False
        while x < len(new):
            cell, end = new[x], _end_of_sign(new, x)
            if cell is None or (new[x:end] == old[x:end] and not redo):
                x = end
                continue
            redo = False
            if cell[0] == " " and x >= looked:
                looked, erased = self._erase(x, y, old, new)
                end = erased or end
            else:
                erased = 0
            if not erased:
                self._reach(x, y, new)
                if cell[1].background != self._style.background:
                    self._erase_behind(x, old, new)
                if is_bare(cell):
                    self._pen_for_blank(x, new)
                redo = not self._sign(cell, end - x)
            old[x:end] = new[x:end]
            x = end

    def _erase(self, x: int, y: int, old: Row, new: Row) -> tuple[int, int]:
        """Erase blanks from `x` on if that pays: where they end, and up to where it did (or 0)."""
        can, cell = self._abilities, new[x]
        assert cell is not None
        end = x + 1
        while end < len(new) and new[end] == cell:
            end += 1
        if not is_bare(cell) or (cell[1].background and not can.erase_in_color):
            return end, 0
        last = end
        while last > x + 1 and new[last - 1] == old[last - 1]:
            last -= 1
        if end == len(new) and can.erase and last - x >= LEAST_ERASED:
            sequence, last = "\x1b[K", end
        elif can.erase_cells and last - x >= LEAST_BLANKED:
            sequence = f"\x1b[{last - x}X"
        else:
            return end, 0
        self._reach(x, y, new)
        self._pen(on_blank(self._style, cell[1].background))
        self._out.append(sequence)
        return end, last

    def _erase_behind(self, x: int, old: Row, new: Row) -> None:
        """Erase the blanks behind a cell of another colour (a cursor) while theirs is at hand."""
        can, rest = self._abilities, new[x + 1 :]
        blank = rest[0] if rest else None
        if blank is None or not is_bare(blank) or len(rest) < LEAST_ERASED or rest == old[x + 1 :]:
            return
        background = blank[1].background
        erases = can.erase and (can.erase_in_color or not background) and self._place[0] == x
        if erases and on_blank(self._style, background) == self._style and len(set(rest)) == 1:
            self._out.append("\x1b[K")
            old[x:] = [blank] * (len(rest) + 1)

    def _sign(self, cell: Cell, width: int) -> bool:
        """Write a sign; whether it surely took its width.

        Others are put on blanks, and nothing that follows relies on where they ended.
        """
        sign, style = cell
        self._pen(on_blank(self._style, style.background) if is_bare(cell) else style)
        x, y = self._place
        if certain(sign):
            self._write(sign, width)
            return True
        self._write(" " * width, width)
        if x is not None and y is not None:
            self._move(x, y)
        self._out.append(sign)
        self._place = (None, y)
        return False

    def _write(self, text: str, width: int) -> None:
        """Write text of a known width; at the right edge terminals differ in where they stay."""
        self._out.append(text)
        x, y = self._place
        end = None if x is None else x + width
        self._place = (end if end != self._width else None, y)

    def _pen_for_blank(self, x: int, new: Row) -> None:
        """Take the background of a blank, and at once the ink of what stands a few cells on."""
        background = (new[x] or BLANK)[1].background
        style = on_blank(self._style, background)
        if style == self._style:
            return
        ahead = (cell or BLANK for cell in new[x + 1 : x + WIDEST_GAP])
        ink = next((cell[1] for cell in ahead if not is_bare(cell)), style)
        self._pen(ink if on_blank(ink, background) == ink else style)

    def _reach(self, x: int, y: int, new: Row) -> None:
        """Bring the cursor to a cell of a row, of which all that is left of it is shown."""
        at, row = self._place
        if row == y and at is not None and 0 < x - at <= WIDEST_GAP:
            again = [cell for cell in new[at:x] if cell is not None and self._fits(cell)]
            text = "".join(sign for sign, _ in again)
            if len(again) == x - at and length(text) <= len(move(self._place, (x, y))):
                self._out.append(text)
                self._place = (x, y)
                return
        self._move(x, y)

    def _fits(self, cell: Cell) -> bool:
        """Whether a cell can be written without a change of style."""
        sign, style = cell
        if is_bare(cell):
            return on_blank(self._style, style.background) == self._style
        return style == self._style and certain(sign)

    def _move(self, x: int, y: int) -> None:
        self._out.append(move(self._place, (x, y)))
        self._place = (x, y)

    def _pen(self, style: Style) -> None:
        if style != self._style:
            self._out.append(change(self._style, style))
            self._style = style


def _end_of_sign(row: Row, x: int) -> int:
    """The column after the sign at `x`: the next, or the one after its second half."""
    end = x + 1
    while end < len(row) and (cell := row[end]) is not None and not cell[0]:
        end += 1
    return end
