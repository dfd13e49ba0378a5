"""The Claims screen: the ledger, filters, inputs, the way to the worksheet and back."""

from jevons.core import paths
from jevons.core.economics.claims.claim import Verdict
from jevons.screens.claims import ClaimsScreen
from jevons.screens.plan import PlanScreen
from screens.app_driver import LARGE, driven, frame, notices, press, settled, until
from screens.plan_driver import claiming, claims_screen, plan_screen

OWN = """
topic = "our bills"
[ours]
claim = "Our own run cost less than 1 M$"
speaker = "us"
[[ours.readings]]
reads = "the hours of our bill"
formula = "hours_cost"
inputs = { hours = "200K GPU-h @our bill", price = "$2.5/h @our contract" }
test = "below"
claimed = "$1M"
"""


async def look_for(pilot, *words):
    await press(pilot, "slash", *" ".join(words), "enter")


@driven
async def test_it_lists_all_claims_with_their_verdicts():
    async with claiming(LARGE) as pilot:
        shown = frame(pilot)
        assert "holds 32" in shown
        assert "depends 17" in shown
        assert "contradicted 14" in shown
        assert "unverifiable 9" in shown
        assert "R1 took about a fiftieth" in shown
        await press(pilot, "G")
        assert "TSMC" in frame(pilot)


@driven
async def test_a_claim_opens_into_readings_sources_and_what_would_turn_it():
    async with claiming(LARGE) as pilot:
        await look_for(pilot, "2,000")
        shown = frame(pilot)
        assert "$5.576M = hours × price" in shown
        assert "claimed below $6M: holds" in shown
        assert "DeepSeek-V3 technical report, table 1" in shown
        assert "price above $2.152/h" in shown
        assert "what R1 or V3 cost" in shown


@driven
async def test_claims_are_filtered_by_verdict_topic_speaker_and_words():
    async with claiming(LARGE) as pilot:
        await press(pilot, "v")
        screen = claims_screen(pilot)
        assert {one.verdict for one in screen.view.shown} == {Verdict.HOLDS}
        await press(pilot, "v", "v")
        assert len(screen.view.shown) == 14
        await press(pilot, "escape")
        assert len(screen.view.shown) == 72
        await press(pilot, "t", *"export", "enter")
        assert {one.claim.topic for one in screen.view.shown} == {"export rules"}
        await press(pilot, "escape", "s", *"mohnot", "enter")
        assert all("Mohnot" in one.claim.speaker for one in screen.view.shown)
        await press(pilot, "escape", "a", *"004", "enter")
        assert {one.claim.article for one in screen.view.shown} == {"004"}
        await press(pilot, "escape")
        await look_for(pilot, "jevons")
        assert [one.claim.id for one in screen.view.shown] == ["c42"]


@driven
async def test_a_filter_that_fits_nothing_says_how_to_leave_it():
    async with claiming() as pilot:
        await look_for(pilot, "zzzz")
        assert "no claim passes the filter" in frame(pilot)
        await press(pilot, "escape")
        assert claims_screen(pilot).view.finding is not None


@driven
async def test_a_changed_input_changes_the_verdict_at_once_and_goes_back():
    async with claiming(LARGE) as pilot:
        await look_for(pilot, "2,000")
        await press(pilot, "enter", "j", "enter", "$", "3", "/", "h")
        assert "✗ contradicted" in frame(pilot)
        assert "with the inputs as you changed them" in frame(pilot)
        await press(pilot, "escape")
        assert "✓ holds" in frame(pilot)
        await press(pilot, "enter", "3", "enter")
        assert "✗ contradicted" in frame(pilot)
        await press(pilot, "u")
        assert "✓ holds" in frame(pilot)


@driven
async def test_an_input_that_does_not_fit_is_told_and_the_verdict_stays():
    async with claiming(LARGE) as pilot:
        await look_for(pilot, "2,000")
        await press(pilot, "tab", "j", "enter", *"many", "enter")
        assert "no number that can be read" in frame(pilot)
        assert "✓ holds" in frame(pilot)


@driven
async def test_the_worksheet_takes_the_claims_inputs_and_the_way_back_leads_to_the_claim():
    async with claiming() as pilot:
        await look_for(pilot, "2,000")
        await press(pilot, "tab", "j", "enter", "3", "enter", "w")
        assert isinstance(pilot.app.screen, PlanScreen)
        sheet = plan_screen(pilot).view.sheet
        assert sheet.title == "claim c25"
        assert sheet.entries["hours"].value == 2788e3
        assert sheet.entries["price"].text == "$3/h"
        assert sheet.entries["price"].source == "changed in the claim"
        assert "claim c25" in frame(pilot)
        await press(pilot, "C")
        assert isinstance(pilot.app.screen, ClaimsScreen)
        assert claims_screen(pilot).view.chosen == "c25"


@driven
async def test_every_kind_of_claim_fills_in_a_worksheet_without_fault():
    async with claiming() as pilot:
        for claim in ("c04", "c18", "c20", "c42", "c54", "c61", "c67"):
            claims_screen(pilot).go_to(claim)
            await settled(pilot)
            await press(pilot, "w")
            sheet = plan_screen(pilot).view.sheet
            assert sheet.title == f"claim {claim}"
            assert not sheet.trouble
            assert not [entry.message for entry in sheet.entries.values() if entry.message]
            await press(pilot, "C")
            assert claims_screen(pilot).view.chosen == claim


@driven
async def test_related_and_contradicting_claims_are_gone_to():
    async with claiming() as pilot:
        await press(pilot, "r", *"c46", "enter")
        assert claims_screen(pilot).view.chosen == "c46"


@driven
async def test_claims_of_ones_own_stand_beside_and_broken_files_are_told():
    paths.claims_dir().mkdir(parents=True)
    (paths.claims_dir() / "ours.toml").write_text(OWN)
    (paths.claims_dir() / "odd.toml").write_text("[x]\nclaim = 'no reading'\n")
    async with claiming(LARGE) as pilot:
        await until(pilot, lambda: "it has no reading" in notices(pilot))
        await look_for(pilot, "our", "own", "run")
        shown = frame(pilot)
        assert "$500,000" in shown or "$500K" in shown
        assert "our contract" in shown
        assert "✓ holds" in shown


@driven
async def test_a_long_page_is_scrolled():
    async with claiming() as pilot:
        await press(pilot, "ctrl+d", "ctrl+u")  # by now the bar knows how long the page is
        before = frame(pilot)
        assert "ctrl+d shows the rest" in before
        for _ in range(8):
            await press(pilot, "ctrl+d")
        assert "goes with c20" in frame(pilot)
        for _ in range(8):
            await press(pilot, "ctrl+u")
        assert frame(pilot) == before


@driven
async def test_the_claim_is_copied_whole():
    async with claiming() as pilot:
        await press(pilot, "y")
        assert "Sent the claim" in notices(pilot)
        assert "goes with" in pilot.app._clipboard
