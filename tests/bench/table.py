"""Plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles

Row = Sequence[str]


def show(title: str, headings: Row, rows: Sequence[Row]) -> None:
    """Print a table: the first column to the left, figures to the right."""
    widths = [max(len(row[n]) for row in (headings, *rows)) for n in range(len(headings))]
    print(f"\n{title}")
    for row in (headings, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *others)).rstrip(), flush=True)


def middle(values: Sequence[float], unit: float = 1.0, digits: int = 0) -> str:
    """The median, in a unit, with the quartiles behind it where there are enough values."""
    if not values:
        return "-"
    text = f"{median(values) * unit:,.{digits}f}"
    if len(values) < 4:
        return text
    low, _, high = quantiles(values, n=4)
    return f"{text} ({low * unit:,.{digits}f}-{high * unit:,.{digits}f})"


def percentile(values: Sequence[float], percent: int) -> float:
    """The percentile, between the values (needs two of them)."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
