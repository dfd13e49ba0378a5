"""From readings to a verdict, by one rule for all claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jevons.core.economics.claims.claim import Claim, Held, Reading, Test, Verdict
from jevons.core.economics.quantities import Quantity
from jevons.core.problems import ProblemError

RULE = (
    "A claim is taken in one or more readings; each computes a value and holds it against the"
    " claimed one: above, below, between, or about within a stated tolerance (10 % unless said)."
    " Only readings on disclosed figures, or on the source that the claim itself cites, decide."
    " It holds where all of them hold and is contradicted where none does; where they differ,"
    " or one cannot be told, it depends. A claim of several parts is contradicted by any part."
    " Without a reading that decides it is unverifiable."
)

SLACK = 1e-9
"""How far above or below its bound a value may be by rounding, as a share of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading computed: its value, and whether the claim holds in it (`None`: untold).

    `trouble` says why it has no value, where the inputs make no sense.
    """

    reading: Reading
    value: float | str | None
    holds: bool | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with its readings computed, and the verdict."""

    claim: Claim
    outcomes: tuple[Outcome, ...]
    verdict: Verdict

    @property
    def confidence(self) -> str:
        """As well as the worst known input of what decides; else what is said of the claim."""
        known = [
            given.source.confidence
            for outcome in self.outcomes
            if outcome.reading.decides
            for given in outcome.reading.inputs
            if given.source.confidence
        ]
        return max(known, default=self.claim.confidence)


def find(claim: Claim) -> Finding:
    """Compute a claim's readings and its verdict."""
    outcomes = tuple(outcome_of(reading) for reading in claim.readings)
    return Finding(claim, outcomes, _verdict(claim, outcomes))


def outcome_of(reading: Reading, others: Mapping[str, Held] | None = None) -> Outcome:
    """Compute a reading, some inputs replaced by `others`."""
    held = {given.name: given.held for given in reading.inputs} | dict(others or {})
    try:
        value = reading.formula.value({name: plain(one) for name, one in held.items()})
    except ProblemError as error:
        return Outcome(reading, None, None, str(error))
    except ArithmeticError:
        return Outcome(reading, None, None, "the figures are out of all bounds")
    return Outcome(reading, value, _holds(reading, value))


def plain(held: Held) -> float | str | date | None:
    """What a formula takes: of a range its middle."""
    return held.middle if isinstance(held, Quantity) else held


def _holds(reading: Reading, value: float | str | None) -> bool | None:
    claimed = reading.claimed
    if value is None or claimed is None:
        return None
    if isinstance(value, str) or not isinstance(claimed, Quantity):
        return str(value).casefold() == str(claimed).casefold()
    return _compares(reading, value, claimed)


def _compares(reading: Reading, value: float, claimed: Quantity) -> bool:
    slack = SLACK * max(abs(claimed.low), abs(claimed.high))
    match reading.test:
        case Test.ABOVE:
            return value > claimed.high + slack
        case Test.BELOW:
            return value < claimed.low - slack
        case Test.AT_LEAST:
            return value >= claimed.low - slack
        case Test.AT_MOST:
            return value <= claimed.high + slack
    room = reading.tolerance if reading.test == Test.ABOUT else 0.0
    ends = claimed.low - room * abs(claimed.low), claimed.high + room * abs(claimed.high)
    return ends[0] - slack <= value <= ends[1] + slack


def _verdict(claim: Claim, outcomes: tuple[Outcome, ...]) -> Verdict:
    if claim.stated is not None and not outcomes:
        return claim.stated
    told = [outcome.holds for outcome in outcomes if outcome.reading.decides]
    if all(one is None for one in told):
        return Verdict.UNVERIFIABLE
    if all(told):
        return Verdict.HOLDS
    if (claim.every_part and False in told) or not any(one is not False for one in told):
        return Verdict.CONTRADICTED
    return Verdict.DEPENDS
