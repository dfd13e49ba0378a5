"""The Plan screen: cells, results, worksheets, scenarios, files."""

import json

import pytest

from jevons.core import paths
from jevons.core.state import plan as plan_state
from jevons.core.state.plan import Pane
from jevons.screens import plan as plan_module
from jevons.screens import plan_keeping
from jevons.screens.ask import AskScreen
from jevons.screens.exams import ExamsScreen
from jevons.screens.plan import PlanScreen
from screens.app_driver import (
    LARGE,
    driven,
    frame,
    notices,
    press,
    running,
    settled,
    until,
    until_shown,
)
from screens.plan_driver import go_to, plan_screen, planning, replace_with


@pytest.fixture(autouse=True)
def quick_rests(monkeypatch):
    """Draw from ranges with little ado."""
    monkeypatch.setattr(plan_module, "REST_S", 0.01)
    monkeypatch.setattr(plan_state, "DRAWS", plan_state.QUICK_DRAWS)


def usd(pilot):
    return plan_screen(pilot).view.sheet.figures["usd"]


@driven
async def test_it_opens_on_what_v3_cost_and_where_that_is_from():
    async with planning() as pilot:
        shown = frame(pilot)
        assert "$5.576M" in shown
        assert "A: published configuration" in shown
        await go_to(pilot, "price")
        assert "A: DeepSeek-V3 technical report" in frame(pilot)


@driven
async def test_number_keys_lead_here_and_away():
    async with running(model=None) as pilot:
        await press(pilot, "alt+6")
        assert isinstance(pilot.app.screen, PlanScreen)
        await press(pilot, "2")
        assert isinstance(pilot.app.screen, ExamsScreen)
        await press(pilot, "6")
        assert isinstance(pilot.app.screen, PlanScreen)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, AskScreen)


@driven
async def test_results_follow_every_letter_and_escape_brings_back_what_was():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await press(pilot, "enter", "$", "4", "/", "h")
        assert "$11.15M" in frame(pilot)
        await press(pilot, "escape")
        assert usd(pilot) == pytest.approx(5.576e6)
        await press(pilot, "enter", "3", "enter")
        assert plan_screen(pilot).view.sheet.entries["price"].text == "$3/h"
        assert "your own" in frame(pilot)


@driven
async def test_what_does_not_fit_is_told_at_the_cell_and_the_rest_stays():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await replace_with(pilot, "80 GB")
        shown = frame(pilot)
        assert "GB is for an" in shown
        assert "the results are those before" in shown
        assert usd(pilot) == pytest.approx(5.576e6)
        await press(pilot, "u")
        assert "those before" not in frame(pilot)


@driven
async def test_a_range_upside_down_and_an_impossible_mfu_are_told():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await replace_with(pilot, "$3-2/h")
        assert "upside down" in frame(pilot)
        await press(pilot, "u")
        await go_to(pilot, "hours")
        await replace_with(pilot, "100K")
        assert "MFU of 1,041 %" in " ".join(frame(pilot).split())
        assert usd(pilot) == pytest.approx(5.576e6)


@driven
async def test_tab_keeps_and_goes_on_to_the_next_cell():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await press(pilot, "enter", "3", "tab", "4", "0", "9", "6", "enter")
        entries = plan_screen(pilot).view.sheet.entries
        assert (entries["price"].text, entries["gpus"].value) == ("$3/h", 4096)


@driven
async def test_a_choice_is_picked_from_a_list():
    async with planning() as pilot:
        await go_to(pilot, "chip")
        await press(pilot, "enter", *"h200", "enter")
        assert plan_screen(pilot).view.sheet.entries["chip"].value == "h200-sxm"
        assert "A: H200 data" in " ".join(frame(pilot).split()) or "H200" in frame(pilot)


@driven
async def test_plus_and_minus_step_the_cell():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await press(pilot, "plus")
        assert plan_screen(pilot).view.sheet.entries["price"].text == "$2.5/h"
        await press(pilot, "minus", "minus")
        assert plan_screen(pilot).view.sheet.entries["price"].text == "$1.5/h"
        await press(pilot, "U")
        assert usd(pilot) == pytest.approx(5.576e6)


@driven
async def test_a_result_opens_into_formula_inputs_source_and_confidence():
    async with planning() as pilot:
        await press(pilot, "tab", "j")
        shown = " ".join(frame(pilot).split())
        assert "C = H p" in shown
        assert "stated hours 2,664K" in shown
        assert "known as A" in shown
        await press(pilot, "escape")
        assert plan_screen(pilot).view.pane is Pane.CELLS


