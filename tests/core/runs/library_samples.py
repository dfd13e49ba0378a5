"""Generations and child processes for the tests of the library."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

from jevons.core.records import (
    Cost,
    Dial,
    FinishReason,
    Generation,
    Message,
    PriceElsewhere,
    Purpose,
    SamplingParams,
    Surety,
    Timing,
    Usage,
    UsageSource,
)

QUESTION = "How many r are in strawberry?"
MESSAGES = (Message("user", QUESTION),)


def a_generation(**changes: Any) -> Generation:
    """A complete generation with every field set."""
    fields: dict[str, Any] = {
        "id": "g1",
        "model": "r1-distill",
        "question": QUESTION,
        "params": SamplingParams(temperature=0.7, top_k=40, max_tokens=500, seed=2**64 - 1),
        "dial": Dial.budget(256, minimum=16),
        "created_at": datetime(2025, 1, 20, 12, 30, 15, 250, UTC),
        "thinking": "s-t-r-a-w…",
        "answer": "**3**",
        "finish_reason": FinishReason.STOP,
        "usage": Usage(
            prompt=12,
            cached=3,
            thinking=40,
            answer=5,
            requested_thinking=256,
            thought_ended_by="budget",
            source=UsageSource.COUNTED,
            reread=52,
            reread_cached=50,
            raw=({"prompt_tokens": 12, "details": {"x": [1, None]}},),
            inherited=30,
        ),
        "timing": Timing(0.25, 1.5, 2.0, 26.5),
        "cost": Cost(
            1.5e-6, "40 W at 0.30 $/kWh", (PriceElsewhere("o1", date(2024, 12, 17), 0.0029),), 1e-6
        ),
        "fingerprint": "fp_1",
        "parent_id": "g0",
        "problem": "",
        "purpose": Purpose.PROBE,
        "surety": Surety(45, -0.25, 20, 2048, 3.5, 9.25, 9.0, 7.5, 7.25, 64, (8.0, 7.25)),
    }
    return Generation(**fields | changes)


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a script in a process of its own, with text pipes to its input and output."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
