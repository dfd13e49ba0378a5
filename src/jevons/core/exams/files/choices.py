"""Questions of multiple choice: the choices in an order that is fixed, the letter that is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shuffled(item: str, count: int) -> tuple[int, ...]:
    """An order of `count` choices that depends on the question's id alone.

    Each choice is ranked by the SHA-256 of the id and its index, so that the order is the
    same in every run, on every machine, and as likely as any other.
    """
    from hashlib import sha256  # OpenSSL behind it would hold up the start

    return tuple(sorted(range(count), key=lambda n: sha256(f"{item}/{n}".encode()).digest()))


def with_choices(question: str, choices: Sequence[str]) -> str:
    """The question with its choices under it, a letter before each."""
    lines = (f"{letter}) {choice}" for letter, choice in zip(LETTERS, choices, strict=False))
    return "\n".join([question, "", *lines])


def right_letter(answer: Any, choices: Sequence[str]) -> str:
    """The letter of the right choice.

    `answer` is a choice's text, a letter, or a whole number that counts from 0.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(answer, int) and not isinstance(answer, bool):
        if 0 <= answer < len(choices):
            return LETTERS[answer]
    elif isinstance(answer, str):
        text = answer.strip()
        if text in choices:
            return LETTERS[choices.index(text)]
        if len(text) == 1 and text.upper() in LETTERS[: len(choices)]:
            return text.upper()
    raise ValueError("it is no letter of a choice, no choice and no number of one from 0")
