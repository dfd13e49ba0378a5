"""What a terminal can do, by its entry in the terminfo database (terminfo(5))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Abilities(NamedTuple):
    """Cheap ways to draw that not every terminal has. Without any, all is written out."""

    erase: bool = False
    """Erases to the end of a line (EL)."""

    erase_cells: bool = False
    """Erases a number of cells (ECH)."""

    erase_in_color: bool = False
    """What is erased takes the background that is set (bce)."""

    scroll: bool = False
    """Scrolls a part of the screen (DECSTBM, and IL for the way down)."""


NONE = Abilities()


def locale_has_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the locale of this environment is one of UTF-8 (locale(7)).

    Where none is set nothing is known, and nearly every terminal has UTF-8. Python sets
    `LC_CTYPE` to one of UTF-8 by itself where the locale is C (PEP 538): that tells nothing.
    """
    names = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if names[1] in {"C.UTF-8", "C.utf8", "UTF-8"} and not names[0] and names[2]:
        names[1] = ""
    name = next(filter(None, names), "C.UTF-8")
    return "utf8" in name.lower().replace("-", "")


def color_system(environ: Mapping[str, str]) -> str | None:
    """The colours to send, as the toolkit names them, where it would guess wrong.

    GNU screen makes of 256 colours what the terminal around it has. Before its version 5 it
    takes those of 24 bits for other codes, and `COLORTERM` tells of the terminal around it.
    """
    return "256" if environ.get("STY") else None


def abilities(environ: Mapping[str, str]) -> Abilities:
    """What the terminal of this environment can do; none where its kind is unknown.

    The database speaks of the terminal that `TERM` names. Inside GNU screen that may be the
    outer one, and screen itself erases without colour.
    """
    try:
        import curses

        curses.setupterm(environ.get("TERM") or "unknown")
    except Exception:  # no curses here, no such entry: `_curses.error`, which has no other name
        return NONE
    return Abilities(
        erase=curses.tigetstr("el") == b"\x1b[K",
        erase_cells=(curses.tigetstr("ech") or b"").startswith(b"\x1b[%p1%dX"),
        erase_in_color=curses.tigetflag("bce") == 1 and not environ.get("STY"),
        scroll=(curses.tigetstr("csr") or b"").startswith(b"\x1b[%i%p1%d;%p2%dr")
        and (curses.tigetstr("il") or b"").startswith(b"\x1b[%p1%dL"),
    )
