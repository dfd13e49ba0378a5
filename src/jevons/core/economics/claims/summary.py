"""The whole ledger: how many claims of each verdict, and where the rule departs from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jevons.core.economics.claims.claim import Claim, Verdict
from jevons.core.economics.claims.verdict import Finding, find


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over some claims.

    `recorded` counts the verdicts that were reached by hand; `computed` the claims of
    which a function computes something, `checked` those that are only held against a
    recorded figure, `not_computed` the rest. `differing` are those whose verdict by the
    rule is not the recorded one.
    """

    verdicts: dict[Verdict, int]
    recorded: dict[Verdict, int]
    computed: int
    checked: int
    not_computed: int
    differing: tuple[Finding, ...]


def is_computed(claim: Claim) -> bool:
    """Whether a function computes something of a claim, rather than taking a figure as stated."""
    return any(not reading.formula.checks_only for reading in claim.readings)


def summary(findings: Iterable[Finding]) -> Summary:
    """Count the verdicts, and find where the rule departs from the record."""
    found = list(findings)
    verdicts = Counter(finding.verdict for finding in found)
    recorded = Counter(finding.claim.recorded for finding in found)
    computed = sum(is_computed(finding.claim) for finding in found)
    without = sum(not finding.claim.readings for finding in found)
    differing = tuple(
        finding
        for finding in found
        if finding.claim.recorded is not None and finding.verdict is not finding.claim.recorded
    )
    return Summary(
        {verdict: verdicts[verdict] for verdict in Verdict},
        {verdict: recorded[verdict] for verdict in Verdict},
        computed,
        len(found) - computed - without,
        without,
        differing,
    )


def find_all(claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """Compute every claim."""
    return tuple(find(claim) for claim in claims)
