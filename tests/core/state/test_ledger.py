from hypothesis import given
from hypothesis import strategies as st

from core.state.run_values import a_tally
from jevons.core.records import Outcome
from jevons.core.runs.run import UNGRADED, Ledger
from jevons.core.state.ledger import MISSING, PARTS, hints, ledger_parts, part_name


def a_ledger(planned, **counts):
    return Ledger(planned, {name: a_tally(count) for name, count in counts.items()})


def test_every_outcome_has_its_line_and_its_name():
    assert set(PARTS) == {*Outcome, UNGRADED, MISSING}
    assert part_name(UNGRADED) == "ungraded"
    assert part_name(Outcome.GRADER_TIMEOUT) == "grader timeout"


@given(
    counts=st.dictionaries(st.sampled_from([*Outcome, UNGRADED]), st.integers(1, 50)),
    missing=st.integers(0, 50),
)
def test_the_parts_always_add_up_to_the_plan(counts, missing):
    planned = sum(counts.values()) + missing
    ledger = Ledger(planned, {part: a_tally(count) for part, count in counts.items()})
    parts = ledger_parts(ledger)
    assert sum(part.count for part in parts) == planned
    assert [part.part for part in parts] == list(PARTS)
    if planned:
        assert abs(sum(part.share for part in parts) - 1) < 1e-9


def test_many_truncated_are_pointed_out_with_what_they_may_change():
    (hint,) = hints(a_ledger(200, correct=70, incorrect=18, truncated=12))
    assert hint == ("12 % truncated: a larger budget may change the accuracy by up to 12 points")


def test_few_are_not_pointed_out():
    assert hints(a_ledger(100, correct=97, truncated=1, unparsed=1, error=1)) == ()
    assert hints(Ledger(10, {})) == ()


def test_the_weightiest_hint_comes_first():
    found = hints(a_ledger(100, correct=50, truncated=10, unparsed=25, error=8, judge_failed=7))
    assert [hint.split(maxsplit=3)[2] for hint in found] == ["unparsed:", "failed", "truncated:"]
