"""The shortest way to move a cursor, in sequences that every terminal knows."""

from __future__ import annotations

Place = tuple[int | None, int | None]
"""Column and row from 0; `None` where it is not known."""


def move(start: Place, end: tuple[int, int]) -> str:
    """The shortest sequence that brings the cursor from one place to another."""
    if start == end:
        return ""
    (x, y), (column, row) = start, end
    ways = [_to(column, row)]
    if y == row:
        ways.append("\r" + _steps(column, "C"))
        if x is not None:
            ways.append(_steps(column - x, "C") if column > x else _steps(x - column, "D"))
    elif y is not None:
        if row == y + 1:
            ways.append("\r\n" + _steps(column, "C"))
        if x == column:
            ways.append(_steps(row - y, "B") if row > y else _steps(y - row, "A"))
    return min(ways, key=len)


def _to(column: int, row: int) -> str:
    if column:
        return f"\x1b[{row + 1};{column + 1}H"
    return f"\x1b[{row + 1}H" if row else "\x1b[H"


def _steps(count: int, direction: str) -> str:
    if count == 0:
        return ""
    return f"\x1b[{count}{direction}" if count > 1 else f"\x1b[{direction}"
