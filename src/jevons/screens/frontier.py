"""The Frontier screen: what accuracy costs, by every way to answer that the samples tell of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from jevons.core.actions import Action
from jevons.core.plot.chart import Spot
from jevons.core.plot.glyphs import glyphs
from jevons.core.runs.library import Library
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView, Page
from jevons.core.state.frontier_chart import frontier_chart
from jevons.core.state.quantities import counted
from jevons.screens.frontier_choosing import FrontierChoosing
from jevons.screens.frontier_lines import WIDE, answer_lines, readout_lines, title_lines
from jevons.screens.frontier_page_lines import page_lines
from jevons.screens.frontier_paging import FrontierPaging, is_beside
from jevons.screens.frontier_rows import heading_line, way_line
from jevons.screens.frontier_saving import FrontierSaving
from jevons.screens.places import FRONTIER
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import Line, PieceLines
from jevons.widgets.plot import Plot
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import ASCII, Signs

TABLE_SHARE = 0.52
"""The table's part of a wide screen."""

NEED_WAYS = (
    *("open", "copy_figures", "frontier_mark", "frontier_accuracy", "frontier_sum"),
    *("frontier_save", "frontier_next", "frontier_previous", "frontier_longer"),
    *("frontier_difficulty", "frontier_thinking", "frontier_coverage"),
)
"""Actions that need something on the picture."""

NEED_SAMPLES = (*("frontier_prices", "frontier_cost", "frontier_cost_back", "frontier_strategies"),)
"""Actions that need samples to be there."""

NO_RUNS = (
    "",
    "No samples yet. The frontier shows what accuracy costs: what one sample buys,",
    "what a vote of many, what longer thoughts. All of it comes from samples that",
    "are there, at no cost. Press 2 to put an exam to a model, with eight samples",
    "of each question or more, or in a terminal:",
    "",
    "  jevons exam run arithmetic --level 1 -k 8",
    "",
    "With thoughts (--think 256), one more command cuts them at several budgets and",
    "draws only the answers: jevons sweep RUN --budgets 64,128",
)


