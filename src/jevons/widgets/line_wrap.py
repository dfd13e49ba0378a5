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
    return [_fitting(line, width) for line in _break(text, width)]


def _break(text: str, width: int) -> list[str]:
    """The pieces, each with one of the spaces that do not fit, to tell where its word ended."""
    if len(text) <= width and text.isascii():
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word, spaces in _WORD.findall(text):
        needed = cell_len(word)
        if word and used and used + needed > width:
            lines.append(line)
            line, used = "", 0
        if needed > width:
            *whole, word = chop_cells(word, width)
            lines.extend(whole)
            needed = cell_len(word)
        used += needed
        spaces = spaces[: width - used + 1]
        line += word + spaces
        used += len(spaces)
    lines.append(line)
    return lines


def _fitting(line: str, width: int) -> str:
    return line[:-1] if line.endswith(" ") and cell_len(line) > width else line


class WrappedText:
    """Text in lines of a given width, that grows at its end.

    Only the last line is ever wrapped again: breaking greedily at words, a line
    depends on nothing after it.
    """

    def __init__(self, width: int, text: str = "") -> None:
        self.width = max(2, width)
        self.lines: list[str] = []
        self._text = ""
        self._open = ""  # the last line as it was broken
        self.update(text)

    def update(self, text: str) -> int:
        """Become `text`, which usually goes on from what is here; the first line that changed."""
        if not text.startswith(self._text):
            self.lines.clear()
            self._text = self._open = ""
        more = text[len(self._text) :]
        self._text = text
        if not more:
            return len(self.lines)
        if self.lines:
            self.lines.pop()
        first = len(self.lines)
        for line in (self._open + more).split("\n"):
            broken = _break(line, self.width)
            self.lines.extend(_fitting(piece, self.width) for piece in broken)
            self._open = broken[-1]
        return first
