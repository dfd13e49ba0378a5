"""What a claim is: what was said, the ways to read it, and what each is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jevons.core.economics.claims.formulas import Formula
from jevons.core.economics.quantities import Quantity

Held = Quantity | date | str | None
"""What an input holds; `None` where nobody has said it."""


class Verdict(StrEnum):
    """What comes of a claim."""

    HOLDS = "holds"
    DEPENDS = "depends"
    CONTRADICTED = "contradicted"
    UNVERIFIABLE = "unverifiable"


class Evidence(StrEnum):
    """What a reading rests on; the first two decide, the others are shown beside."""

    DISCLOSED = "disclosed"
    CITED = "cited"
    ESTIMATE = "estimate"
    ASSUMPTION = "assumption"

    @property
    def decides(self) -> bool:
        """Whether a reading that rests on it counts for the verdict."""
        return self in {Evidence.DISCLOSED, Evidence.CITED}


class Test(StrEnum):
    """How a computed value is held against the claimed one."""

    ABOUT = "about"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    BETWEEN = "between"
    IS = "is"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from, and how well it is known (A to D, "" where nobody says)."""

    text: str
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a reading: `text` as it is written, `held` what it stands for."""

    name: str
    kind: str
    text: str
    held: Held
    source: Source


@dataclass(frozen=True, slots=True)
class Jump:
    """The worksheet that computes a reading, and which of its cells take which inputs.

    `preset` is the scenario to begin with, "" for the defaults.
    """

    worksheet: str
    preset: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a claim: a formula with inputs, and what the claim says of its result.

    The result is held against `claimed` by `test`, within `tolerance` (a share of the
    claimed value) where that is `about`. A reading that is `aside` is not what the claim
    says, but explains it: it is shown and does not count.
    """

    reads: str
    formula: Formula
    inputs: tuple[Input, ...]
    test: Test
    claimed: Held
    claimed_text: str
    tolerance: float
    evidence: Evidence
    aside: bool = False
    jump: Jump | None = None

    @property
    def decides(self) -> bool:
        """Whether it counts for the verdict."""
        return self.evidence.decides and not self.aside


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that was said about R1, its costs or its chips.

    `every_part` is whether its readings are parts that must all hold, rather than ways to
    take it. `why_not` says why nothing is computed, "" where something is; `stated` is the
    verdict then. `recorded` is the verdict that was reached by hand, `differs` why the
    rule gives another.
    """

    id: str
    topic: str
    article: str
    speaker: str
    claim: str
    readings: tuple[Reading, ...]
    every_part: bool
    why_not: str
    stated: Verdict | None
    recorded: Verdict | None
    differs: str
    note: str
    confidence: str
    related: tuple[str, ...]
    own: bool = False
