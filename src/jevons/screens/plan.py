"""The Plan screen: worksheets whose results follow what is written in their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer

from jevons.core import logs
from jevons.core.actions import Action
from jevons.core.economics.uncertainty import Outcome
from jevons.core.economics.worksheets.book import WORKSHEETS, worksheet
from jevons.core.economics.worksheets.comparison import Pair, cells_compared, results_compared
from jevons.core.economics.worksheets.ranges import intervals
from jevons.core.economics.worksheets.scenario import Scenario
from jevons.core.economics.worksheets.sheet import Sheet
from jevons.core.economics.worksheets.worksheet import CHOICE
from jevons.core.problems import Problem, ProblemError
from jevons.core.runs.library import Library
from jevons.core.state import plan as state
from jevons.core.state.plan import Pane, PlanView
from jevons.core.state.plan_charts import chart_of
from jevons.core.state.plan_files import own_scenarios
from jevons.core.state.plan_fillings import takes_a_model, takes_prices
from jevons.core.visible_text import one_line
from jevons.screens.cell_field import CellField
from jevons.screens.latest import Latest
from jevons.screens.place_screen import own_fault
from jevons.screens.plan_choosing import PlanChoosing
from jevons.screens.plan_keeping import PlanKeeping
from jevons.screens.plan_page import PlanPage
from jevons.screens.plan_rows import GUTTER, LONGEST, cell_line, pair_line, result_line, title_width
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.line_pane import LinePane
from jevons.widgets.pieces import Line, PieceLines
from jevons.widgets.plot import Plot
from jevons.widgets.row_list import MakeRow, RowList
from jevons.widgets.signs import Signs

REST_S = 0.15
"""Seconds without a change after which ranges are drawn from."""

WIDE, TALL = 120, 40
"""Cells and lines from which there is room for the chart beside everything else."""


class PlanScreen(PlanChoosing, PlanKeeping):
    """Inputs at the left, results at the right; below them what they come from, or a chart."""

    scope = "plan"
    place = "show_plan"
    BINDINGS = bindings("plan")
    CSS_PATH = "../styles/plan.tcss"

    class Listed(Message):
        """The user's scenarios, and what is wrong with some."""

        def __init__(self, own: tuple[Scenario, ...], problems: Sequence[Problem]) -> None:
            super().__init__()
            self.own, self.problems = own, problems

    class Drawn(Message):
        """The ranges of a sheet were drawn from."""

        def __init__(self, sheet: Sheet, outcome: Outcome) -> None:
            super().__init__()
            self.sheet, self.outcome = sheet, outcome

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library
        self.view = self.recalled(state.first_view())
        self.claim = ""
        self._drawing = Latest()
        self._rest: Timer | None = None
        self._refused: Sheet | None = None

    def compose(self) -> ComposeResult:
        """Status, worksheets, inputs and results side by side, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="tabs")
        with Horizontal(id="body"):
            with Container(id="left"):
                yield RowList(id="cells")
                yield LinePane(id="origin")
                yield CellField()
            with Vertical(id="right"):
                yield RowList(id="results")
                yield LinePane(id="details")
                yield Plot(ascii_only=self.app.settings.ascii, id="chart")  # type: ignore[attr-defined]
        yield TextBar(id="footer")

    def on_mount(self) -> None:
        """Follow the cursors, however they are moved."""
        for pane in Pane:
            self.watch(self.list_of(pane), "cursor", self._follow(pane), init=False)

    def look(self) -> None:
        """Read the user's scenarios: some may have come."""
        self.in_thread(lambda: self.Listed(*own_scenarios()), "list")
        self.show_view(self.view)

    def on_plan_screen_listed(self, event: Listed) -> None:
        """Offer them."""
        self.view = state.listed(self.view, event.own)
        for problem in event.problems:
            self.tell(problem)

    def take_claim(self, scenario: Scenario) -> None:
        """Fill in the inputs of a claim, whose name the scenario has."""
        try:
            view = state.loaded(self.view, scenario)
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.claim = scenario.name
        self.show_view(view)

    # What is shown.

    @property
    def rows(self) -> RowList:
        """The list that has the cursor."""
        return self.list_of(self.view.pane)

    def list_of(self, pane: Pane) -> RowList:
        """The list of a pane."""
        return self.query_one(f"#{pane}", RowList)

    @property
    def field(self) -> CellField:
        """The line that a cell is written in."""
        return self.query_one(CellField)

    def show_view(self, view: PlanView) -> None:
        """Show this from now on."""
        self.view = view
        if not self.is_mounted:
            return
        self.set_class(view.charts, "-charts")
        sheet = view.sheet.worksheet
        for pane, count in ((Pane.CELLS, len(sheet.cells)), (Pane.RESULTS, len(sheet.results))):
            rows = self.list_of(pane)
            rows.styles.height = count
            rows.set_class(pane is not view.pane, "-resting")
            rows.show(count, self._row_of(pane), view.at(pane))
        self.query_one("#tabs", PieceLines).show([self._tabs()])
        self.show_pages()
        self.show_bars()
        self._want_draws()
        self.keep_sheets()

    def show_pages(self) -> None:
        """Draw what stands under the lists."""
        for name in ("origin", "details"):
            pane = self.query_one(f"#{name}", LinePane)
            if pane.size.width:
                page = PlanPage(self.view, pane.size.width, self.signs)
                pane.show(page.origin() if name == "origin" else page.details())
        plot = self.query_one("#chart", Plot)
        if plot.display:
            plot.chart = chart_of(self.view)

    def on_resize(self) -> None:
        """Other parts have room."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.set_class(self.size.width >= WIDE and self.size.height >= TALL, "-tall")
        self.call_after_refresh(lambda: self.show_view(self.view))

    def _tabs(self) -> Line:
        """The worksheets, that which is shown standing out, and the scenario."""
        pieces = [Piece(" ")]
        for id_ in WORKSHEETS:
            kind = "picked" if id_ == self.view.here else ""
            pieces += [Piece(f" {worksheet(id_).title} ", kind), Piece(" ")]
        title = self.view.sheet.title
        other = self.view.compared
        if other is not None:
            pieces.append(Piece(f" {one_line(other.title or 'the marked one', 30)} and", "weak"))
        if title or other is not None:
            pieces.append(Piece(f" {one_line(title or 'this one', 40)}", "strong"))
        return pieces

    def _row_of(self, pane: Pane) -> MakeRow:
        active = self.view.pane is pane
        other = self.view.compared
        if other is not None:
            compare = cells_compared if pane is Pane.CELLS else results_compared
            pairs: list[Pair] = compare(other, self.view.sheet)
            return lambda index, width, cursor: pair_line(
                pairs[index], width, self.signs, active=cursor and active
            )
        line = cell_line if pane is Pane.CELLS else result_line
        return lambda index, width, cursor: line(
            self.view, index, width, self.signs, active=cursor and active
        )

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """What is wrong, or what the worksheet is about."""
        wrong = [entry for entry in self.view.sheet.entries.values() if entry.message]
        if wrong or self.view.sheet.trouble:
            return [Piece("the results are those before ", "bad")], []
        if self.claim:
            return [Piece(f"with the inputs of claim {one_line(self.claim, 20)} ", "busy")], []
        return [Piece(f"{self.view.sheet.worksheet.about} ", "weak")], []

    # Ranges.

    def _want_draws(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        if self.view.wants_draws and self.view.sheet is not self._refused:
            self._rest = self.set_timer(REST_S, self._draw)

    def _draw(self) -> None:
        sheet, draws = self.view.sheet, self.view.draws
        self._drawing.give(lambda: self._drawn(sheet, draws))

    def _drawn(self, sheet: Sheet, draws: int) -> None:
        try:
            self.post_message(self.Drawn(sheet, intervals(sheet, draws)))
        except ProblemError as error:  # every draw is impossible
            self._refused = sheet
            self.post_message(self.Troubled(error.problem))
        except Exception as error:  # a fault of ours; the screen is to go on
            logs.log_exception(error)
            self._refused = sheet
            self.post_message(self.Troubled(own_fault(error)))

    def on_plan_screen_drawn(self, event: Drawn) -> None:
        """Show the intervals, if their sheet is still there."""
        self.show_view(state.drawn(self.view, event.sheet, event.outcome))

    # The cursor.

    def move(self, step: int) -> None:
        """Move the cursor by so many rows."""
        self.show_view(state.moved(self.view, step))

    def _follow(self, pane: Pane) -> Callable[[int], None]:
        def follow(row: int) -> None:
            if row != self.view.at(pane):
                self.show_view(state.on_row(self.view, pane, row))

        return follow

    @on(RowList.Chosen)
    def change_with_the_mouse(self) -> None:
        """As with enter."""
        if self.can("change_cell"):
            self.do_change_cell()

    # Writing a cell.

    def write(self) -> None:
        """Write the cell that the cursor is on, in its place."""
        self.show_view(state.begun(self.view))
        cells = self.list_of(Pane.CELLS)
        row = self.view.at(Pane.CELLS) - cells.scroll_offset.y
        column = GUTTER + title_width(cells.size.width) + 1
        text = one_line(self.view.sheet.entries[self.view.cell.id].text, LONGEST)
        self.field.open(text, column, row, max(cells.size.width - column - 3, 6))

    def on_cell_field_typed(self, event: CellField.Typed) -> None:
        """Have the results follow."""
        self.show_view(state.typed(self.view, event.text))

    # Keys.

    def conditions(self) -> dict[str, bool]:
        """What there is to act on."""
        in_cells = self.view.pane is Pane.CELLS and not self.view.writes
        own = any(one.worksheet == self.view.here for one in self.view.own)
        return {
            **dict.fromkeys(("cell_up", "cell_down", "default_cell"), in_cells),
            "change_cell": not self.view.writes,
            "compare_sheets": self.view.here in self.view.marked,
            "drop_scenario": own,
            "hosted_price": takes_prices(self.view.sheet.worksheet),
            "own_model": takes_a_model(self.view.sheet.worksheet),
            "back_to_claim": bool(self.claim),
            "leave": self.view.compares or self.view.pane is Pane.RESULTS,
        }

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        in_cells = self.view.pane is Pane.CELLS
        picks = self.view.cell.kind == CHOICE and in_cells
        names = {
            "plan_pane": "Results" if in_cells else "Inputs",
            "plan_chart": "Sources" if self.view.charts else "Chart",
            "change_cell": "Choose" if picks else "Change" if in_cells else "Chart",
            "compare_sheets": "Alone" if self.view.compares else "Compare",
            "mark_sheet": "Mark",
            "keep_scenario": "Save",
        }
        return names.get(action.id) or super().title_of(action)
