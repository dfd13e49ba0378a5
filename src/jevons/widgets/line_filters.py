"""What is done to every line on its way to the terminal: no colours, or ASCII alone."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


def _ascii_signs() -> dict[int, str]:
    """The signs of one cell that frames, lists and figures are drawn with, and ASCII for each."""
    signs = dict.fromkeys(range(0x2500, 0x2580), "+")  # box drawing: corners and crossings
    signs |= dict.fromkeys(map(ord, "─━┄┅┈┉╌╍╴╶╸╺╼╾"), "-") | {ord("═"): "="}
    signs |= dict.fromkeys(map(ord, "│┃┆┇┊┋╎╏║╵╷╹╻╽╿"), "|")
    signs |= dict.fromkeys(map(ord, "▉▊▋▌▍▎▏▐▕"), "|") | dict.fromkeys(map(ord, "▀▔"), "-")
    signs |= dict.fromkeys(map(ord, "▁▂▃▄▅▆▇"), " ")  # the ends of scrollbars, to an eighth
    signs |= dict.fromkeys(map(ord, "█░▒▓▖▗▘▙▚▛▜▝▞▟"), "#")
    signs |= dict.fromkeys(range(0x2801, 0x2900), "*") | {0x2800: " "}  # braille, for curves
    pairs = (
        ("…", "~"), ("–", "-"), ("—", "-"), ("−", "-"), ("·", "-"), ("•", "*"), ("›", ">"),
        ("‹", "<"), ("»", ">"), ("«", "<"), ("“", '"'), ("”", '"'), ("„", '"'), ("‘", "'"),
        ("’", "'"), ("▸", "+"), ("▾", "-"), ("▲", "^"), ("▼", "v"), ("×", "x"), ("✓", "v"),
        ("✔", "v"), ("✗", "x"), ("→", ">"), ("←", "<"), ("↑", "^"), ("↓", "v"), ("≤", "<"),
        ("≥", ">"), ("±", "~"), ("≈", "~"), ("\N{NO-BREAK SPACE}", " "),
    )  # fmt: skip
    return signs | {ord(sign): plain for sign, plain in pairs}


ASCII_SIGNS = _ascii_signs()


class AsciiSigns(LineFilter):
    """Draws frames, bars and typographic signs with ASCII; letters of any script stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in signs of ASCII, cell for cell."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(ASCII_SIGNS), segment.style, segment.control)
            for segment in segments
        ]


class WithoutColor(LineFilter):
    """Leaves every colour to the terminal; bold, dim, reverse and the like stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without foreground and background."""
        return [
            Segment(text, None if style is None else _uncolored(style), control)
            for text, style, control in segments
        ]


def line_filters(toolkit: list[LineFilter], colors: bool, ascii_only: bool) -> list[LineFilter]:
    """The filters for a terminal that is to show no colours, or ASCII alone.

    Those of the toolkit turn colours, and dim text, into other colours.
    """
    filters: list[LineFilter] = toolkit if colors else [WithoutColor()]
    return [*filters, AsciiSigns()] if ascii_only else filters


@lru_cache(maxsize=1024)
def _uncolored(style: Style) -> Style:
    plain = style.without_color
    return plain + Style.from_meta(style.meta) if style.meta else plain
