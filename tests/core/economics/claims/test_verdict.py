"""The rule, on claims made for the purpose; and what would change a verdict."""

import math

import pytest

from jevons.core.economics.claims.changes import changes
from jevons.core.economics.claims.claim import Verdict
from jevons.core.economics.claims.reading import read_claims, shipped_sources
from jevons.core.economics.claims.verdict import find
from jevons.core.economics.claims.words import change_text, changes_text, holds_text, said_text
from jevons.core.problems import ProblemError

COST = """
[[a.readings]]
reads = "the run"
formula = "hours_cost"
inputs = {{ hours = "{hours}", price = "$2/h @v3-price" }}
test = "{test}"
claimed = "{claimed}"
"""


def reading(claimed, test="below", hours="2M @v3-report", more=""):
    return COST.format(claimed=claimed, test=test, hours=hours) + more


def claims_of(*readings, head='[a]\nclaim = "It is cheap"\n'):
    return list(read_claims(head + "".join(readings), "mine.toml", shipped_sources(), own=True))


def finding_of(*readings, **kwargs):
    return find(claims_of(*readings, **kwargs)[0])


TRUE, FALSE = reading("$5M"), reading("$3M")
UNKNOWN = reading("$3M", hours="unknown @o1-cost")
PARTS = '[a]\nclaim = "It is cheap"\nevery_part = true\n'


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        ((TRUE,), Verdict.HOLDS),
        ((TRUE, TRUE), Verdict.HOLDS),
        ((FALSE,), Verdict.CONTRADICTED),
        ((TRUE, FALSE), Verdict.DEPENDS),
        ((TRUE, UNKNOWN), Verdict.DEPENDS),
        ((FALSE, UNKNOWN), Verdict.DEPENDS),
        ((UNKNOWN,), Verdict.UNVERIFIABLE),
        ((FALSE + "aside = true\n", TRUE), Verdict.HOLDS),
        ((FALSE + 'evidence = "estimate"\n', TRUE), Verdict.HOLDS),
        ((FALSE + 'evidence = "cited"\n', TRUE), Verdict.DEPENDS),
        ((TRUE + 'evidence = "assumption"\n',), Verdict.UNVERIFIABLE),
    ],
)
def test_the_readings_that_decide_give_the_verdict(readings, verdict):
    assert finding_of(*readings).verdict is verdict


def test_a_claim_of_several_parts_is_contradicted_by_any():
    assert finding_of(TRUE, FALSE, head=PARTS).verdict is Verdict.CONTRADICTED
    assert finding_of(TRUE, TRUE, head=PARTS).verdict is Verdict.HOLDS
    assert finding_of(TRUE, UNKNOWN, head=PARTS).verdict is Verdict.DEPENDS


@pytest.mark.parametrize(
    ("test", "claimed", "holds"),
    [
        ("about", "$4M", True),
        ("about", "$3.65M", True),  # 4 M$ is within 10 % of it
        ("about", "$3.6M", False),
        ("below", "$4M", False),
        ("at most", "$4M", True),
        ("above", "$4M", False),
        ("at least", "$4M", True),
        ("between", "$3-5M", True),
        ("between", "$5-6M", False),
    ],
)
def test_a_value_is_held_against_the_claimed_one(test, claimed, holds):
    assert finding_of(reading(claimed, test)).outcomes[0].holds is holds


def test_a_tolerance_of_its_own_counts():
    tight = reading("$3.9M", "about", more='tolerance = "1 %"\n')
    outcome = finding_of(tight).outcomes[0]
    assert outcome.holds is False
    assert said_text(outcome.reading) == "about $3.9M (within 1 %)"
    assert holds_text(outcome) == "does not"


def test_what_would_change_it_is_the_nearest_value_that_turns_it():
    (price, hours) = changes(finding_of(reading("$6M")).outcomes[0])
    values = sorted((change.input.name, change.value) for change in (price, hours))
    assert values == [("hours", pytest.approx(3e6)), ("price", pytest.approx(3))]
    assert change_text(price if price.input.name == "price" else hours) == "price above $3/h"


def test_a_day_that_turns_a_reading_is_found():
    text = """
[[a.readings]]
reads = "an H800"
formula = "needs_licence"
inputs = { chip = "h800-sxm", day = "2023-06-15" }
test = "is"
claimed = "no"
"""
    assert changes_text(finding_of(text).outcomes[0]) == "day from 2023-10-23"


def test_what_cannot_be_told_has_nothing_that_turns_it():
    assert changes(finding_of(UNKNOWN).outcomes[0]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a", "cannot be read"),
        ("a = 3", "a is no claim"),
        ('[a]\nclaim = "x"', "it has no reading"),
        ('[a]\nclaim = "x"\ncolour = "red"', "colour means nothing here"),
        ('[a]\nclaim = "x"\n[[a.readings]]\nreads = "y"', "formula is missing or wrong"),
        ('[a]\nclaim = "x"\n' + reading("$5M", "roughly"), "'roughly' is not one of them"),
        ('[a]\nclaim = "x"\n' + reading("5 GB"), "GB is for an amount of memory"),
        ('[a]\nclaim = "x"\n' + reading("$5M", hours="many"), "no number that can be read"),
        ('[a]\nclaim = "x"\nstated = "sure"\nwhy_not = "y"', "'sure' is not one of them"),
        (
            ('[a]\nclaim = "x"\n' + reading("$5M")).replace("hours_cost", "guess"),
            "there is no formula 'guess'",
        ),
        (
            ('[a]\nclaim = "x"\n' + reading("$5M")).replace("price =", "prices ="),
            "price is missing",
        ),
    ],
)
def test_a_file_with_a_fault_is_refused_with_the_claim_and_the_reason(text, said):
    with pytest.raises(ProblemError) as refused:
        list(read_claims(text, "mine.toml", {}))
    assert said in str(refused.value)
    assert "mine.toml" in str(refused.value)


def test_sources_of_ones_own_are_named_in_the_file():
    head = (
        'topic = "my prices"\n[sources]\nbill = { text = "our bill", confidence = "A" }\n'
        '[a]\nclaim = "It is cheap"\n'
    )
    (claim,) = claims_of(reading("$5M", hours="2M @bill"), head=head)
    assert claim.topic == "my prices"
    assert claim.readings[0].inputs[0].source.text == "our bill"
    assert claim.own


def test_a_figure_out_of_all_bounds_is_told_and_not_computed():
    power = """
[[a.readings]]
reads = "a cut"
formula = "spend_multiplier"
inputs = { price_ratio = "1e30", elasticity = "1e30" }
test = "above"
claimed = "1"
"""
    outcome = finding_of(power).outcomes[0]
    assert outcome.holds is None or math.isinf(float(outcome.value or math.inf))
    assert "bounds" in outcome.trouble
