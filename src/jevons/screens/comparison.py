"""Two runs of the same exam compared: by how much they differ, how surely, and where."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from jevons.core.problems import Problem
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run
from jevons.core.state.comparison import ComparisonView, check_comparable, compare_runs
from jevons.core.state.figures import Tallies, scores_of
from jevons.core.state.run import RunView
from jevons.screens.comparison_lines import comparison_heading, comparison_lines, discordant_line
from jevons.screens.moving import Moving
from jevons.screens.place_screen import PlaceScreen
from jevons.screens.sample import SampleScreen
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import Line, PieceLines
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import Signs


class ComparisonScreen(Moving):
    """The first run is the marked one; the questions on which the two differ are listed."""

    scope = "comparison"
    place = "show_runs"
    BINDINGS = bindings("comparison")
    CSS_PATH = "../styles/runs.tcss"

    class Compared(Message):
        """The two were compared; what was read for it."""

        def __init__(self, view: ComparisonView, tallies: tuple[Tallies, Tallies]) -> None:
            super().__init__()
            self.view = view
            self.tallies = tallies

    def __init__(self, library: Library, signs: Signs, first: Run, second: Run) -> None:
        super().__init__(signs)
        self.library = library
        self.compared = (first, second)
        self.view: ComparisonView | None = None
        self._tallies: tuple[Tallies, Tallies] = ({}, {})
        self._problem: Problem | None = None

    def compose(self) -> ComposeResult:
        """Status, the difference, where it lies, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="summary")
        yield PieceLines(id="heading")
        yield RowList(id="rows")
        yield TextBar(id="footer")

    # What is read.

    def look(self) -> None:
        """Compare the runs, once."""
        if self.view is None and not self.is_at("read"):
            self.in_thread(self._compare, "read")
            self.show_view()

    def _compare(self) -> Message:
        store, numbers = self.library.runs, [run.number for run in self.compared]
        first, second = store.run(numbers[0]), store.run(numbers[1])
        check_comparable(first, second)
        tallies = store.tallies(numbers[0]), store.tallies(numbers[1])
        scores = [
            scores_of(parts, store.answers_if_any(run))
            for run, parts in zip((first, second), tallies, strict=True)
        ]
        view = compare_runs(first, second, store.exam(numbers[0]).questions, *scores)
        return self.Compared(view, tallies)

    def on_comparison_screen_compared(self, event: Compared) -> None:
        """Show it."""
        self.view, self._tallies = event.view, event.tallies
        self.show_view()

    def on_place_screen_troubled(self, event: PlaceScreen.Troubled) -> None:
        """Say why they cannot be compared, where the comparison would stand."""
        self._problem = event.problem
        self.show_view()

    # What is shown.

    def on_resize(self) -> None:
        """Other columns fit."""
        self.show_view()

    def show_view(self) -> None:
        """Draw the difference and the questions."""
        if not self.is_mounted:
            return
        heading, rows = self.query_one("#heading", PieceLines), self.rows
        if self.view is None:
            said = f" {self._problem.line()}" if self._problem else " comparing …"
            self.query_one("#summary", PieceLines).show([[Piece(said, "weak")]])
            heading.show([])
        else:
            lines = comparison_lines(self.view, self.signs)
            self.query_one("#summary", PieceLines).show(lines)
            heading.show([comparison_heading(self.view)])
            rows.show_empty([[Piece(" they score the same on every question", "weak")]])
            rows.show(len(self.view.discordant), self._row)
        self.show_bars()

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        assert self.view is not None
        return discordant_line(self.view, index, cursor=cursor, signs=self.signs)

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """Which runs they are."""
        first, second = self.compared
        return [Piece(f"runs {first.number} and {second.number} compared ", "weak")], []

    # Commands.

    def conditions(self) -> dict[str, bool]:
        """What can be done now."""
        listed = self.view is not None and bool(self.view.discordant)
        return {
            **dict.fromkeys(("open", "open_second"), listed),
            "copy_figures": self.view is not None,
        }

    def do_copy_figures(self) -> None:
        if self.view is not None:
            lines = comparison_lines(self.view, self.signs)
            text = "\n".join("".join(piece.text for piece in line).strip() for line in lines)
            self.copy(text, "the comparison")

    @on(RowList.Chosen)
    async def do_open(self) -> None:
        await self._open(0)

    async def do_open_second(self) -> None:
        await self._open(1)

    async def _open(self, which: int) -> None:
        """Show what one of the runs said to the question."""
        if self.view is None or not self.view.discordant:
            return
        run = (self.view.first, self.view.second)[which]
        shown = tuple(question.position for question in self.view.discordant)
        view = RunView(run, self.view.questions, self._tallies[which], shown=shown)
        await self.app.push_screen(
            SampleScreen(self.library, self.signs, view, self.rows.cursor, 0)
        )
