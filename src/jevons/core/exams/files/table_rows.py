"""Rows from comma- or tab-separated values, whose first line names the fields."""

from __future__ import annotations

import csv
from typing import BinaryIO

from jevons.core.exams.files.row import Row, Rows, unusable
from jevons.core.exams.files.text_lines import LONGEST_LINE, text_lines


def rows_of_commas(file: BinaryIO, name: str) -> Rows:
    """The rows of a CSV file (RFC 4180); see `_rows`."""
    return _rows(file, name, ",")


def rows_of_tabs(file: BinaryIO, name: str) -> Rows:
    """The rows of a file of tab-separated values; see `_rows`."""
    return _rows(file, name, "\t")


def _rows(file: BinaryIO, name: str, delimiter: str) -> Rows:
    """The rows under the header; an empty cell is a field without a value.

    Raises:
        ProblemError: BAD_INPUT: no header, a field named twice, or a row with more or
            fewer cells than the header has.
    """
    csv.field_size_limit(LONGEST_LINE)  # the module's own limit, 128 kB, is below some questions
    reader = csv.reader(text_lines(file, name), delimiter=delimiter, strict=True)
    header: list[str] = []
    count = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, name)
                continue
            count += 1
            place = f"line {reader.line_num}"
            if len(cells) != len(header):
                what = f"{place} has {len(cells)} cells, the header has {len(header)}"
                raise unusable(name, what, "put a text with separators in it in double quotes")
            yield Row(count, place, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        what = f"line {reader.line_num} cannot be read: {error}"
        raise unusable(name, what, "correct the line") from error


def _header(cells: list[str], name: str) -> list[str]:
    names = [cell.strip() for cell in cells]
    twice = [field for field in names if names.count(field) > 1]
    if twice:
        what = f"the header names the field {twice[0]!r} more than once"
        raise unusable(name, what, "give each field a name of its own")
    return names
