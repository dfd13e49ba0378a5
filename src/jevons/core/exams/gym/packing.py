"""Items of reasoning-gym as JSON and back, with nothing lost.

JSON has neither tuples, fractions nor keys that are numbers, and some suites score an
answer by comparing it with a tuple. Here `{"()": [...]}` is a tuple, `{"/": [3, 4]}` a
fraction and `{"{}": [[key, value], ...]}` a dict that JSON would change.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

TUPLE = "()"
FRACTION = "/"
PAIRS = "{}"
_OWN = {TUPLE, FRACTION, PAIRS}


def pack(value: Any) -> Any:
    """A value as JSON.

    Raises:
        TypeError: it holds something else.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return {TUPLE: [pack(item) for item in value]}
    if isinstance(value, Fraction):
        return {FRACTION: [value.numerator, value.denominator]}
    if isinstance(value, list):
        return [pack(item) for item in value]
    if not isinstance(value, dict):
        raise TypeError(f"a {type(value).__name__} cannot be kept")
    plain = all(isinstance(key, str) for key in value) and not value.keys() & _OWN
    if plain:
        return {key: pack(item) for key, item in value.items()}
    return {PAIRS: [[pack(key), pack(item)] for key, item in value.items()]}


def unpack(value: Any) -> Any:
    """The value that `pack` was given."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if TUPLE in value:
        return tuple(unpack(item) for item in value[TUPLE])
    if FRACTION in value:
        return Fraction(*value[FRACTION])
    if PAIRS in value:
        return {unpack(key): unpack(item) for key, item in value[PAIRS]}
    return {key: unpack(item) for key, item in value.items()}
