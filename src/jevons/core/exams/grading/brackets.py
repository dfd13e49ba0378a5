"""What stands inside and outside of brackets; `(3, 4]` is a pair of them too."""

from __future__ import annotations

OPENING, CLOSING = frozenset("([{⦃⟨"), frozenset(")]}⦄⟩")


def split_outside(text: str, marks: str) -> tuple[list[str], list[str]]:
    """Cut a text at the marks outside of all brackets; the parts, and the marks between."""
    parts: list[str] = []
    found: list[str] = []
    depth = start = 0
    for at, character in enumerate(text):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif depth == 0 and character in marks:
            parts.append(text[start:at])
            found.append(character)
            start = at + 1
    return [*parts, text[start:]], found


def is_one_group(text: str) -> bool:
    """Whether the bracket that a text begins with is closed by its last character."""
    if len(text) < 2 or text[0] not in OPENING or text[-1] not in CLOSING:
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING)
        if depth == 0:
            return at == len(text) - 1
    return False
