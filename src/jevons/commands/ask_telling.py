"""What every way to ask tells on the command line, and the exit statuses of it."""

from __future__ import annotations

import sys
from typing import Any

from jevons.core.records import Generation
from jevons.core.state.meter import cost_readings, dollars, seconds
from jevons.core.visible_text import one_line, visible_json

CANCELLED = 130
FAILED = 1


def print_json(value: Any) -> None:
    """Print a value for programs."""
    print(visible_json(value))


def meter_line(generation: Generation) -> str:
    """What the answer took, in one line."""
    usage, timing, cost = generation.usage, generation.timing, generation.cost
    parts = [
        f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens",
        seconds(timing.total_s),
        *(f"{value} {label}" for label, value in cost_readings(cost)),
    ]
    if cost is not None and cost.here_usd is None:
        parts.append(f"cost here {dollars(None)} ({cost.assumption})")
    return " · ".join(parts)


def say(text: str) -> None:
    """A line of our own on stderr."""
    print(f"jevons: {one_line(text, 2000)}", file=sys.stderr, flush=True)
