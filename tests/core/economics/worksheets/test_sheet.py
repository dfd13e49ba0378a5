"""Filling in a worksheet: what is typed, what follows, what is kept."""

import pytest

from jevons.core.economics.kinds import kinds
from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.ranges import drivers
from jevons.core.economics.worksheets.scenario import Filling
from jevons.core.economics.worksheets.sheet import OWN, edited, filled, new_sheet, reset
from jevons.core.economics.worksheets.steps import stepped
from jevons.core.problems import ProblemError


@pytest.fixture
def v3():
    return new_sheet(worksheet("training"))


@pytest.mark.parametrize("id_", WORKSHEETS)
def test_every_default_fits_its_cell_and_gives_every_result(id_):
    sheet = new_sheet(worksheet(id_))
    assert not sheet.trouble
    assert not [entry.message for entry in sheet.entries.values() if entry.message]
    assert {result.id for result in sheet.worksheet.results} == set(sheet.figures)


@pytest.mark.parametrize("id_", WORKSHEETS)
def test_every_default_and_formula_says_where_it_is_from(id_):
    sheet = worksheet(id_)
    for cell in sheet.cells:
        assert cell.source, cell.id
        assert cell.confidence in {"A", "B", "C", "D"} or not cell.default, cell.id
        assert cell.help.endswith("."), cell.id
    for result in sheet.results:
        assert result.formula, result.id
        assert set(result.inputs) <= {cell.id for cell in sheet.cells}, result.id


@pytest.mark.parametrize("id_", WORKSHEETS)
def test_results_follow_only_the_cells_they_name(id_):
    sheet = new_sheet(worksheet(id_))
    for cell in sheet.worksheet.cells:
        moved = stepped(sheet, cell.id, 1)
        if moved.trouble:
            continue
        changed = {r for r, figure in moved.figures.items() if figure != sheet.figures[r]}
        named = {r.id for r in sheet.worksheet.results if cell.id in r.inputs}
        assert changed <= named, cell.id


def test_the_training_of_v3_comes_out(v3):
    # DeepSeek-V3 technical report, table 1; ISCA 2025, table 4.
    assert v3.figures["usd"] == pytest.approx(5.576e6)
    assert v3.figures["run_usd"] == pytest.approx(5.328e6)
    assert v3.figures["days"] / 86400 == pytest.approx(54.2, abs=0.01)
    assert v3.figures["mfu"] == pytest.approx(0.3894, rel=0.005)
    assert v3.figures["achieved"] == pytest.approx(385e12, rel=0.005)
    assert v3.figures["tokens_per_day"] == pytest.approx(272.8e9, rel=0.002)


def test_an_edited_cell_moves_what_follows(v3):
    twice = edited(v3, "price", "$4/h")
    assert twice.figures["usd"] == pytest.approx(2 * v3.figures["usd"])
    assert twice.figures["days"] == v3.figures["days"]
    assert (twice.entries["price"].source, twice.entries["price"].confidence) == (OWN, "")


def test_what_does_not_fit_keeps_its_message_and_the_rest_its_values(v3):
    wrong = edited(v3, "price", "80 GB")
    entry = wrong.entries["price"]
    assert entry.text == "80 GB"
    assert "GB is for an amount of memory" in entry.message
    assert entry.value == 2
    assert wrong.figures == v3.figures
    other = edited(wrong, "gpus", "4,096")
    assert other.entries["price"].message
    assert other.figures["days"] == pytest.approx(v3.figures["days"] / 2)
    assert not edited(other, "price", "$3/h").entries["price"].message


def test_what_is_impossible_together_keeps_the_last_figures_and_says_why(v3):
    fast = edited(v3, "hours", "100K")
    assert "MFU of 1,041 %" in fast.trouble
    assert fast.figures == v3.figures
    assert not edited(fast, "hours", "2,664K").trouble


