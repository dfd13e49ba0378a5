"""Commands of the Plan screen: cells, worksheets, scenarios, files.

Each `do_` method is the action of that name in `core/actions_plan.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from jevons.core.economics.shapes.shape import ModelShape
from jevons.core.economics.worksheets.export import FORMS, markdown
from jevons.core.economics.worksheets.ranges import intervals
from jevons.core.economics.worksheets.scenario import Scenario, scenario_of
from jevons.core.economics.worksheets.sheet import Sheet, edited
from jevons.core.economics.worksheets.worksheet import CHOICE
from jevons.core.problems import ProblemError
from jevons.core.state import plan as state
from jevons.core.state.plan import Pane
from jevons.core.state.plan_files import (
    drop_scenario,
    file_name,
    keep_scenario,
    own_scenarios,
    read_scenario_file,
    read_shape,
)
from jevons.core.state.plan_fillings import MODEL, sold_as, takes_a_model, with_model
from jevons.core.visible_text import one_line
from jevons.screens.moving import Moving
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.screens.plan import PlanScreen

CLAIMS = "show_claims"

FORM_TITLES = {"md": "Markdown, to read", "csv": "CSV, for a spreadsheet", "json": "JSON"}


class PlanChoosing(Moving):
    """The part of `PlanScreen` that does what is asked for."""

    class Said(Message):
        """Something was done, in words."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    class ShapeRead(Message):
        """A model's shape was read from a file."""

        def __init__(self, shape: ModelShape) -> None:
            super().__init__()
            self.shape = shape

    class Opened(Message):
        """A scenario was read from a file."""

        def __init__(self, scenario: Scenario) -> None:
            super().__init__()
            self.scenario = scenario

    # Cells.

    def do_change_cell(self: PlanScreen) -> None:
        if self.view.pane is Pane.RESULTS:
            self.show_view(state.chart_turned(self.view))
        elif self.view.cell.kind == CHOICE:
            self.choose()
        else:
            self.write()

    def choose(self: PlanScreen) -> None:
        """Have one of the cell's choices picked."""
        from jevons.screens.picker import Picker

        cell = self.view.cell
        rows = [Row(choice, choice) for choice in cell.choices]
        current = str(self.view.sheet.entries[cell.id].held)

        def take(choice: str | None) -> None:
            if choice is not None:
                self.show_view(state.chosen(self.view, choice))

        self.app.push_screen(Picker(f"Which {cell.title}?", rows, current=current), take)

    def do_keep_cell(self: PlanScreen) -> None:
        self.field.close()
        self.show_view(state.kept(self.view))

    def do_keep_and_on(self: PlanScreen) -> None:
        self._keep_and_go(1)

    def do_keep_and_back(self: PlanScreen) -> None:
        self._keep_and_go(-1)

    def _keep_and_go(self: PlanScreen, step: int) -> None:
        """Keep the cell, and write the next that is written in."""
        self.do_keep_cell()
        before = self.view.at(Pane.CELLS)
        self.move(step)
        if self.view.at(Pane.CELLS) != before and self.view.cell.kind != CHOICE:
            self.write()

    def do_drop_cell(self: PlanScreen) -> None:
        self.field.close()
        self.show_view(state.dropped(self.view))

    def do_hosted_price(self: PlanScreen) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def take(reference: str | None) -> None:
            if reference is None:
                return
            try:
                self.show_view(state.filled_in(self.view, sold_as(self.view.sheet, reference)))
            except ProblemError as error:
                self.tell(error.problem)

        self.app.push_screen(LinePrompt("Which model at which date?", "o1@2025-01-27"), take)

    def do_own_model(self: PlanScreen) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def take(name: str | None) -> None:
            if name is not None:
                file = Path(name).expanduser()
                self.in_thread(lambda: self.ShapeRead(read_shape(file)), "model")

        self.app.push_screen(LinePrompt("A model's config.json"), take)

    def on_plan_choosing_shape_read(self: PlanScreen, event: ShapeRead) -> None:
        """Fill it in, where the worksheet that is shown by now takes a model."""
        if takes_a_model(self.view.sheet.worksheet):
            sheet, name = with_model(self.view.sheet, event.shape)
            self.show_view(state.filled_in(self.view, edited(sheet, MODEL, name)))

    def do_cell_up(self: PlanScreen) -> None:
        self.show_view(state.stepped(self.view, 1))

    def do_cell_down(self: PlanScreen) -> None:
        self.show_view(state.stepped(self.view, -1))

    def do_default_cell(self: PlanScreen) -> None:
        self.show_view(state.put_back(self.view))

    def do_default_cells(self: PlanScreen) -> None:
        self.claim = ""
        self.show_view(state.all_put_back(self.view))

    # Panes and worksheets.

    def do_plan_pane(self: PlanScreen) -> None:
        self.show_view(state.pane_turned(self.view))

    def do_plan_chart(self: PlanScreen) -> None:
        self.show_view(state.chart_turned(self.view))
        self.call_after_refresh(self.show_pages)

    def do_next_sheet(self: PlanScreen) -> None:
        self.show_view(state.turned(self.view, 1))

    def do_previous_sheet(self: PlanScreen) -> None:
        self.show_view(state.turned(self.view, -1))

    def do_sheet_training(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "training"))

    def do_sheet_reinforcement(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "reinforcement"))

    def do_sheet_serving(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "serving"))

    def do_sheet_fleet(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "fleet"))

    def do_sheet_chips(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "chips"))

    def do_sheet_demand(self: PlanScreen) -> None:
        self.show_view(state.shown(self.view, "demand"))

    def do_leave(self: PlanScreen) -> None:
        if self.view.compares:
            self.show_view(state.comparison_turned(self.view))
        else:
            self.show_view(state.pane_turned(self.view))

    async def do_back_to_claim(self: PlanScreen) -> None:
        from jevons.screens.claims import ClaimsScreen

        await self.app.switch_mode(CLAIMS)
        claims = self.app.screen
        assert isinstance(claims, ClaimsScreen)
        claims.go_to(self.claim)

    # Scenarios.

    def do_scenarios(self: PlanScreen) -> None:
        def take(scenario: Scenario) -> None:
            self.claim = ""
            self.show_view(state.loaded(self.view, scenario))
            if scenario.note:
                self.notify(one_line(scenario.note, 600), markup=False, timeout=10)

        self._pick(self.view.scenarios, "Which scenario?", take)

    def do_drop_scenario(self: PlanScreen) -> None:
        def take(scenario: Scenario) -> None:
            self.in_thread(lambda: self._drop(scenario), "scenario")

        own = [one for one in self.view.scenarios if one.own]
        self._pick(own, "Delete which scenario?", take)

    def _drop(self, scenario: Scenario) -> Message:
        drop_scenario(scenario)
        return self.Said(f"Deleted: {scenario.title}")

    def _pick(
        self: PlanScreen,
        scenarios: Iterable[Scenario],
        title: str,
        take: Callable[[Scenario], None],
    ) -> None:
        """Have a scenario chosen."""
        from jevons.screens.picker import Picker

        found = {f"{one.own}/{one.name}": one for one in scenarios}
        rows = [
            Row(key, one_line(one.title, 60), "yours" if one.own else "")
            for key, one in found.items()
        ]

        def chosen(key: str | None) -> None:
            if key is None:
                return
            try:
                take(found[key])
            except ProblemError as error:
                self.tell(error.problem)

        self.app.push_screen(Picker(title, rows), chosen)

    def do_keep_scenario(self: PlanScreen) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def keep(title: str | None) -> None:
            if title is None:
                return
            try:
                scenario = scenario_of(self.view.sheet, file_name(title), title)
            except ProblemError as error:
                self.tell(error.problem)
                return
            self.in_thread(lambda: self._keep(scenario), "scenario")

        title = self.view.sheet.title
        self.app.push_screen(LinePrompt("Save as a scenario called", title), keep)

    def _keep(self, scenario: Scenario) -> Message:
        file = keep_scenario(scenario)
        return self.Said(f"Saved as {file}")

    def do_open_scenario(self: PlanScreen) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def take(name: str | None) -> None:
            if name is not None:
                file = Path(name).expanduser()
                self.in_thread(lambda: self.Opened(read_scenario_file(file)), "scenario")

        self.app.push_screen(LinePrompt("A scenario file (TOML)"), take)

    def on_plan_choosing_opened(self: PlanScreen, event: Opened) -> None:
        """Fill it in."""
        try:
            self.show_view(state.loaded(self.view, event.scenario))
        except ProblemError as error:
            self.tell(error.problem)

    def on_plan_choosing_said(self: PlanScreen, event: Said) -> None:
        """Say it, and list what there is now."""
        self.notify(event.said, markup=False)
        self.in_thread(lambda: self.Listed(*own_scenarios()), "list")

    # Comparing.

    def do_mark_sheet(self: PlanScreen) -> None:
        self.show_view(state.marked(self.view))
        self.notify("Marked: choose another scenario, then = compares.")

    def do_compare_sheets(self: PlanScreen) -> None:
        self.show_view(state.comparison_turned(self.view))

    # Files.

    def do_export_sheet(self: PlanScreen) -> None:
        from jevons.screens.picker import Picker

        sheet = self.view.sheet

        def export(form: str | None) -> None:
            if form is not None:
                self.in_thread(lambda: self._export(sheet, form), "export")

        rows = [Row(form, title) for form, title in FORM_TITLES.items()]
        self.app.push_screen(Picker("Write the worksheet as", rows), export)

    def _export(self, sheet: Sheet, form: str) -> Message:
        from jevons.core.runs.export import save

        found = intervals(sheet).intervals if sheet.ranges and not sheet.trouble else {}
        stem = f"{sheet.worksheet.id} {sheet.title}".strip()
        path = save(FORMS[form](sheet, found), Path(), stem, f".{form}")
        return self.Said(f"Written to {path.absolute()}")

    def do_copy_sheet(self: PlanScreen) -> None:
        self.copy(markdown(self.view.sheet, self.view.intervals), "the worksheet")
