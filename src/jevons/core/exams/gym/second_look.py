"""What an answer has to fulfil besides a suite's own scoring; `also` in `suites.csv`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction

CLOSE = Fraction(1, 10_000)
"""How far off a probability may be: the tolerance that reasoning-gym states for coin_flip."""


def holds_up(also: str, answer: str, gold: str) -> bool:
    """Whether an answer that scored well is right; true where nothing else is asked."""
    if not also:
        return True
    try:
        return _LOOKS[also](answer, gold)
    except (ValueError, ZeroDivisionError, TypeError, RecursionError):
        return False


def _is_close(answer: str, gold: str) -> bool:
    return abs(_fraction(answer) - _fraction(gold)) <= CLOSE


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "").strip())


def _has_same_numbers(answer: str, gold: str) -> bool:
    return _numbers(answer) == _numbers(gold)


def _numbers(text: str) -> list[float]:
    return [float(item) for item in json.loads(text.replace("'", '"'))]


_LOOKS: Mapping[str, Callable[[str, str], bool]] = {
    "close": _is_close,
    "same numbers": _has_same_numbers,
}
