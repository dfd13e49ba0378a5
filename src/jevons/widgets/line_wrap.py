"""Word wrap that keeps up with a stream: appending costs what is appended."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_WORD = re.compile(r"\S+\s*|\s+")


def wrap_line(text: str, width: int) -> list[str]:
    """Break one line without newlines into pieces of at most `width` cells, at words."""
    if len(text) <= width and text.isascii():
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in _WORD.findall(text):
        needed = cell_len(word.rstrip())
        if used and used + needed > width:
            lines.append(line)
            line, used = "", 0
        if needed > width:
            *whole, word = chop_cells(word.rstrip(), width)
            lines.extend(whole)
        line += word
        used += cell_len(word)
    lines.append(line)
    return lines


class WrappedText:
    """Text in lines of a given width, that grows at its end.

    Only the last line is ever wrapped again: breaking greedily at words, a line
    depends on nothing after it.
    """

    def __init__(self, width: int, text: str = "") -> None:
        self.width = max(1, width)
        self.length = 0
        self.lines: list[str] = []
        self.append(text)

    def append(self, text: str) -> int:
        """Add to the end; the index of the first line that changed."""
        first = max(0, len(self.lines) - 1)
        if not text:
            return len(self.lines)
        self.length += len(text)
        open_line = self.lines.pop() if self.lines else ""
        for line in (open_line + text).split("\n"):
            self.lines.extend(wrap_line(line, self.width))
        return first

    def update(self, text: str) -> int:
        """Become `text`, which usually goes on from what is here; the first line that changed."""
        if len(text) >= self.length:
            return self.append(text[self.length :])
        self.lines.clear()
        self.length = 0
        self.append(text)
        return 0
