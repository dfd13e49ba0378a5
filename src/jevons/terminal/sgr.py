"""The shortest way from one style to another (SGR: ECMA-48, 8.3.117)."""

from __future__ import annotations

from functools import lru_cache

from jevons.terminal.cells import PLAIN, SHOWN_ON_BLANKS, Style

RESET = "\x1b[m"

_OFF = {
    **dict.fromkeys(("1", "2"), "22"), "3": "23", **dict.fromkeys(("4", "21"), "24"),
    **dict.fromkeys(("5", "6"), "25"), "7": "27", "8": "28", "9": "29",
    **dict.fromkeys(("51", "52"), "54"), "53": "55",
}  # fmt: skip
"""What ends each attribute; bold and dim end together, as do the two underlines."""


@lru_cache(maxsize=8192)
def change(before: Style, after: Style) -> str:
    """The sequence that makes `after` of `before`, links included."""
    link = "" if before.link == after.link else f"\x1b]8;{after.link or ';'}\x1b\\"
    looks, wanted = before._replace(link=""), after._replace(link="")
    if looks == wanted:
        return link
    if wanted == PLAIN:
        return RESET + link
    anew = ["0", *sorted(wanted.attributes), wanted.foreground, wanted.background]
    ways = (_difference(looks, wanted), [code for code in anew if code])
    return min((f"\x1b[{';'.join(way)}m" for way in ways), key=len) + link


def _difference(before: Style, after: Style) -> list[str]:
    gone = before.attributes - after.attributes
    codes = sorted({_OFF[attribute] for attribute in gone})
    ended = {attribute for attribute, off in _OFF.items() if off in codes}
    codes += sorted(after.attributes - (before.attributes - ended))
    if before.foreground != after.foreground:
        codes.append(after.foreground or "39")
    if before.background != after.background:
        codes.append(after.background or "49")
    return codes


def on_blank(before: Style, background: str) -> Style:
    """The style nearest to `before` that a blank of that background can be written in."""
    if before.background == background and not (before.link or before.attributes & SHOWN_ON_BLANKS):
        return before
    return Style(before.foreground, background, before.attributes - SHOWN_ON_BLANKS)
