"""What stands in one cell of a terminal: a sign and how it looks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rich.cells import split_graphemes


class Style(NamedTuple):
    """How a cell looks: parameters of SGR (ECMA-48, 8.3.117), `params;URI` of a link (OSC 8)."""

    foreground: str = ""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    link: str = ""


Cell = tuple[str, Style]
"""A sign and its style; the second half of a wide sign is `("", style)`."""

PLAIN = Style()
BLANK: Cell = (" ", PLAIN)

SHOWN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that can be seen where there is no ink: underlines, reverse, strikes, frames."""

_ATTRIBUTES = frozenset({*map(str, range(1, 10)), "21", "51", "52", "53"})
_COLORS = {**dict.fromkeys(map(str, (*range(30, 38), *range(90, 98))), "foreground")}
_COLORS |= dict.fromkeys(map(str, (*range(40, 48), *range(100, 108))), "background")
_EXTENDED = {"38": "foreground", "48": "background"}
_LONG = {"2": 5, "5": 3}
"""How many parameters a colour has that begins with 38 or 48: of red, green, blue, of a palette."""

_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u22ff"
    "\u2500-\u25fc\u2713-\u2718\u2800-\u28ff]*"
)
_WIDE = re.compile(
    "[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]"
)
"""Signs whose width all terminals agree on: one cell, two cells."""


@lru_cache(maxsize=4096)
def style_of(parameters: str, link: str = "") -> Style | None:
    """The style that an SGR sequence sets after a reset; `None` if it has anything unusual."""
    colors = {"foreground": "", "background": ""}
    attributes: set[str] = set()
    codes = parameters.split(";") if parameters else []
    at = 0
    while at < len(codes):
        code, length = codes[at], 1
        if code in _EXTENDED:
            length = _LONG.get("".join(codes[at + 1 : at + 2]), 99)
            if at + length > len(codes):
                return None
            colors[_EXTENDED[code]] = ";".join(codes[at : at + length])
        elif code in _COLORS:
            colors[_COLORS[code]] = code
        elif code in _ATTRIBUTES:
            attributes.add(code)
        elif code in {"39", "49"}:
            colors["foreground" if code == "39" else "background"] = ""
        elif code not in {"", "0"} or at:
            return None
        at += length
    return Style(colors["foreground"], colors["background"], frozenset(attributes), link)


class StyledCells(dict[str, Cell]):
    """The cells of one style, each made once: the same cell is the same object."""

    def __init__(self, style: Style, encoding: str = "utf-8") -> None:
        super().__init__()
        self.style = style
        self._encoding = encoding

    def __missing__(self, sign: str) -> Cell:
        cell = self[sign] = self._cell(sign)
        return cell

    def _cell(self, sign: str) -> Cell:
        style = self.style
        if sign == " " and not style.link and not style.attributes & SHOWN_ON_BLANKS:
            return (" ", Style(background=style.background))  # no ink: its colour is not seen
        try:
            sign.encode(self._encoding)
        except UnicodeEncodeError:
            sign = "?"
        return (sign, style)

    def spread(self, text: str) -> list[Cell]:
        """The cells that a text takes; signs of no width in front of it are left out."""
        if text.isascii() or _NARROW.fullmatch(text):
            return [self[char] for char in text]
        cells: list[Cell] = []
        for start, end, width in split_graphemes(text)[0]:
            if not width:
                continue
            cell = self[text[start:end]]
            cells.append(cell)
            if width == 2:
                cells.append(self["?"] if cell[0] == "?" else ("", self.style))
        return cells


def leading_marks(text: str) -> str:
    """The signs without width that a text begins with: they join the cell before it."""
    if text[:1].isascii():
        return ""
    for start, _, width in split_graphemes(text)[0]:
        if width:
            return text[:start]
    return text


@lru_cache(maxsize=4096)
def certain(sign: str) -> bool:
    """Whether all terminals take the same number of cells for it."""
    return len(sign) < 2 and bool(_NARROW.fullmatch(sign) or _WIDE.fullmatch(sign))


def is_bare(cell: Cell) -> bool:
    """Whether nothing but the background can be seen there."""
    sign, style = cell
    return sign == " " and style == Style(background=style.background)


@lru_cache(maxsize=4096)
def length(text: str) -> int:
    """Bytes of a short text."""
    return len(text.encode(errors="replace"))
