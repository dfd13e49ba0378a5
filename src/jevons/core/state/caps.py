"""What a run may take at most, as a line that users read and write."""

from __future__ import annotations

import re

from jevons.core.runs.run import Caps
from jevons.core.state.quantities import duration

NONE = "none"
EXAMPLE = "usd=5 tokens=2M time=1h30m"

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([kMG]?)")
_TIME = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_SIZES = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}
_SECONDS = (86_400, 3_600, 60, 1)


def caps_line(caps: Caps) -> str:
    """The caps as `parse_caps` takes them: `usd=5 tokens=2000000 time=1h30m`, or `none`."""
    parts = []
    if caps.usd is not None:
        parts.append(f"usd={caps.usd:g}")
    if caps.tokens is not None:
        parts.append(f"tokens={caps.tokens}")
    if caps.seconds is not None:
        parts.append(f"time={_time_text(caps.seconds)}")
    return " ".join(parts) or NONE


def caps_words(caps: Caps) -> str:
    """The caps as they are told: `at most $5, 2,000,000 tokens, 1 h 30 m`; empty for none."""
    parts = []
    if caps.usd is not None:
        parts.append(f"${caps.usd:g}")
    if caps.tokens is not None:
        parts.append(f"{caps.tokens:,} tokens")
    if caps.seconds is not None:
        parts.append(duration(caps.seconds))
    return f"at most {', '.join(parts)}" if parts else ""


def parse_caps(line: str) -> Caps:
    """Read what `caps_line` writes; dollars, tokens and time each at most once, in any order.

    Raises:
        ValueError: the line is something else; the message says what was not understood.
    """
    if line.strip().lower() == NONE:
        return Caps()
    values: dict[str, float] = {}
    for word in line.replace(",", " ").split():
        name, _, value = word.partition("=")
        if name not in {"usd", "tokens", "time"} or name in values:
            raise ValueError(word)
        values[name] = _seconds(value) if name == "time" else _amount(value)
    if not values or not all(values.values()):
        raise ValueError(line)
    tokens = values.get("tokens")
    return Caps(values.get("usd"), None if tokens is None else round(tokens), values.get("time"))


def _amount(text: str) -> float:
    found = _AMOUNT.fullmatch(text.removeprefix("$"))
    if found is None:
        raise ValueError(text)
    return float(found[1]) * _SIZES[found[2]]


def _seconds(text: str) -> float:
    found = _TIME.fullmatch(text)
    if found is None or not text:
        raise ValueError(text)
    return float(sum(int(n or 0) * size for n, size in zip(found.groups(), _SECONDS, strict=True)))


def _time_text(seconds: float) -> str:
    left, parts = round(seconds), []
    for size, unit in zip(_SECONDS, "dhms", strict=True):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
