"""Where each part of a TOML file stands, so that faults name a line and edits keep the rest.

`tomllib` reads values and forgets lines and comments; this keeps them. Only what
settings and themes need is told apart: keys, values, comments and table headers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # a string may end in one or two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\r\n]*",
    re.DOTALL,
)
_KEY = re.compile(r'\s*(?:"(?:\\.|[^"\\])*"|\'[^\']*\'|[\w-]+)[ \t]*=[ \t]*')
_FAULT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_OPEN_AT_END = "(at end of document)"

UNREADABLE = (ValueError, RecursionError)
"""What `tomllib` raises; not only its own error: also for huge numbers and deep nesting."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One key and its value, a table header, a comment or an empty line.

    `line` counts from 1. `table` is the header above it (`""` at the top). `values`
    is what it says, `fault` why it says nothing; `header` marks a table header.
    """

    line: int
    text: str
    table: str
    values: Mapping[str, Any]
    header: bool = False
    fault: str = ""


def statements(text: str) -> Iterator[Statement]:
    """Split a TOML text into its statements; joined again they are the text.

    A line that cannot be read is a statement with a fault; what follows is read on.
    """
    lines = _LINES.findall(text)
    table = ""
    at = 0
    while at < len(lines):
        statement, used = _read(lines, at, table)
        if statement.header:
            table = statement.table
        yield statement
        at += used


def _read(lines: list[str], at: int, table: str) -> tuple[Statement, int]:
    """The statement that starts at a line, and how many lines it takes."""
    fault, fault_at = "", at
    for end in range(at + 1, len(lines) + 1):
        chunk = "".join(lines[at:end])
        try:
            values = tomllib.loads(chunk)
        except UNREADABLE as error:
            fault = str(error)
            if fault.endswith(_OPEN_AT_END) and end < len(lines):
                continue
            fault_at, fault = _place(fault, at)
            break
        header = chunk.lstrip().startswith("[")
        if header:
            table = chunk.split("#")[0].strip().strip("[]").strip()
        return Statement(at + 1, chunk, table, values, header), end - at
    if start := _KEY.match(lines[at]):
        fault = start[0].strip(" \t=") + f": {fault}"
    return Statement(fault_at + 1, lines[at], table, {}, fault=fault), 1


def _place(fault: str, at: int) -> tuple[int, str]:
    """Where in the file a fault of a statement at line index `at` is, and what it is."""
    found = _FAULT_LINE.search(fault)
    if found is None:
        return at, fault.removesuffix(_OPEN_AT_END).strip()
    return at + int(found[1]) - 1, fault[: found.start()].strip()


def with_value(text: str, key: str, value: str | None) -> str:
    """The text with one top-level key set to `value` (TOML), or without it for `None`.

    Comments, order and all other lines stay; a new key goes after the last key that
    is in no table.
    """
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    parts = list(statements(text))
    for index, part in enumerate(parts):
        start = _KEY.match(part.text)
        if start and not part.table and key in part.values:
            pieces = [piece.text for piece in parts]
            pieces[index] = _rewritten(part.text, start[0], value, end_of_line)
            return "".join(pieces)
    if value is None:
        return text
    return _inserted(parts, f"{key} = {value}{end_of_line}", end_of_line)


def _rewritten(statement: str, start: str, value: str | None, end_of_line: str) -> str:
    """A statement with another value after its `start`; comments in the old value go above."""
    comments = [
        match for match in _STRINGS_AND_COMMENTS.finditer(statement) if match[0].startswith("#")
    ]
    body = statement.rstrip()
    trailing = ""
    if comments and comments[-1].end() >= len(body):
        last = comments.pop()
        gap = body[: last.start()]
        trailing = gap[len(gap.rstrip(" \t")) :] + last[0]
    above = "".join(comment[0] + end_of_line for comment in comments)
    ending = statement[len(statement.rstrip("\r\n")) :]
    if value is None:
        return above + (trailing.strip() + ending if trailing else "")
    return above + start + value + trailing + ending


def _inserted(parts: list[Statement], line: str, end_of_line: str) -> str:
    """The text of `parts` with a line after its last key, before any table."""
    header = next((index for index, part in enumerate(parts) if part.header), None)
    after = len(parts)
    if header is not None:
        keys = [index for index, part in enumerate(parts[:header]) if part.values]
        after = keys[-1] + 1 if keys else 0
    before = "".join(part.text for part in parts[:after])
    if before and not before.endswith("\n"):
        before += end_of_line
    return before + line + "".join(part.text for part in parts[after:])
