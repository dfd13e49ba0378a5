"""Word wrap that keeps up with a stream: appending costs what is appended."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

# Chinese and Japanese may be broken at any character, everything else at spaces.
_IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"([{_IDEOGRAPHS}]|[^ {_IDEOGRAPHS}]*)( *)")


def wrap_line(text: str, width: int) -> list[str]:
    """Break one line of visible text into pieces of at most `width` cells, at words.

    Spaces that do not fit at the end of a piece are left out.
    """
    if len(text) <= width and text.isascii():
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word, spaces in _WORD.findall(text):
        needed = cell_len(word)
        if used and used + needed > width:
            lines.append(line)
            line, used = "", 0
        if needed > width:
            *whole, word = chop_cells(word, width)
            lines.extend(whole)
            needed = cell_len(word)
        used += needed
        spaces = spaces[: max(0, width - used)]
        line += word + spaces
        used += len(spaces)
    lines.append(line)
    return lines


class WrappedText:
    """Text in lines of a given width, that grows at its end.

    Only the last line is ever wrapped again: breaking greedily at words, a line
    depends on nothing after it.
    """

    def __init__(self, width: int, text: str = "") -> None:
        self.width = max(2, width)
        self.lines: list[str] = []
        self._text = ""
        self.update(text)

    def update(self, text: str) -> None:
        """Become `text`, which usually goes on from what is here."""
        if not text.startswith(self._text):
            self.lines.clear()
            self._text = ""
        more = text[len(self._text) :]
        self._text = text
        if more:
            open_line = self.lines.pop() if self.lines else ""
            for line in (open_line + more).split("\n"):
                self.lines.extend(wrap_line(line, self.width))
