"""The ledger of claims: complete, recomputed, and what the rule makes of it."""

import pytest

from jevons.core.economics.claims.claim import Verdict
from jevons.core.economics.claims.contradictions import contradictions
from jevons.core.economics.claims.reading import shipped_claims, shipped_sources
from jevons.core.economics.claims.summary import find_all, is_computed, summary
from jevons.core.economics.claims.words import claim_object

FINDINGS = {finding.claim.id: finding for finding in find_all(shipped_claims())}
CLAIMS = list(FINDINGS.values())


def test_all_72_claims_are_there():
    assert list(FINDINGS) == [f"c{number:02}" for number in range(1, 73)]


def test_the_counts_and_every_difference_from_the_verdicts_reached_by_hand():
    counts = summary(CLAIMS)
    assert counts.recorded == {
        Verdict.HOLDS: 32,
        Verdict.DEPENDS: 17,
        Verdict.CONTRADICTED: 14,
        Verdict.UNVERIFIABLE: 9,
    }
    assert counts.verdicts == counts.recorded
    assert [finding.claim.id for finding in counts.differing] == []


def test_at_least_45_are_recomputed_by_functions():
    counts = summary(CLAIMS)
    assert counts.computed >= 45
    assert (counts.computed, counts.checked, counts.not_computed) == (55, 7, 10)


@pytest.mark.parametrize("finding", CLAIMS, ids=lambda finding: finding.claim.id)
def test_a_claim_is_complete(finding):
    claim = finding.claim
    assert claim.speaker
    assert claim.topic
    assert claim.confidence in {"A", "B", "C", "D"}
    assert bool(claim.readings) != bool(claim.why_not)
    assert set(claim.related) <= set(FINDINGS)
    assert not [outcome.trouble for outcome in finding.outcomes if outcome.trouble]
    for reading in claim.readings:
        for given in reading.inputs:
            assert given.source in shipped_sources().values(), given.name
    assert claim_object(finding)["verdict"] == finding.verdict


@pytest.mark.parametrize("finding", CLAIMS, ids=lambda finding: finding.claim.id)
def test_only_what_nobody_said_has_no_value(finding):
    for outcome in finding.outcomes:
        unknown = any(given.held is None for given in outcome.reading.inputs)
        assert (outcome.value is None) == unknown


@pytest.mark.parametrize(
    ("claim", "reading", "value", "tolerance"),
    [
        ("c01", 0, 61.68 / 5.87, 0.002),  # Llama's run over V3 and R1
        ("c07", 0, 0.154, 0.005),
        ("c07", 2, 0.374, 0.002),  # V24
        ("c08", 1, 40_792e6, 1e-6),  # V24
        ("c09", 0, 0.2194, 0.0005),  # V23
        ("c12", 0, 1_814, 1e-6),
        ("c14", 0, -0.1697, 0.001),  # V25
        ("c18", 0, 671.026e9, 0.0001),  # V04
        ("c20", 0, 0.0365, 0.001),  # V26
        ("c23", 0, 3.845, 0.001),  # V29
        ("c23", 1, 3.759, 0.001),
        ("c23", 2, 4.443, 0.001),
        ("c25", 0, 5.576e6, 1e-9),  # V01
        ("c25", 1, 2_048, 0.001),
        ("c42", 0, 1.44, 0.002),
        ("c42", 1, 0.045, 0.01),
        ("c43", 0, 592.7e9, 0.0005),  # V25
        ("c46", 0, 294_672, 1e-9),  # V14
        ("c46", 1, 5.870e6, 0.001),  # V15
        ("c48", 0, 2.12, 0.005),
        ("c57", 0, 0.35, 0.02),
        ("c65", 0, -0.166, 0.005),
        ("c67", 0, 1_628.6e6, 1e-4),  # V28
        ("c67", 1, 940e6, 1e-9),
        ("c68", 1, 292, 0.001),
        ("c69", 2, 2.27, 0.002),  # V27
        ("c69", 3, 2.25, 1e-9),
        ("c72", 0, -0.1333, 0.001),
    ],
)
def test_a_figure_comes_out_as_it_was_worked_out_by_hand(claim, reading, value, tolerance):
    computed = FINDINGS[claim].outcomes[reading].value
    assert computed == pytest.approx(value, rel=tolerance)


def test_what_is_said_twice_is_computed_alike():
    for one, other in [("c14", "c47"), ("c14", "c28"), ("c43", "c64"), ("c11", "c50")]:
        values = [[o.value for o in FINDINGS[id_].outcomes] for id_ in (one, other)]
        assert values[0] == values[1]


def test_contradictions_are_between_claims_that_are_there():
    assert len(contradictions()) == 11
    for one in contradictions():
        assert set(one.claims) <= set(FINDINGS)
        assert one.resolved


def test_a_verdict_follows_the_readings_and_is_not_typed_in():
    for finding in CLAIMS:
        if is_computed(finding.claim):
            assert finding.claim.stated is None
