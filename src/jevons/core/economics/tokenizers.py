"""How many characters a token stands for, as counted."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from jevons.core.economics.tables import rows_of

_FILE = Path(__file__).with_name("tokenizers.csv")


@dataclass(frozen=True, slots=True)
class TokenCount:
    """A text counted with one tokenizer."""

    tokenizer: str
    text: str
    characters: int
    tokens: int
    confidence: str
    source: str

    @property
    def characters_per_token(self) -> float:
        """Characters / tokens."""
        return self.characters / self.tokens


@functools.cache
def token_counts() -> tuple[TokenCount, ...]:
    """All counts known; read once."""
    return tuple(
        TokenCount(
            row["tokenizer"],
            row["text"],
            int(row["characters"]),
            int(row["tokens"]),
            row["confidence"],
            row["source"],
        )
        for row in rows_of(_FILE)
    )