@driven
async def test_ranges_give_an_interval_and_what_drives_it():
    async with planning(LARGE) as pilot:
        await go_to(pilot, "hours")
        await replace_with(pilot, " ")
        await go_to(pilot, "mfu")
        await replace_with(pilot, "35-45 %")
        await go_to(pilot, "price")
        await replace_with(pilot, "$1.5-3/h")
        await until_shown(pilot, "90 % of draws")
        shown = frame(pilot)
        assert " to $" in shown
        rows = [line for line in shown.splitlines() if "━" in line]
        assert "price per hour" in rows[0]
        assert "MFU" in rows[1]


@driven
async def test_every_worksheet_has_its_key_and_brackets_go_round():
    async with planning() as pilot:
        for key, said in [("v", "drawn tokens"), ("f", "capital of the fl"), ("c", "October 2022"),
                          ("d", "the Jevons paradox"), ("t", "of it pre-training")]:  # fmt: skip
            await press(pilot, key)
            assert said in frame(pilot)
        await press(pilot, "left_square_bracket")
        assert plan_screen(pilot).view.here == "demand"
        await press(pilot, "right_square_bracket")
        assert plan_screen(pilot).view.here == "training"


@driven
async def test_a_model_that_does_not_fit_is_told_with_what_would_do():
    async with planning() as pilot:
        await press(pilot, "v")
        await go_to(pilot, "expert")
        await replace_with(pilot, "1")
        said = " ".join(frame(pilot).split())
        assert "does not fit" in said
        assert plan_screen(pilot).view.sheet.figures["usd_output"] == pytest.approx(0.286, abs=0.01)


@driven
async def test_an_unknown_chip_stays_unknown():
    async with planning() as pilot:
        await press(pilot, "c", "enter", *"mi308", "enter")
        figures = plan_screen(pilot).view.sheet.figures
        assert figures["tpp"] is None
        assert figures["rule_2023_10"] is None
        assert "unknown" in frame(pilot)


@driven
async def test_a_scenario_is_filled_in_saved_offered_again_and_deleted():
    async with planning() as pilot:
        await press(pilot, "o", *"llama", "enter")
        assert "Llama 3.1 405B" in frame(pilot)
        assert usd(pilot) == pytest.approx(61.68e6)
        await go_to(pilot, "price")
        await replace_with(pilot, "$3/h")
        await press(pilot, "s", *" dear", "enter")
        file = paths.scenarios_dir() / "llama-3.1-405b-dear.toml"
        await until(pilot, file.exists)
        await until(pilot, lambda: plan_screen(pilot).view.own)
        await press(pilot, "U", "o", *"dear", "enter")
        assert usd(pilot) == pytest.approx(1.5 * 61.68e6)
        await press(pilot, "X", "enter")
        await until(pilot, lambda: not file.exists())


