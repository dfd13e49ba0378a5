"""Finding out that a part of the picture only moved up or down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import is_not
from typing import NamedTuple

from jevons.terminal.picture import Row

EDGE = 3
"""Cells at the right that may differ: a scrollbar stands there."""

LEAST_SAVED = 40
"""Cells that must be saved; scrolling costs about 20 bytes."""


class Scroll(NamedTuple):
    """Rows `top` to `bottom` go up by `lines`, or down where it is negative."""

    top: int
    bottom: int
    lines: int


def find_scroll(shown: Sequence[Row], wanted: Sequence[Row], touched: set[int]) -> Scroll | None:
    """The scroll that makes most of `wanted` out of `shown`, if one is worth it."""
    changed = [y for y in sorted(touched) if wanted[y] != shown[y]]
    if len(changed) < 3:
        return None
    top, bottom = changed[0], changed[-1]
    lines = _commonest_distance(shown, wanted, changed)
    if not lines or abs(lines) > bottom - top:
        return None
    scroll = Scroll(top, bottom, lines)
    saved = 0
    for y in range(max(top, top - lines), min(bottom, bottom - lines) + 1):
        saved += _differing(shown[y], wanted[y]) - _differing(shown[y + lines], wanted[y])
    return scroll if saved >= LEAST_SAVED else None


def _commonest_distance(shown: Sequence[Row], wanted: Sequence[Row], changed: list[int]) -> int:
    """How far below its new place most rows stood; 0 for nowhere."""
    places: dict[tuple[object, ...], list[int]] = {}
    for y in range(changed[0], changed[-1] + 1):
        places.setdefault(tuple(shown[y][:-EDGE]), []).append(y)
    votes: Counter[int] = Counter()
    for y in changed:
        stood = places.get(tuple(wanted[y][:-EDGE]), [])
        if len(stood) == 1 and stood[0] != y:  # rows that are all alike tell nothing
            votes[stood[0] - y] += 1
    return votes.most_common(1)[0][0] if votes else 0


def _differing(one: Row, other: Row) -> int:
    return sum(map(is_not, one, other))


def scrolled(rows: list[Row], scroll: Scroll, blank: Row) -> None:
    """Scroll the rows as a terminal does; what comes in is blank."""
    top, bottom, lines = scroll
    part = rows[top : bottom + 1]
    new = [list(blank) for _ in range(abs(lines))]
    rows[top : bottom + 1] = part[lines:] + new if lines > 0 else new + part[:lines]
