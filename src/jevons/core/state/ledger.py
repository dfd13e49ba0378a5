"""The verdict ledger: what became of every sample of a run; its parts add up to the plan."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.records import Outcome
from jevons.core.runs.run import UNGRADED as UNGRADED
from jevons.core.runs.run import Ledger, Run
from jevons.core.state.quantities import percent

MISSING = "missing"
"""Stands for the outcome of a sample that is still to be drawn."""

PARTS: tuple[str, ...] = (*Outcome, UNGRADED, MISSING)
"""All that can have become of a sample, in the order in which it is listed."""

FAULTS = frozenset({Outcome.ERROR, Outcome.GRADER_TIMEOUT, Outcome.JUDGE_FAILED})
"""What says nothing of the model: nothing came, or it could not be graded."""

MANY = 0.05
"""The share of samples from which on a part other than right and wrong is pointed out."""


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """One line of the ledger; `share` is of all that is planned."""

    part: str
    count: int
    share: float


def planned_word(run: Run) -> str:
    """What the parts add up to: all that is planned, or what a strategy asked for so far."""
    return "asked for" if run.decides else "planned"


def part_name(part: str) -> str:
    """What a part is called: `grader timeout`, `ungraded`."""
    return part.replace("_", " ") or "ungraded"


def ledger_parts(ledger: Ledger) -> tuple[LedgerPart, ...]:
    """Every part, the empty ones too, in their order."""
    counts = {part: ledger.count(part) for part in PARTS} | {MISSING: ledger.missing}
    planned = max(ledger.planned, 1)
    return tuple(LedgerPart(part, count, count / planned) for part, count in counts.items())


def hints(ledger: Ledger) -> tuple[str, ...]:
    """What a reader of the accuracy should know first, the weightiest first."""
    drawn = ledger.total.samples
    if not drawn:
        return ()
    faults = sum(ledger.count(part) for part in FAULTS)
    found = (
        (ledger.count(Outcome.TRUNCATED) / drawn, _TRUNCATED),
        (ledger.count(Outcome.UNPARSED) / drawn, _UNPARSED),
        (faults / drawn, _FAULTS),
    )
    weighty = sorted((item for item in found if item[0] >= MANY), reverse=True)
    return tuple(
        text.format(share=percent(share, 0), points=f"{100 * share:.0f}") for share, text in weighty
    )


_TRUNCATED = "{share} truncated: a larger budget may change the accuracy by up to {points} points"
_UNPARSED = "{share} unparsed: no answer was found in them; the instruction may be unclear"
_FAULTS = "{share} failed or were not graded and count as not right; resuming tries again"
