"""Scenarios as TOML, two side by side, and exports."""

import csv
import io
import json

import pytest

from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.comparison import cells_compared, results_compared
from jevons.core.economics.worksheets.export import FORMS, as_csv, as_json, markdown
from jevons.core.economics.worksheets.ranges import intervals
from jevons.core.economics.worksheets.scenario import (
    presets,
    read_scenario,
    scenario_of,
    written,
)
from jevons.core.economics.worksheets.sheet import edited, new_sheet
from jevons.core.problems import ProblemError

PRESETS = [preset for id_ in WORKSHEETS for preset in presets(id_)]


def preset(name):
    return next(one for one in PRESETS if one.name == name)


@pytest.mark.parametrize("scenario", PRESETS, ids=lambda one: one.name)
def test_every_preset_fills_its_worksheet_and_says_where_its_cells_are_from(scenario):
    sheet = scenario.sheet()
    assert not sheet.trouble
    assert not [entry.message for entry in sheet.entries.values() if entry.message]
    assert all(cell.source for cell in scenario.cells.values())
    assert all(cell.confidence or not cell.text for cell in scenario.cells.values())


def test_presets_give_what_was_published():
    assert preset("deepseek-v3").sheet().figures["usd"] == pytest.approx(5.576e6)
    # Nature 645, 633: 294 K$.
    assert preset("deepseek-r1").sheet().figures["usd"] == pytest.approx(294e3, rel=0.003)
    # Epoch AI: 3.8e25 FLOP; Llama 3 paper, table 4: MFU of 38 to 43 % while it ran.
    llama = preset("llama-3.1-405b").sheet().figures
    assert llama["flops"] == pytest.approx(3.8e25, rel=0.05)
    assert 0.34 < llama["mfu"] < 0.43


def test_a_sheet_is_kept_and_read_again_as_it_was():
    sheet = edited(preset("gpt-3").sheet(), "price", "$1-2/h")
    text = written(scenario_of(sheet, "mine", 'My "GPT-3" \\ 2'))
    again = read_scenario(text, "mine").sheet()
    assert again.entries == sheet.entries
    assert again.title == 'My "GPT-3" \\ 2'


def test_a_cell_may_be_a_bare_text_or_number():
    text = 'worksheet = "training"\n[cells]\ntokens = "2T"\ngpus = 512\n'
    sheet = read_scenario(text, "short").sheet()
    assert sheet.entries["tokens"].value == 2e12
    assert sheet.entries["gpus"].value == 512


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("worksheet = ", "cannot be read"),
        ("", "is no scenario"),
        ('worksheet = "training"\n[inputs]\ntokens = "2T"', "has no part 'inputs'"),
        ('worksheet = "training"\ncells = 3', "is no scenario"),
        ('worksheet = "cooking"', "there is no worksheet 'cooking'"),
        ('worksheet = "training"\n[cells]\nsalt = "2 g"', "has no cell 'salt'"),
        ('worksheet = "training"\n[cells]\ntokens = [1]', "the cell tokens holds no text"),
    ],
)
def test_what_is_no_scenario_is_refused_with_the_reason(text, said):
    with pytest.raises(ProblemError) as refused:
        read_scenario(text, "file").sheet()
    assert said in str(refused.value)


def test_what_would_act_on_a_terminal_is_left_out():
    text = (
        'worksheet = "training"\ntitle = "\\u001b[2Jevil"\nnote = "a\\u202eb"\n'
        '[cells]\nprice = { text = "$3/h", source = "\\u009b31mred" }\n'
    )
    scenario = read_scenario(text, "evil")
    assert scenario.title == " [2Jevil"
    assert scenario.note == "a b"
    assert scenario.cells["price"].source == " 31mred"


def test_a_confidence_that_is_none_is_left_out():
    text = 'worksheet = "training"\n[cells]\nprice = { text = "$3/h", confidence = "sure" }\n'
    sheet = read_scenario(text, "odd").sheet()
    assert sheet.entries["price"].confidence == ""
    assert sheet.confidence_of("usd") in {"A", "B", "C", "D"}


def test_a_text_that_does_not_fit_leaves_its_message_at_the_cell():
    sheet = read_scenario('worksheet = "training"\n[cells]\ntokens = "2 GB"', "odd").sheet()
    assert "GB is for an amount of memory" in sheet.entries["tokens"].message
    assert sheet.figures["usd"] == pytest.approx(5.576e6)


def test_two_scenarios_stand_side_by_side():
    first, second = preset("deepseek-v3").sheet(), preset("llama-3.1-405b").sheet()
    cost = next(pair for pair in results_compared(first, second) if pair.title == "cost")
    assert (cost.first, cost.second) == ("$5.576M", "$61.68M")
    assert cost.times == pytest.approx(11.06, abs=0.01)
    model = next(pair for pair in cells_compared(first, second) if pair.title == "model")
    assert model.differs


def test_exports_say_the_same_in_three_forms():
    sheet = edited(new_sheet(worksheet("training")), "price", "$1-3/h")
    found = intervals(sheet, draws=200).intervals
    text = markdown(sheet, found)
    assert "| price per hour | $1-3/h | your own |" in text
    assert "| cost | $5.576M | " in text
    rows = list(csv.DictReader(io.StringIO(as_csv(sheet, found))))
    cost = next(row for row in rows if row["id"] == "usd")
    assert float(cost["value"]) == pytest.approx(5.576e6)
    assert float(cost["low"]) < float(cost["value"]) < float(cost["high"])
    document = json.loads(as_json(sheet, found))
    assert next(one for one in document["inputs"] if one["id"] == "price")["high"] == 3
    usd = next(one for one in document["results"] if one["id"] == "usd")
    assert (usd["value"], usd["low"]) == (pytest.approx(5.576e6), float(cost["low"]))
    assert set(FORMS) == {"md", "csv", "json"}


def test_markdown_cannot_be_broken_by_what_was_typed():
    sheet = edited(new_sheet(worksheet("training")), "price", "1 | 2")
    assert "1 \\| 2" in markdown(sheet, {})
