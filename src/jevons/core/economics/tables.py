"""Reading the tables that the economics brings."""

from __future__ import annotations

import csv
from pathlib import Path


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, each by its headings."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