@driven
async def test_a_shared_file_is_opened_or_refused_with_the_reason(tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('worksheet = "demand"\ntitle = "Theirs"\n[cells]\nelasticity = "0.5"\n')
    bad.write_text('worksheet = "demand"\n[cells]\nflavour = "sour"\n')
    async with planning() as pilot:
        await press(pilot, "i", *str(good), "enter")
        await until_shown(pilot, "Theirs")
        assert plan_screen(pilot).view.here == "demand"
        assert "does not hold" in frame(pilot)
        await press(pilot, "i", *str(bad), "enter")
        await until(pilot, lambda: "has no cell 'flavour'" in notices(pilot))
        await press(pilot, "i", *str(tmp_path / "none.toml"), "enter")
        await until(pilot, lambda: "cannot be read" in notices(pilot))


@driven
async def test_a_broken_file_of_ones_own_is_told_and_the_rest_offered():
    paths.scenarios_dir().mkdir(parents=True)
    (paths.scenarios_dir() / "a.toml").write_text("worksheet = ")
    (paths.scenarios_dir() / "b.toml").write_text('worksheet = "training"\ntitle = "Mine"\n')
    async with planning() as pilot:
        await until(pilot, lambda: "a cannot be read" in notices(pilot))
        await press(pilot, "o")
        assert "Mine" in frame(pilot)


@driven
async def test_a_hosted_price_at_a_date_is_sold_at_or_refused():
    async with planning() as pilot:
        await press(pilot, "v", "a", "enter")
        entries = plan_screen(pilot).view.sheet.entries
        assert entries["api_out"].text == "$60/Mtok"
        assert "o1" in entries["api_out"].source
        await press(pilot, "a", *("backspace",) * 20, *"o1@2020-01-01", "enter")
        assert "o1" in notices(pilot)
        assert entries["api_out"].text == "$60/Mtok"


@driven
async def test_a_model_of_ones_own_is_taken_from_its_configuration(tmp_path):
    directory = tmp_path / "My-Llama"
    directory.mkdir()
    config = {
        "model_type": "llama", "vocab_size": 32000, "hidden_size": 4096, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 32, "intermediate_size": 11008,
        "tie_word_embeddings": False,
    }  # fmt: skip
    (directory / "config.json").write_text(json.dumps(config))
    (tmp_path / "odd.json").write_text("{}")
    async with planning() as pilot:
        await press(pilot, "w", *str(directory / "config.json"), "enter")
        await until(pilot, lambda: plan_screen(pilot).view.sheet.values["model"] == "my-llama")
        active = plan_screen(pilot).view.sheet.figures["active_parameters"]
        assert active == pytest.approx(6.6e9, rel=0.01)
        await press(pilot, "w", *str(tmp_path / "odd.json"), "enter")
        await until(pilot, lambda: notices(pilot))
        assert plan_screen(pilot).view.sheet.values["model"] == "my-llama"


@driven
async def test_what_a_shared_file_says_cannot_act_on_the_terminal():
    paths.scenarios_dir().mkdir(parents=True)
    (paths.scenarios_dir() / "evil.toml").write_text(
        'worksheet = "training"\ntitle = "\\u001b[2Jevil"\nnote = "\\u001b]52;c;x"\n'
        '[cells]\nprice = { text = "$3/h", source = "\\u001b[31mred" }\n'
        'gpus = "\\u001b[5m"\n'
    )
    async with planning(LARGE) as pilot:
        await until(pilot, lambda: plan_screen(pilot).view.own)
        await press(pilot, "o", *"evil", "enter")
        await go_to(pilot, "price")
        await press(pilot, "m", "equals_sign")
        assert "evil" in frame(pilot)
        assert "\x1b" not in frame(pilot) + notices(pilot)
        await go_to(pilot, "gpus")
        await press(pilot, "enter")
        assert "\x1b" not in frame(pilot) + notices(pilot)


@driven
async def test_two_scenarios_stand_side_by_side():
    async with planning() as pilot:
        await press(pilot, "m", "o", *"llama", "enter", "equals_sign")
        shown = frame(pilot)
        assert "$5.576M   $61.68M" in shown
        assert "11.1×" in shown
        await press(pilot, "equals_sign")
        assert "11.1×" not in frame(pilot)


@driven
async def test_it_is_written_to_files_of_three_forms(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with planning() as pilot:
        for form, ending in [("Markdown", "md"), ("CSV", "csv"), ("JSON", "json")]:
            await press(pilot, "e", *form, "enter")
            file = tmp_path / f"training.{ending}"
            await until(pilot, lambda file=file: f"Written to {file}" in notices(pilot))
            assert "$5.576M" in file.read_text()
        assert json.loads((tmp_path / "training.json").read_text())["worksheet"] == "training"


@driven
async def test_a_chart_shows_how_the_result_moves_with_the_cell():
    async with planning() as pilot:
        await press(pilot, "p")
        chart = pilot.app.screen.query_one("#chart").chart
        assert chart.title == "cost against MFU"
        await go_to(pilot, "gpus")
        await press(pilot, "tab", "j", "j", "j", "j")
        chart = pilot.app.screen.query_one("#chart").chart
        assert chart.title == "days of computing against chips"
        await press(pilot, "c")
        await settled(pilot)
        chart = pilot.app.screen.query_one("#chart").chart
        assert {rule.at for rule in chart.rules} >= {4_800, 5.92}
        await press(pilot, "d", "tab")
        await settled(pilot)
        assert pilot.app.screen.query_one("#chart").chart.title == "demand curves"


@driven
async def test_a_cell_is_chosen_and_written_with_the_mouse():
    async with planning() as pilot:
        cells = plan_screen(pilot).list_of(Pane.CELLS)
        await pilot.click(cells, offset=(5, 8))
        await settled(pilot)
        assert plan_screen(pilot).view.cell.id == "price"
        await pilot.click(cells, offset=(5, 8))
        await settled(pilot)
        assert plan_screen(pilot).field.display


@driven
async def test_what_the_worksheets_hold_is_there_at_the_next_start():
    async with planning() as pilot:
        await go_to(pilot, "price")
        await replace_with(pilot, "3.5")
        cost = usd(pilot)
        await press(pilot, "1")
    async with planning() as pilot:
        assert plan_screen(pilot).view.cell.id == "price"
        assert usd(pilot) == cost
        await until(pilot, lambda: not plan_screen(pilot)._keeping)


@driven
async def test_what_a_worksheet_holds_is_written_down_while_the_app_goes_on(monkeypatch):
    monkeypatch.setattr(plan_keeping, "KEEP_AFTER_S", 0.01)
    async with planning() as pilot:
        await go_to(pilot, "price")
        await replace_with(pilot, "3.5")
        library = plan_screen(pilot).library
        await until(pilot, lambda: "3.5" in (library.recall(plan_keeping.SHEETS_KEY) or ""))
