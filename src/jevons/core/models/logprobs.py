"""Log-probabilities as servers tell them, brought down to a few figures a token."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from jevons.core.records import TokenChance

TOP = 20
"""Likeliest tokens that are asked for at each place: DeepConf's number (arXiv 2508.15260,
section 4), and the most that most servers tell."""

WINDOW = 2048
"""Tokens of a group of DeepConf's (arXiv 2508.15260, section 4), where nothing else is said."""

_NEVER = -1000.0
"""Servers write -9999 or the like for a token that cannot come: it has no share in a mean."""


def read_logprobs(choice: Mapping[str, Any]) -> tuple[TokenChance, ...]:
    """What a choice of the chat protocol tells of its tokens: those that can be read."""
    told = choice.get("logprobs")
    content = told.get("content") if isinstance(told, dict) else None
    if not isinstance(content, list):
        return ()
    chances = (_chance(token) for token in content if isinstance(token, dict))
    return tuple(chance for chance in chances if chance is not None)


def _chance(token: Mapping[str, Any]) -> TokenChance | None:
    own = _logprob(token)
    if own is None:
        return None
    listed = token.get("top_logprobs")
    rows = listed if isinstance(listed, list) else []
    likeliest = [value for row in rows if (value := _logprob(row)) is not None]
    # Some servers add the token that was drawn to those that were asked for.
    likeliest = sorted(likeliest, reverse=True)[:TOP]
    count = len(likeliest)
    if count < 2:  # one alone says no more than the drawn token
        return TokenChance(own)
    confidence = -math.fsum(likeliest) / count
    mass = math.fsum(map(math.exp, likeliest))
    # KL(U || p) over those alone: log(1/k) minus the mean of log(p / mass).
    certainty = max(0.0, confidence + math.log(mass / count))
    return TokenChance(own, confidence, certainty, count)


def _logprob(token: Any) -> float | None:
    value = token.get("logprob") if isinstance(token, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Rounding carries some servers a little above 0.
    return min(float(value), 0.0) if _NEVER < value < 1.0 else None
