"""Runs, tallies and questions for the tests of what the screens of runs show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.runs.run_samples import PLAN, an_exam
from jevons.core.records import Outcome
from jevons.core.runs.run import Ledger, Run, RunState, Tally, Wish

WORDS = {
    "✓": Outcome.CORRECT,
    "✗": Outcome.INCORRECT,
    "?": Outcome.UNPARSED,
    "…": Outcome.TRUNCATED,
    "!": Outcome.ERROR,
    "o": "",
}
"""One character for what became of a sample."""


def a_tally(samples: int = 1, **changes: Any) -> Tally:
    """Sums over so many samples of 30 + 5 tokens, 2 s and a quarter of a dollar each."""
    fields: dict[str, Any] = {
        "samples": samples,
        "attempts": samples,
        "prompt_tokens": 10 * samples,
        "thinking_tokens": 30 * samples,
        "answer_tokens": 5 * samples,
        "seconds": 2.0 * samples,
        "usd": 0.25 * samples,
    }
    return Tally(**fields | changes)


def tallies_of(*strips: str, **changes: Any) -> dict[int, dict[str, Tally]]:
    """The sums of questions whose samples came out like this: `tallies_of("✓✓✗", "!o")`."""
    return {
        question: {
            WORDS[sign]: a_tally(strip.count(sign), **changes) for sign in dict.fromkeys(strip)
        }
        for question, strip in enumerate(strips)
        if strip
    }


def a_run(tallies: dict[int, dict[str, Tally]] | None = None, **changes: Any) -> Run:
    """A run of six samples whose ledger sums up the tallies."""
    exam = an_exam()
    total: dict[str, Tally] = {}
    for parts in (tallies or {}).values():
        for part, tally in parts.items():
            total[part] = total.get(part, Tally()) + tally
    fields: dict[str, Any] = {
        "number": 7,
        "exam": exam.name,
        "exam_digest": exam.digest,
        "questions": len(exam.questions),
        "plan": PLAN,
        "state": RunState.RUNNING,
        "wanted": Wish.RUN,
        "problem": "",
        "created_at": datetime(2025, 1, 20, 12, tzinfo=UTC),
        "started_at": datetime(2025, 1, 20, 12, tzinfo=UTC),
        "ended_at": None,
        "busy_s": 10.0,
        "other_usd": 0.0,
    }
    fields |= changes
    fields.setdefault("ledger", Ledger(fields["questions"] * fields["plan"].samples, total))
    return Run(**fields)
