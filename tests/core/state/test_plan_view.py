"""The state of the Plan screen, its charts, and the user's files."""

import os

import pytest

from jevons.core import paths
from jevons.core.economics.worksheets.book import WORKSHEETS
from jevons.core.economics.worksheets.ranges import intervals
from jevons.core.economics.worksheets.scenario import Scenario, presets, scenario_of
from jevons.core.problems import ProblemError
from jevons.core.state import plan as state
from jevons.core.state.plan import Pane
from jevons.core.state.plan_charts import chart_of
from jevons.core.state.plan_files import (
    all_claims,
    drop_scenario,
    file_name,
    keep_scenario,
    own_scenarios,
)
from jevons.core.state.plan_keeping import kept_text, with_kept

VIEW = state.first_view()


def on(cell, view=VIEW):
    ids = [one.id for one in view.sheet.worksheet.cells]
    return state.on_row(view, Pane.CELLS, ids.index(cell))


def test_each_worksheet_is_found_as_it_was_left():
    view = state.chosen(on("gpus"), "4,096")
    away = state.moved(state.shown(view, "fleet"), 3)
    back = state.shown(away, "training")
    assert back.sheet.entries["gpus"].text == "4,096"
    assert back.cell.id == "gpus"
    assert state.shown(back, "fleet").at(Pane.CELLS) == 3


def test_worksheets_go_round():
    view = VIEW
    for id_ in (*WORKSHEETS[1:], WORKSHEETS[0]):
        view = state.turned(view, 1)
        assert view.here == id_
    assert state.turned(view, -1).here == WORKSHEETS[-1]


def test_what_is_being_written_is_left_with_the_worksheet():
    view = state.typed(state.begun(on("price")), "$9/h")
    assert view.sheet.entries["price"].text == "$9/h"
    assert state.shown(view, "fleet").sheets["training"].entries["price"].text == "$2/h"


def test_intervals_are_of_the_sheet_that_is_shown():
    view = state.chosen(on("price"), "$1-3/h")
    assert view.wants_draws
    drawn = state.drawn(view, view.sheet, intervals(view.sheet, draws=50))
    assert drawn.wants_draws, "these are too few"
    drawn = state.drawn(view, view.sheet, intervals(view.sheet))
    assert not drawn.wants_draws
    assert "usd" in drawn.intervals
    assert not state.stepped(on("gpus", drawn), 1).intervals


@pytest.mark.parametrize("id_", WORKSHEETS)
def test_there_is_a_chart_wherever_the_cursor_is(id_):
    view = state.shown(VIEW, id_)
    for row in range(len(view.sheet.worksheet.cells)):
        here = state.on_row(view, Pane.CELLS, row)
        assert chart_of(here).series
    for row in range(len(view.sheet.worksheet.results)):
        here = state.on_row(view, Pane.RESULTS, row)
        assert chart_of(here).series


def test_the_marked_sheet_is_drawn_as_well():
    view = state.loaded(state.marked(VIEW), presets("training")[3])
    names = [series.name for series in chart_of(on("price", view)).series]
    assert names[:2] == ["Llama 3.1 405B", "marked"]


def test_a_chart_out_of_all_bounds_is_no_fault():
    view = state.shown(VIEW, "demand")
    view = state.chosen(on("elasticity", view), "1e9")
    assert "bounds" in view.sheet.trouble
    chart_of(view)


def test_a_scenario_of_another_worksheet_leads_there():
    view = state.loaded(VIEW, presets("demand")[0])
    assert view.here == "demand"
    with pytest.raises(ProblemError, match="there is no worksheet"):
        state.loaded(VIEW, Scenario("x", "cooking", "X", {}))


def test_scenarios_are_kept_listed_and_deleted():
    scenario = scenario_of(VIEW.sheet, file_name("My own: 1/2"), "My own: 1/2")
    file = keep_scenario(scenario)
    assert file == paths.scenarios_dir() / "my-own-1-2.toml"
    (found,), problems = own_scenarios()
    assert not problems
    assert found.sheet().entries == VIEW.sheet.entries
    assert found.title == "My own: 1/2"
    drop_scenario(found)
    assert own_scenarios() == ((), [])


@pytest.mark.parametrize("title", ["", "...", "///", "\x1b"])
def test_what_is_no_name_is_refused(title):
    with pytest.raises(ProblemError, match="is no name"):
        file_name(title)


def test_a_name_cannot_lead_out_of_the_directory():
    assert "/" not in file_name("../../etc/passwd")
    assert not file_name("../../x").startswith(".")


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written_is_told():
    directory = paths.scenarios_dir()
    directory.mkdir(parents=True)
    directory.chmod(0o500)
    with pytest.raises(ProblemError, match="cannot be written"):
        keep_scenario(scenario_of(VIEW.sheet, "x", "X"))


def test_a_claim_of_a_known_name_is_left_out_and_told():
    paths.claims_dir().mkdir(parents=True)
    file = paths.claims_dir() / "mine.toml"
    file.write_text('[c25]\nclaim = "other"\nwhy_not = "a test"\nstated = "holds"\n')
    claims, problems = all_claims()
    assert len(claims) == 72
    assert [problem.what for problem in problems] == ["there is a claim c25 already"]


def test_files_that_are_no_text_or_too_large_are_told():
    paths.scenarios_dir().mkdir(parents=True)
    (paths.scenarios_dir() / "a.toml").write_bytes(b"\xff\xfe\x00")
    (paths.scenarios_dir() / "b.toml").write_bytes(b"#" * 1_000_001)
    found, problems = own_scenarios()
    assert not found
    assert "it is no text" in problems[0].what
    assert "too large" in problems[1].what


# What is kept for the next start.


def test_worksheets_are_kept_as_they_are_filled_in():
    view = state.chosen(on("gpus"), "4,096")
    view = state.chosen(on("tokens", view), "10-15T")
    view = state.loaded(view, presets("serving")[0])
    view = state.shown(view, "training")
    back = with_kept(VIEW, kept_text(view))
    assert back.here == "training"
    assert back.cell.id == view.cell.id
    for id_, sheet in view.sheets.items():
        assert back.sheets[id_].entries == sheet.entries
        assert back.sheets[id_].figures == sheet.figures
        assert back.sheets[id_].title == sheet.title


def test_a_text_that_does_not_fit_is_kept_with_its_message():
    back = with_kept(VIEW, kept_text(state.chosen(on("gpus"), "many")))
    assert back.sheet.entries["gpus"].text == "many"
    assert back.sheet.entries["gpus"].message


def test_a_cell_that_is_being_written_counts_as_it_was():
    view = state.typed(state.begun(on("gpus")), "7")
    assert with_kept(VIEW, kept_text(view)).sheet.entries == VIEW.sheet.entries


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[1]",
        "{",
        '{"here": "none", "row": 400}',
        '{"here": ["training"], "row": null}',
        '{"sheets": {"none": {}, "training": {}}}',
        '{"sheets": {"training": {"title": "", "cells": {"gpus": ["1"]}}}}',
        '{"sheets": {"training": {"title": "", "cells": {"gone": ["1", "", ""]}}}}',
        '{"sheets": {"training": {"title": "", "cells": {"gpus": [1, 2, 3]}}}}',
    ],
)
def test_what_makes_no_sense_gives_the_defaults(text):
    assert with_kept(VIEW, text).sheet.entries == VIEW.sheet.entries
