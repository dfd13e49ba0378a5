"""A claim, its figures and its verdict in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from jevons.core.economics.amounts import UNKNOWN, amount
from jevons.core.economics.claims.changes import Change, changes
from jevons.core.economics.claims.claim import Reading, Test
from jevons.core.economics.claims.contradictions import contradictions_of
from jevons.core.economics.claims.formulas import TEXT
from jevons.core.economics.claims.verdict import Finding, Outcome

CHANGES = 3
"""How many changes that turn a reading are told."""


def value_text(outcome: Outcome) -> str:
    """What a reading computes, with its unit."""
    value = outcome.value
    if value is None:
        return outcome.trouble or UNKNOWN
    return value if isinstance(value, str) else amount(outcome.reading.formula.kind, value)


def said_text(reading: Reading) -> str:
    """What the claim says of the result: `below $6M`, `about 50 (within 20 %)`."""
    said = f"{reading.test} {reading.claimed_text}"
    if reading.test is Test.ABOUT:
        said += f" (within {reading.tolerance * 100:g} %)"
    return said


def holds_text(outcome: Outcome) -> str:
    """How the claim fares in a reading, and whether that counts."""
    fares = {True: "holds", False: "does not", None: "cannot be told"}[outcome.holds]
    reading = outcome.reading
    if reading.aside:
        return f"{fares}; beside the claim, does not count"
    if not reading.decides:
        return f"{fares}; an {reading.evidence}, does not count"
    return fares


def change_text(change: Change) -> str:
    """`price above $2.152/h`."""
    value = change.value
    name = change.input.name.replace("_", " ")
    if isinstance(value, date):
        return f"{name} {'from' if change.rises else 'until'} {value}"
    return f"{name} {'above' if change.rises else 'below'} {amount(change.input.kind, value)}"


def changes_text(outcome: Outcome) -> str:
    """What would turn a reading, the nearest first; "" where nothing is found."""
    found = changes(outcome)[:CHANGES]
    return " or ".join(change_text(change) for change in found)


def claim_object(finding: Finding) -> dict[str, Any]:
    """A claim with all its figures, for JSON."""
    claim = finding.claim
    return {
        "id": claim.id,
        "topic": claim.topic,
        "article": claim.article,
        "speaker": claim.speaker,
        "claim": claim.claim,
        "verdict": str(finding.verdict),
        "recorded_verdict": None if claim.recorded is None else str(claim.recorded),
        "differs": claim.differs,
        "confidence": finding.confidence,
        "every_part": claim.every_part,
        "not_computed_because": claim.why_not,
        "note": claim.note,
        "readings": [_reading_object(outcome) for outcome in finding.outcomes],
        "related": list(claim.related),
        "contradictions": [
            {"on": one.title, "claims": list(one.claims), "said": one.text, "but": one.resolved}
            for one in contradictions_of(claim.id)
        ],
    }


def _reading_object(outcome: Outcome) -> dict[str, Any]:
    reading = outcome.reading
    return {
        "reads": reading.reads,
        "formula": reading.formula.text,
        "inputs": {
            given.name: {
                "text": given.text,
                "kind": given.kind,
                "source": given.source.text,
                "confidence": given.source.confidence,
            }
            for given in reading.inputs
        },
        "value": outcome.value,
        "unit": "" if reading.formula.kind == TEXT else reading.formula.kind,
        "text": value_text(outcome),
        "test": str(reading.test),
        "claimed": reading.claimed_text,
        "tolerance": reading.tolerance if reading.test is Test.ABOUT else None,
        "evidence": str(reading.evidence),
        "counts": reading.decides,
        "holds": outcome.holds,
        "turns_with": changes_text(outcome),
        "trouble": outcome.trouble,
    }
