"""What a hostile model may write: everything that acts on a terminal or a toolkit.

Each piece holds a word of its own in capitals, so that it can be told on the screen and
in the bytes that reach the terminal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

SEQUENCES = (
    "\x1b]0;TITLE\x07",
    "\x1b]2;WINDOW\x1b\\",
    "\x1b]52;c;Q0xJUEJPQVJE\x07",
    "\x1b]8;;http://evil.example\x07HYPERLINK\x1b]8;;\x07",
    "\x1b[31;42mCOLOUR",
    "\x1b[2J\x1b[HCLEARED",
    "\x1b[?1049lPRIMARY",
    "\x1b[6nREPORT",
    "\x1bcRESET",
    "\x1bP+q544e\x1b\\DCS",
    "\x1b_APC\x1b\\",
    "\x9b35mCSI8",
    "\x9d0;OSC8\x9c",
    "\x07BELL\x08\x08BACKSPACE\x7fDELETE\x00NUL",
    "covered\rRETURN",
    "\u202eOVERRIDE\u202c\u2066ISOLATE\u2069",
    "\u200bZEROWIDTH\ufeff\u2028SEPARATOR",
    "\U000e0041TAGS\ud800SURROGATE",
)
MARKUP = (
    "[red]MARKUP[/red] [/] [/nothing] [",
    "[@click=app.quit]CLICK[/]",
    "[link=http://evil.example]LINK[/link]",
    "[MDLINK](http://evil.example \"title\") <b onclick='x()'>HTML</b> <script>SCRIPT</script>",
)
WORDS = (
    *("TITLE", "WINDOW", "HYPERLINK", "COLOUR", "CLEARED", "PRIMARY", "REPORT", "RESET", "DCS"),
    *("APC", "CSI8", "OSC8", "BELL", "BACKSPACE", "DELETE", "NUL", "RETURN", "OVERRIDE"),
    *("ISOLATE", "ZEROWIDTH", "SEPARATOR", "TAGS", "SURROGATE"),
    *("MARKUP", "CLICK", "LINK", "MDLINK", "HTML", "SCRIPT"),
)
TEXT = "\n\n".join((*SEQUENCES, *MARKUP))

FORBIDDEN = "".join(
    map(
        chr,
        (
            *range(0x80, 0xA0),
            *(0x200B, 0x2028, 0x2029, 0xFEFF),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            *range(0xE0000, 0xE0080),
        ),
    )
)
"""Characters that no screen may hold."""

MARK = "✥"
"""Stands at the end of every generated string, so that it can be told whether it was shown."""

_ATOMS = (
    *SEQUENCES,
    *MARKUP,
    "\x1b[",
    "\x1b]",
    "\x1bP",
    "\x1b_",
    "\x1b^",
    "\x9b",
    "\x9d",
    "\x90",
    "\x1b#8",
    "\x1bM",
    "\x0e",
    "\x0b\x0c",
    "\r\n",
    "\u202e",
    "\u2067",
    "\u061c",
    "\u200d",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "e" + "\u0301" * 40,
    "ก" + "็" * 60,
    "👩‍👩‍👧‍👦",
    "漢字",
    "\ud83d",
    "\uffff",
    "`" * 5,
    "|a|b|\n|-|-|",
    "$\\href{javascript:x}{y}$",
    "[/]",
    "[@click=app.quit]",
    "${x}",
    "%s",
    "=cmd()",
)
_FINALS = "@ABCDEFGHJKLMPSTXZ`abcdefghilmnpqrstuvwxyz{|}~"


def generated(count: int, seed: int) -> Iterator[str]:
    """So many hostile strings, the same for the same seed: hand-written pieces and noise."""
    draw = random.Random(seed)
    for _ in range(count):
        parts = [draw.choice((_piece, _control, _noise))(draw) for _ in range(draw.randint(1, 4))]
        yield "".join(parts) + MARK


def _piece(draw: random.Random) -> str:
    return draw.choice(_ATOMS)


def _control(draw: random.Random) -> str:
    """A control sequence with parameters of any kind: of the screen, of the system, of a device."""
    numbers = ";".join(str(draw.randrange(3000)) for _ in range(draw.randint(0, 3)))
    match draw.randrange(3):
        case 0:
            return f"\x1b[{draw.choice(('', '?', '>', '='))}{numbers}{draw.choice(_FINALS)}"
        case 1:
            return f"\x1b]{draw.randrange(2000)};{numbers}" + draw.choice(("\x07", "\x1b\\", ""))
        case _:
            return draw.choice("\x90\x98\x9b\x9d\x9e\x9f") + numbers + draw.choice(_FINALS)


def _noise(draw: random.Random) -> str:
    """Any code points at all, the first thousand more often."""
    codes = (draw.choice((draw.randrange(0x400), draw.randrange(0x110000))) for _ in range(6))
    return "".join(map(chr, codes))