def test_stated_hours_alone_leave_unknown_what_they_do_not_tell(v3):
    hours = edited(v3, "tokens", "")
    assert hours.figures["usd"] == pytest.approx(5.576e6)
    assert hours.figures["mfu"] is None
    assert hours.figures["flops"] is None
    assert "give the one or the other" in edited(hours, "hours", "").trouble


@pytest.mark.parametrize(
    ("text", "value"),
    [("H100-SXM", "h100-sxm"), ("mi300", "mi300x"), ("h20", "h20")],
)
def test_a_choice_is_taken_however_it_is_written(v3, text, value):
    assert edited(v3, "chip", text).entries["chip"].value == value


@pytest.mark.parametrize("text", ["h1OO", "", "warp core"])
def test_what_is_no_choice_is_refused_with_those_there_are(v3, text):
    entry = edited(v3, "chip", text).entries["chip"]
    assert entry.value == "h800-sxm"
    assert "choose " in entry.message


def test_a_bare_number_takes_the_unit_that_stood_there(v3):
    assert edited(v3, "price", "3").entries["price"].text == "$3/h"
    assert edited(v3, "price", "1.5-3").entries["price"].text == "$1.5-3/h"
    assert edited(v3, "mfu", "42").entries["mfu"].text == "42 %"
    assert "unit is missing" in edited(v3, "power", "1.5").entries["power"].message


def test_a_default_comes_back_with_its_source(v3):
    changed = edited(v3, "tokens", "3T")
    assert reset(changed, "tokens").entries["tokens"] == v3.entries["tokens"]
    assert edited(changed, "tokens", "14.8T").entries["tokens"].confidence == "A"


def test_a_result_is_known_as_well_as_the_worst_of_its_inputs(v3):
    assert v3.confidence_of("run_usd") == "A"
    assert v3.confidence_of("usd") == "B"
    guessed = filled(v3, "guess", {"price": Filling("$3/h", "hearsay", "D")})
    assert guessed.confidence_of("usd") == "D"
    assert guessed.title == "guess"


def test_there_is_no_other_worksheet():
    with pytest.raises(ProblemError, match="use one of training"):
        worksheet("cooking")


@pytest.mark.parametrize(
    ("cell", "up", "down"),
    [
        ("tokens", "15T", "12T"),
        ("price", "$2.5/h", "$1.5/h"),
        ("mfu", "40 %", "38 %"),
        ("gpus", "2,500", "2,000"),
        ("chip", "h800-pcie", "h100-nvl"),
    ],
)
def test_a_step_goes_to_the_next_round_value_or_choice(v3, cell, up, down):
    assert stepped(v3, cell, 1).entries[cell].text == up
    assert stepped(v3, cell, -1).entries[cell].text == down


def test_steps_end_at_the_ends(v3):
    sheet = edited(v3, "mfu", "100 %")
    assert stepped(sheet, "mfu", 1).entries["mfu"].value == 1
    sheet = edited(v3, "chip", v3.worksheet.cell("chip").choices[-1])
    assert stepped(sheet, "chip", 1).entries["chip"].value == sheet.entries["chip"].value


def test_a_range_steps_with_both_ends(v3):
    sheet = edited(v3, "price", "$2-3/h")
    assert stepped(sheet, "price", 1).entries["price"].text == "$2.5-4/h"


@pytest.mark.parametrize("id_", WORKSHEETS)
@pytest.mark.parametrize("number", ["1e-300", "1e30", "1e-30..1e30"])
def test_no_number_however_odd_is_more_than_refused(id_, number):
    sheet = new_sheet(worksheet(id_))
    for cell in sheet.worksheet.cells:
        if cell.kind not in kinds():
            continue
        unit = kinds()[cell.kind].shows[0].removeprefix(kinds()[cell.kind].before)
        odd = edited(sheet, cell.id, f"{number}{'' if unit.startswith('/') else ' '}{unit}")
        entry = odd.entries[cell.id]
        assert entry.message or odd.trouble or odd.figures
        if entry.is_range and not odd.trouble:
            for result in odd.worksheet.results:
                assert all(bar.swing >= 0 for bar in drivers(odd, result.id))
