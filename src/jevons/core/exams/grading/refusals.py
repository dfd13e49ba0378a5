"""Telling a refusal in words from an answer."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

LONGEST = 600
"""Characters of the longest reply that is taken for a refusal."""

_BEFORE = ("i'm sorry", "i am sorry", "sorry", "i apologize", "apologies", "unfortunately", "but")


@cache
def _beginnings() -> tuple[str, ...]:
    text = files(__package__).joinpath("refusals.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def is_refusal(text: str) -> bool:
    """Whether a reply is short and begins with a refusal, after any words of regret."""
    if len(text) > LONGEST:
        return False
    text = text.strip().lower().replace("’", "'")
    shorter = None
    while text != shorter:
        shorter = text
        for words in _BEFORE:
            text = text.removeprefix(words).lstrip(" ,.;:")
    return text.startswith(_beginnings())
