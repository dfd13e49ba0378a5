"""Claims that contradict each other, and what resolves it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from jevons.core.economics.claims.reading import LEDGER


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Several claims on one thing that do not go together, or only seem not to."""

    title: str
    claims: tuple[str, ...]
    text: str
    resolved: str


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """All that are known, in their order."""
    rows = tomllib.loads((LEDGER / "contradictions.toml").read_text(encoding="utf-8"))
    return tuple(
        Contradiction(row["title"], tuple(row["claims"]), row["text"], row["resolved"])
        for row in rows.values()
    )


def contradictions_of(claim: str) -> list[Contradiction]:
    """Those that a claim is part of."""
    return [one for one in contradictions() if claim in one.claims]
