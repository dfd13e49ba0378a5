"""The signs in the chrome, in Unicode and in plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """Single-cell signs; none is an emoji or of ambiguous width in common fonts."""

    prompt: str
    mark: str
    bar: str
    folded: str
    unfolded: str
    rule: str
    more_above: str
    more_below: str
    dot: str
    ellipsis: str


UNICODE = Signs("›", "▌", "│", "▸", "▾", "─", "▲", "▼", "·", "…")
ASCII = Signs(">", "#", "|", "+", "-", "-", "^", "v", "-", "~")


def signs(*, ascii_only: bool) -> Signs:
    """The set to use."""
    return ASCII if ascii_only else UNICODE
