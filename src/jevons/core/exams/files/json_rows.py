"""Rows from JSON: one object a line, or one document with a list of objects."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from jevons.core.exams.files.row import Row, Rows, listed, unusable
from jevons.core.exams.files.text_lines import text_lines
from jevons.core.problems import ProblemKind

LARGEST_DOCUMENT = 256 * 2**20
"""Bytes of a JSON document, which has to be read as a whole."""

_TOO_DEEP = "it is nested too deeply"


def rows_of_lines(file: BinaryIO, name: str) -> Rows:
    """The objects of JSON Lines; empty lines are passed over.

    Raises:
        ProblemError: BAD_INPUT: a line is no JSON object (the message says which and why).
    """
    count = 0
    for number, line in enumerate(text_lines(file, name), 1):
        if not line.strip():
            continue
        count += 1
        try:
            value = _parsed(line)
        except ValueError as error:
            what = f"line {number} is not valid JSON: {_reason(error)}"
            raise unusable(name, what, "correct the line") from error
        yield Row(count, f"line {number}", _object(value, name, f"line {number}"))


def rows_of_document(file: BinaryIO, name: str) -> Rows:
    """The objects of one JSON document: a list, or an object that holds exactly one list.

    A file of JSON Lines that is named like a document is read as what it is.

    Raises:
        ProblemError: BAD_INPUT: it is not JSON or holds no such list; UNSUPPORTED: it is
            too large to be read as a whole.
    """
    start = file.tell()
    size = file.seek(0, 2) - start
    file.seek(start)
    if size > LARGEST_DOCUMENT:
        what = f"it is larger than {LARGEST_DOCUMENT // 2**20} MB, too large for one document"
        raise unusable(name, what, "make it JSON Lines (.jsonl)", ProblemKind.UNSUPPORTED)
    text = "".join(text_lines(file, name))
    try:
        value = _parsed(text)
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError) and _more_follows(error):
            file.seek(start)
            yield from rows_of_lines(file, name)
            return
        raise unusable(name, f"it is not valid JSON: {_reason(error)}", "correct it") from error
    for number, item in enumerate(_list_in(value, name), 1):
        yield Row(number, f"item {number}", _object(item, name, f"item {number}"))


def _more_follows(error: json.JSONDecodeError) -> bool:
    """Whether the text goes on in a new line where a document would have ended."""
    return error.msg == "Extra data" and error.lineno > 1


def _parsed(text: str) -> Any:
    """The value of a JSON text; the numbers JSON does not know (NaN, Infinity) are refused."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        where = f"line {error.lineno}, " if error.lineno > 1 else ""
        return f"{error.msg} ({where}column {error.colno})"
    return str(error)


def _object(value: Any, name: str, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise unusable(
            name,
            f"{place} is {_kind(value)}, not an object with fields",
            'write each question as {"question": ..., "answer": ...}',
        )
    return value


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _list_in(value: Any, name: str) -> list[Any]:
    if isinstance(value, list):
        return value
    lists: dict[str, list[Any]]
    lists = {key: item for key, item in _object(value, name, "it").items() if _has_objects(item)}
    if len(lists) != 1:
        what = f"it holds {len(lists)} lists of objects, and one was wanted"
        what += f" (its fields: {listed(value)})"
        raise unusable(name, what, "give a list of questions, or an object with one such list")
    (found,) = lists.values()
    return found


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)