class FrontierScreen(FrontierChoosing, FrontierPaging, FrontierSaving):
    """A picture, a table of the ways on it, and answers to what one asks of them."""

    scope = "frontier"
    place = FRONTIER
    BINDINGS = bindings("frontier")
    CSS_PATH = "../styles/frontier.tcss"

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(library, signs)
        self._spots: dict[str, Spot] = {}
        self._width = 0
        self._glyphs = glyphs(ascii_only=signs is ASCII)

    def compose(self) -> ComposeResult:
        """Status, what it is of, the picture, the table or a page, the answers, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="title")
        with Horizontal(id="body"):
            yield Plot(ascii_only=self.signs is ASCII, id="plot")
            with Vertical(id="table"):
                yield PieceLines(id="heading")
                yield RowList(id="rows")
            yield RowList(id="page")
        yield PieceLines(id="readout")
        yield PieceLines(id="answers")
        yield TextBar(id="footer")

    def on_mount(self) -> None:
        """Follow the mouse in the table."""
        table = self.query_one("#rows", RowList)
        self.watch(table, "cursor", self._row_came, init=False)

    @property
    def plot(self) -> Plot:
        """The picture."""
        return self.query_one("#plot", Plot)

    @property
    def rows(self) -> RowList:
        """What keys move in: the text of a page, or the table."""
        return self.query_one("#page" if is_beside(self.view) else "#rows", RowList)

    # What is shown.

    @property
    def is_wide(self) -> bool:
        """Whether picture and table are seen at once."""
        return self.size.width >= WIDE

    def on_resize(self) -> None:
        """Other things have room."""
        self.show_view(self.view)

    def show_view(self, view: FrontierView) -> None:
        """Draw everything anew."""
        self.view = view
        self._make_room()
        title = self.query_one("#title", PieceLines)
        title.show(title_lines(view, self.size.width, self.signs))
        self._show_table()
        if not is_beside(view):
            self.plot.chart, self._spots = frontier_chart(view)
        self.show_cursor()

    def _make_room(self) -> None:
        """Show what there is a place for: beside one another, or one below the other."""
        view, width = self.view, self.size.width
        table, page = self.query_one("#table"), self.query_one("#page")
        is_empty, beside = not view.placed, is_beside(view)
        page.display = beside
        table.display = is_empty or (not beside and (self.is_wide or view.page is Page.TABLE))
        self.plot.display = not is_empty and (self.is_wide or view.page is not Page.TABLE)
        self.query_one("#body").set_class(beside and not self.is_wide, "-stacked")
        self._width = round(width * TABLE_SHARE) if self.is_wide and not is_empty else width
        table.styles.width = page.styles.width = self._width

    def _show_table(self) -> None:
        view = self.view
        heading, rows = self.query_one("#heading", PieceLines), self.query_one("#rows", RowList)
        there = view.shown if view.placed else None
        heading.show([heading_line(there, self._width - 1)] if there else [])
        rows.show_empty(self._nothing())
        rows.show(len(view.placed), self._row, view.row)

    def show_cursor(self) -> None:
        """Draw what depends on the way under the cursor."""
        view, width = self.view, self.size.width
        self.query_one("#rows", RowList).cursor = view.row
        there, beside = bool(view.placed), is_beside(view)
        if beside:
            self._show_page()
        self.plot.picked = None if beside else self._spots.get(view.cursor)
        readout = readout_lines(view, width, self.signs) if there else []
        self.query_one("#readout", PieceLines).show(readout)
        answers = [] if beside and not self.is_wide else answer_lines(view, width)
        self.query_one("#answers", PieceLines).show(answers)
        self.show_bars()

    def _show_page(self) -> None:
        contents, page = self.contents(), self.query_one("#page", RowList)
        if contents is None:
            self.plot.chart = None
            page.show_empty([[Piece(" working it out …", "weak")]])
            page.show(0, lambda *_: ())
            return
        self.plot.chart = contents.chart
        lines = page_lines(contents, self._width - 1)
        page.show(len(lines), lambda index, _, __: lines[index])

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        return way_line(
            self.view, index, width, cursor=cursor, signs=self.signs, glyphs=self._glyphs
        )

    def _nothing(self) -> Sequence[Line]:
        """What is said where nothing is on the picture."""
        view = self.view
        if view.problem is not None:
            return [[Piece(f" {view.problem.line()}", "busy")]]
        if not view.was_read:
            return [[Piece(" reading the library …", "weak")]]
        if not view.runs:
            return [
                [Piece(f"  {line}", "key" if line.startswith("  ") else "")] for line in NO_RUNS
            ]
        if not view.is_new:
            return [[Piece(" replaying strategies on the samples …", "weak")]]
        if not view.shown.ways.known(view.wanted.cost):
            return [[Piece(" no price is known of these samples: p chooses one", "busy")]]
        return [[Piece(" no strategy is left: s chooses some", "busy")]]

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """How many ways there are, and whether they are the ones that are wanted."""
        view = self.view
        if not view.placed:
            return [], []
        said = [Piece(f"{counted(len(view.placed), 'way')} ", "weak")]
        if not view.is_new:
            said.append(Piece("working … ", "busy"))
        if view.wanted.off:
            said.append(Piece(f"{counted(len(view.wanted.off), 'strategy')} off ", "busy"))
        marked = view.way(view.marked)
        if marked is not None:
            said.append(Piece(f"* {marked.letters} is marked ", "busy"))
        return said, []

    # Commands.

    def conditions(self) -> dict[str, bool]:
        """What can be done now."""
        view = self.view
        return {
            **super().conditions(),
            **dict.fromkeys(NEED_WAYS, bool(view.placed)),
            **dict.fromkeys(NEED_SAMPLES, view.shown is not None),
            "frontier_runs": bool(view.runs),
            "frontier_table": bool(view.placed) and not self.is_wide,
            "leave": view.page is not Page.PICTURE,
        }

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        if action.id == "frontier_table":
            return "Picture" if self.view.page is Page.TABLE else "Table"
        return super().title_of(action)

    def move(self, step: int) -> None:
        """Go through the ways, by their cost; on a page, through its text."""
        if is_beside(self.view):
            self.rows.move(step)
            return
        self.view = state.moved(self.view, step)
        self.show_cursor()

    def do_frontier_next(self) -> None:
        self.view = state.moved_on_frontier(self.view, 1)
        self.show_cursor()

    def do_frontier_previous(self) -> None:
        self.view = state.moved_on_frontier(self.view, -1)
        self.show_cursor()

    def _row_came(self, row: int) -> None:
        """The mouse went to a row."""
        if row != self.view.row and row < len(self.view.placed):
            self.view = state.picked(self.view, self.view.placed[row].key)
            self.show_cursor()

    def on_plot_picked(self, event: Plot.Picked) -> None:
        """The mouse went to a point."""
        key = next((key for key, spot in self._spots.items() if spot == event.spot), "")
        if key and key != self.view.cursor and event.spot == self.plot.picked:
            self.view = state.picked(self.view, key)
            self.show_cursor()

    def do_leave(self) -> None:
        self.turn(self.view.page)

    @on(RowList.Chosen)
    async def do_open(self) -> None:
        picked = self.view.picked
        if picked is not None:
            from jevons.screens.run import RunScreen

            await self.app.push_screen(RunScreen(self.library, self.signs, picked.way.run))
