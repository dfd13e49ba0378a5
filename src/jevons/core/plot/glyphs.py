"""The characters that charts are drawn with, in Unicode and in plain ASCII."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jevons.core.plot.chart import Sign

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
"""The arms of a stroke in its cell."""

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the braille dots in a cell, by row and column."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Single-cell characters.

    `light` and `heavy` are indexed by the arms of a stroke, `eighths` are bars by their
    height, `rule` and `upright_rule` lines across the chart; `dots` makes a character of
    braille bits. `axis` has the y axis, a tick on it, the corner, the x axis, a tick on it.
    """

    signs: Mapping[Sign, str]
    light: str
    heavy: str
    eighths: str
    shade: str
    rule: str
    upright_rule: str
    axis: str
    ellipsis: str
    dots: Callable[[int], str]


def _braille(bits: int) -> str:
    return chr(0x2800 + bits)


def _halves(bits: int) -> str:
    """Dots as what of ASCII comes nearest: high, low, or both."""
    upper, lower = bits & 0x1B, bits & 0xE4
    return ":" if upper and lower else "'" if upper else "."


UNICODE = Glyphs(
    dict(zip(Sign, "●○■□▲△◆◇▼▽◂◃×+", strict=True)),
    light=" ╵╶└╷│┌├╴┘─┴┐┤┬┼",
    heavy=" ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋",
    eighths=" ▁▂▃▄▅▆▇█",
    shade="░",
    rule="┄",
    upright_rule="┆",
    axis="│┤└─┬",
    ellipsis="…",
    dots=_braille,
)
ASCII = Glyphs(
    dict(zip(Sign, "@o#%^v$&*'<(x+", strict=True)),
    light=" |-+||++-+-++++" + "+",
    heavy=" |=+||++=+=++++" + "+",
    eighths="    =####",
    shade=":",
    rule="-",
    upright_rule=":",
    axis="|++-+",
    ellipsis="~",
    dots=_halves,
)


def glyphs(*, ascii_only: bool) -> Glyphs:
    """The set to use."""
    return ASCII if ascii_only else UNICODE
