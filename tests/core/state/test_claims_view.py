"""The state of the Claims screen, and the way to a worksheet."""

import json

import pytest

from jevons.core.economics.claims.claim import Verdict
from jevons.core.economics.claims.reading import shipped_claims
from jevons.core.state import claims as state
from jevons.core.state.claim_jump import jump_of, jumped
from jevons.core.state.claims import ClaimsView, Sieve

VIEW = state.listed(ClaimsView(), shipped_claims())
JUMPING = [c.id for c in shipped_claims() if jump_of(state.picked(VIEW, c.id)) is not None]


def test_it_begins_at_the_first_claim():
    assert VIEW.chosen == "c01"
    assert len(VIEW.shown) == 72
    assert VIEW.counts[Verdict.HOLDS] == 32


def test_the_filter_keeps_its_claim_or_goes_to_the_first():
    view = state.sifted(VIEW, Sieve(topic="training cost"))
    assert view.chosen == "c01"
    view = state.sifted(view, Sieve(topic="export rules"))
    assert view.chosen == view.shown[0].claim.id == "c04"
    assert state.sifted(view, Sieve(words="no such words")).finding is None


def test_going_to_a_claim_that_is_filtered_out_drops_the_filter():
    view = state.sifted(VIEW, Sieve(verdict=Verdict.HOLDS))
    assert state.went_to(view, "c25").sieve == view.sieve
    assert state.went_to(view, "c01").sieve == Sieve()


def test_verdicts_go_round():
    view = VIEW
    for verdict in (*Verdict, None):
        view = state.verdict_turned(view)
        assert view.sieve.verdict is verdict


def test_an_input_is_written_kept_dropped_and_put_back():
    view = state.moved(state.pane_turned(state.picked(VIEW, "c25")), 1)
    assert view.key == (0, "price")
    wrote = state.typed(state.begun(view), "$3/h")
    assert wrote.finding.verdict is Verdict.CONTRADICTED
    assert state.dropped(wrote).finding.verdict is Verdict.HOLDS
    kept = state.kept(wrote)
    assert state.put_back(kept).finding == view.finding
    again = state.typed(state.begun(kept), "$2/h")
    assert not again.changed["c25"]


def test_what_does_not_fit_leaves_the_verdict():
    view = state.moved(state.pane_turned(state.picked(VIEW, "c25")), 1)
    wrong = state.typed(state.begun(view), "3 GB")
    assert wrong.finding.verdict is Verdict.HOLDS
    assert "GB is for an amount of memory" in wrong.change((0, "price")).message


def test_reading_the_claims_again_keeps_what_was_changed():
    view = state.moved(state.pane_turned(state.picked(VIEW, "c25")), 1)
    kept = state.kept(state.typed(state.begun(view), "$3/h"))
    assert state.listed(kept, shipped_claims()).finding.verdict is Verdict.CONTRADICTED


def test_enough_claims_have_a_worksheet():
    assert len(JUMPING) >= 14


@pytest.mark.parametrize("claim", JUMPING)
def test_every_jump_fills_its_worksheet(claim):
    scenario = jumped(state.picked(VIEW, claim))
    sheet = scenario.sheet()
    assert not sheet.trouble
    assert not [entry.message for entry in sheet.entries.values() if entry.message]


def test_the_worksheet_computes_what_the_claim_does():
    for claim, result in [("c25", "run_usd"), ("c46", "run_usd"), ("c66", "run_usd")]:
        view = state.picked(VIEW, claim)
        number = jump_of(view)[0]
        value = view.finding.outcomes[number].value
        assert jumped(view).sheet().figures[result] == pytest.approx(value)
    paradox = state.picked(VIEW, "c42")
    assert jumped(paradox).sheet().figures["spend_ratio"] == pytest.approx(1.44, abs=0.01)


def test_what_is_looked_for_is_kept():
    sieve = Sieve(Verdict.HOLDS, topic="training cost", words="two words")
    assert state.read_sieve(json.loads(json.dumps(state.sieve_row(sieve)))) == sieve
    assert state.read_sieve(state.sieve_row(Sieve())) == Sieve()


@pytest.mark.parametrize("row", [{}, [], None, {**state.sieve_row(Sieve()), "verdict": "maybe"}])
def test_what_makes_no_sense_looks_for_nothing(row):
    assert state.read_sieve(row) == Sieve()
