"""Rows of text as aligned columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line a row, two blanks between columns; a column without any text takes none."""
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=False) if width
        ).rstrip()
        for row in rows
    ]
