"""Values of a row as texts, and as what may be kept as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from jevons.core.exams.files.recipe import GoldRule

LONGEST_KEPT = 20_000
"""Characters of a text that is kept beside a question; longer ones are no metadata."""

_HALF = re.compile("[\ud800-\udfff]")


def as_text(value: Any) -> str:
    """A value as the text it stands for; a list of one is what it holds, 18.0 is 18.

    Raises:
        ValueError: it is a list or an object, which no text stands for, or no valid text.
    """
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, list | tuple | Mapping | bytes):
        raise ValueError("it is not one text or number")
    text = str(value).strip()
    if not text.isascii() and _HALF.search(text):
        raise ValueError("it holds half a character (a lone surrogate)")
    return text


def kept(value: Any) -> Any:
    """A value as JSON can hold it; `None` for what is too long or no text, such as a picture."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value) if len(value) <= LONGEST_KEPT else None
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [kept(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): kept(item) for key, item in value.items()}
    return None if isinstance(value, bytes) else str(value)


def gold_text(value: Any, rule: GoldRule) -> str:
    """The right answer, got out of the field `answer` as the rule of the recipe says.

    Raises:
        ValueError: it is not there; the text says why.
    """
    text = as_text(value)
    if rule.after:
        if rule.after not in text:
            raise ValueError(f"there is no {rule.after} in it")
        text = text.rpartition(rule.after)[2]
    text = "".join(char for char in text if char not in rule.remove).strip()
    if rule.pattern:
        found = re.search(rule.pattern, text)
        if found is None:
            raise ValueError("it is not of the form that the recipe asks for")
        text = next((group for group in found.groups() if group is not None), found[0])
    if not text:
        raise ValueError("it is empty")
    return text
