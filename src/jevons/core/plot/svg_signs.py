"""The signs of points as paths of SVG."""

from __future__ import annotations

from typing import NamedTuple

from jevons.core.plot.chart import Sign

_SIZE = 4.5
"""Pixels from the middle of a sign to its edge."""

_FORMS: dict[Sign, tuple[str, bool]] = {
    Sign.DISC: ("disc", True),
    Sign.RING: ("disc", False),
    Sign.SQUARE: ("square", True),
    Sign.BOX: ("square", False),
    Sign.TRIANGLE: ("triangle", True),
    Sign.OPEN_TRIANGLE: ("triangle", False),
    Sign.DIAMOND: ("diamond", True),
    Sign.OPEN_DIAMOND: ("diamond", False),
    Sign.DOWN_TRIANGLE: ("down", True),
    Sign.OPEN_DOWN_TRIANGLE: ("down", False),
    Sign.LEFT_TRIANGLE: ("left", True),
    Sign.OPEN_LEFT_TRIANGLE: ("left", False),
    Sign.CROSS: ("cross", False),
    Sign.PLUS: ("plus", False),
}

_CORNERS = {
    "square": "-1,-1 1,-1 1,1 -1,1",
    "triangle": "0,-1.2 1.1,0.9 -1.1,0.9",
    "down": "0,1.2 1.1,-0.9 -1.1,-0.9",
    "left": "-1.2,0 0.9,-1.1 0.9,1.1",
    "diamond": "0,-1.4 1.4,0 0,1.4 -1.4,0",
}
"""Corners, in sizes from the middle."""

_STROKES = {"cross": "-1,-1 1,1 -1,1 1,-1", "plus": "-1.2,0 1.2,0 0,-1.2 0,1.2"}
"""Pairs of ends."""


class Form(NamedTuple):
    """A path, and whether it is filled with the colour of its series."""

    path: str
    filled: bool


def sign_path(sign: Sign, x: float, y: float) -> Form:
    """A sign whose middle lies at a place."""
    name, filled = _FORMS[sign]
    if name == "disc":
        r = _SIZE
        path = f"M{x - r:g} {y:g}a{r} {r} 0 1 0 {2 * r:g} 0a{r} {r} 0 1 0 {-2 * r:g} 0Z"
    elif name in _CORNERS:
        path = "M" + "L".join(_points(_CORNERS[name], x, y)) + "Z"
    else:
        ends = _points(_STROKES[name], x, y)
        path = "".join(f"M{a}L{b}" for a, b in zip(ends[::2], ends[1::2], strict=True))
    return Form(path, filled)


def _points(text: str, x: float, y: float) -> list[str]:
    pairs = (pair.split(",") for pair in text.split())
    return [f"{x + float(a) * _SIZE:g} {y + float(b) * _SIZE:g}" for a, b in pairs]
