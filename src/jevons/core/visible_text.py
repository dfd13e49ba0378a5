"""Text from models, servers and files, made safe to put on a terminal.

What would act on a terminal, reorder or hide text is shown as a visible escape. The
result holds none of it, and making it visible again changes nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

MARKS_LIMIT = 8
"""Marks and joiners kept on one character; living scripts need about half as many."""

TABLE_LIMIT = 20_000
"""Code points a table remembers: more than any language writes with."""

_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029]")
_SPACES = re.compile(r"\s+")

_JOINERS = "\u200c\u200d"
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that show nothing
_SIGNS = (  # of category "format", yet they show
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)

# A joiner, or a run long enough to be a flood in blocks that have marks (so that the
# scripts that have none, Chinese among them, are looked at no further).
_MAY_FLOOD = re.compile(
    rf"[{_JOINERS}]|[\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a"
    rf"\ua66f-\uabff\ud7b0-\ud7ff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]{{{MARKS_LIMIT + 1}}}"
)

# On the parts that characters play (`_part`): a joiner needs something before it that it
# can join, and marks pile up.
_IDLE_JOINERS = re.compile(r"(?<![bm])j+")
_FLOOD = re.compile(rf"(?<=[mj]{{{MARKS_LIMIT}}})[mj]+")


def visible(text: str, *, keep_newlines: bool = True) -> str:
    r"""`text` as it can be shown: nothing in it acts, hides, reorders or overprints.

    Controls become pictures (`␛`) or escapes (`\x9b`), as do bidirectional controls,
    invisible characters, tags, noncharacters and lone surrogates; line and paragraph
    separators and carriage returns become newlines, tabs become spaces up to the next
    multiple of 4 columns, marks beyond `MARKS_LIMIT` on one character go. Joiners stay
    where emoji and scripts need them. Without `keep_newlines` newlines become spaces.
    """
    if not text.replace("\n", "").isprintable() or any(filler in text for filler in _FILLERS):
        text = _NEWLINES.sub("\n", text).translate(_SHOWN).expandtabs(4)
    if not text.isascii() and _MAY_FLOOD.search(text):
        text = _without_floods(text)
    return text if keep_newlines else text.replace("\n", " ")


def one_line(text: str, limit: int) -> str:
    """`text` made visible on one line of at most `limit` characters, cut with an ellipsis."""
    line = _SPACES.sub(" ", visible(text)).strip()
    if len(line) <= limit:
        return line
    return line[: max(limit - 1, 0)].rstrip(_JOINERS + " ") + "…"


def visible_json(value: Any, *, indent: int | None = 2) -> str:
    r"""`value` as JSON that can be put on a terminal: what acts or hides is escaped in it.

    It is the same value to whoever reads it; other letters than ASCII stay as they are.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return text if text.isascii() and "\x7f" not in text else text.translate(_JSON_SHOWN)


def _json_shown(char: str) -> str:
    hidden = char != "\n" and (_is_hidden(char) or char in _JOINERS)
    return json.dumps(char)[1:-1] if hidden and char != "\x7f" else "\\u007f" if hidden else char


def _without_floods(text: str) -> str:
    """Show the joiners that join nothing, and drop the marks beyond the limit."""
    parts = text.translate(_PARTS)
    if "j" in parts:
        text = _replace(_IDLE_JOINERS, parts, text, lambda run: "".join(map(_escape, run)))
        parts = text.translate(_PARTS)
    return _replace(_FLOOD, parts, text, lambda _marks: "")


def _replace(pattern: re.Pattern[str], parts: str, text: str, new: Callable[[str], str]) -> str:
    """Replace what stands in `text` where `pattern` matches the parts it plays."""
    pieces, end = [], 0
    for match in pattern.finditer(parts):
        pieces += [text[end : match.start()], new(text[match.start() : match.end()])]
        end = match.end()
    return "".join(pieces) + text[end:] if end else text


class _Table(dict[int, str]):
    """A table for `str.translate` that is worked out as characters come up."""

    def __init__(self, work_out: Callable[[str], str]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, code: int) -> str:
        if len(self) >= TABLE_LIMIT:
            self.clear()
        self[code] = value = self._work_out(chr(code))
        return value


def _shown(char: str) -> str:
    return _escape(char) if _is_hidden(char) else char


def _is_hidden(char: str) -> bool:
    match unicodedata.category(char):
        case "Cc":
            return char not in "\n\t"
        case "Cf":
            return char not in _JOINERS and char not in _SIGNS
        case "Cs":
            return True
        case "Cn":
            return _is_never_assigned(ord(char))
    return char in _FILLERS


def _is_never_assigned(code: int) -> bool:
    """Noncharacters, and the ranges reserved for invisible ones (Unicode 15, 23.7 and 23.9)."""
    return (
        code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or 0xFFF0 <= code <= 0xFFF8
        or 0xE0000 <= code <= 0xE0FFF
    )


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _part(char: str) -> str:
    """`m` for what is drawn onto the character before, `j` for joiners, `b` for what can join."""
    category = unicodedata.category(char)
    if char in _JOINERS:
        return "j"
    if category in {"Mn", "Me"} or "\u1161" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb":
        return "m"  # the second half: vowels and finals that stack on a Korean initial
    return "b" if category[0] in "LMNS" and not char.isascii() else "x"


_SHOWN = _Table(_shown)
_JSON_SHOWN = _Table(_json_shown)
_PARTS = _Table(_part)
