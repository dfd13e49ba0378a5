"""The signs in the chrome, in Unicode and in plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """Single-cell signs; none is an emoji or of ambiguous width in common fonts.

    From `right` on they stand for what became of a sample, then for the parts of bars:
    `filled` and `unfilled` of progress, `low_end`, `high_end` and `value` of an interval.
    """

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
    right: str
    wrong: str
    unparsed: str
    truncated: str
    fault: str
    ungraded: str
    missing: str
    filled: str
    unfilled: str
    low_end: str
    high_end: str
    value: str


UNICODE = Signs(*"›▌│▸▾─▲▼·…", *"✓✗?…!○·", *"━─├┤●")
ASCII = Signs(*">#|+--^v-~", *"+x?~!o.", *"=-[]O")


def signs(*, ascii_only: bool) -> Signs:
    """The set to use."""
    return ASCII if ascii_only else UNICODE
