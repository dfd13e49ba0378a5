r"""Mathematics in Markdown, kept readable.

Markdown takes the backslashes, underscores and stars of `\(x_1^*\)` for its own;
escaped, they come out as they were written.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_START = re.compile(
    r"""
    (?P<fence> ^[ \t>]* (?:(?:[-*+]|\d{1,9}[.)])[ \t]+)? (?:`{3,}(?=[^`\n]*$)|~{3,}) )
    | (?P<ticks> `+ )
    | (?P<math> \$\$ | \\\[ | \\\( )
    | (?P<dollar> (?<![\\$\w])\$(?=\S)[^$\n]{0,200}?(?<=\S)\$(?![\w$]) )
    | \\.
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What may begin code or mathematics. Any other escape is passed over."""

_END = re.compile(r"\\\\|`+|\$\$|\\[\])]|\n[ \t]*(?=\n)")
_FENCE_END = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_CLOSING = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def keep_math(markdown: str) -> str:
    """Escape the mathematics in `markdown` so that it is shown as written.

    Code is left alone. Display mathematics keeps its line breaks. Takes time in
    proportion to the text, whatever is in it.
    """
    ends = _Ends(markdown)
    pieces: list[str] = []
    kept = position = 0
    while start := _START.search(markdown, position):
        position = ends.after(start)
        if start["math"] or start["dollar"]:
            pieces += (markdown[kept : start.start()], _escaped(markdown[start.start() : position]))
            kept = position
    return "".join((*pieces, markdown[kept:]))


class _Ends:
    """Where the code and the mathematics of one text end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks: dict[str, list[int]] = {}
        for mark in _END.finditer(text):
            name = "\n" if mark[0][0] == "\n" else mark[0]
            self._marks.setdefault(name, []).append(mark.start())
        self._fences = list(_FENCE_END.finditer(text))
        self._fence_starts = [fence.start() for fence in self._fences]

    def after(self, start: re.Match[str]) -> int:
        """Where what begins there is over; where it begins nothing, just after its mark."""
        if start["fence"]:
            return self._after_fence(start)
        mark = start["math"] or start["ticks"]
        if not mark:
            return start.end()
        closing = _CLOSING.get(mark, mark)
        end = self._next(closing, start.end())
        paragraph = self._next("\n", start.end())
        if end is None or (paragraph is not None and paragraph < end):
            return start.end()
        return end + len(closing)

    def _after_fence(self, start: re.Match[str]) -> int:
        """After the fence that ends a block of code; one that is still open has all the rest."""
        mark = start["fence"].lstrip(" \t>-*+.)0123456789")
        for index in range(bisect_left(self._fence_starts, start.end()), len(self._fences)):
            fence = self._fences[index]
            if fence[1].startswith(mark):
                return fence.end()
        return len(self._text)

    def _next(self, mark: str, start: int) -> int | None:
        places = self._marks.get(mark, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else None


def _escaped(math: str) -> str:
    # Two blanks before a line break keep it; leading blanks would make it code.
    lines = (line.strip() for line in math.split("\n"))
    return "  \n".join(_PUNCTUATION.sub(r"\\\1", line) for line in lines if line)
