"""The Runs screen: a table of all runs, live ones first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from jevons.core.actions import Action
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run
from jevons.core.state import runs as state
from jevons.core.state.figures import Figures, measure
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import counted
from jevons.core.state.runs import RunsView
from jevons.screens.filter_field import FilterField
from jevons.screens.moving import Moving
from jevons.screens.run_steering import RunSteering
from jevons.screens.runs_rows import heading_line, run_line, run_text
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import Line, PieceLines
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import Signs

MOST = 2_000
"""Runs that are listed."""

NEWEST = 20
"""Runs among which new ones are looked for while something is live."""

NO_RUNS = (
    "",
    "No runs yet. A run puts an exam to a model, grades and counts what comes",
    "back, and prices every right answer. Press 2 to plan one, or in a terminal:",
    "",
    "  jevons exam run arithmetic --level 1",
    "",
    "It goes on by itself, whatever happens to the terminal; r looks for it.",
)


class RunsScreen(Moving, RunSteering):
    """Lists the runs; those in view have their accuracy worked out, one after another."""

    scope = "runs"
    BINDINGS = bindings("runs")
    CSS_PATH = "../styles/runs.tcss"

    class Read(Message):
        """Runs were read: all of them, or those that may have changed."""

        def __init__(self, runs: Sequence[Run], everything: bool) -> None:
            super().__init__()
            self.runs = runs
            self.everything = everything

    class Measured(Message):
        """The figures of a run were worked out."""

        def __init__(self, number: int, figures: Figures) -> None:
            super().__init__()
            self.number = number
            self.figures = figures

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(library, signs)
        self.view = RunsView()
        self._clusters: dict[str, list[str]] = {}

    def compose(self) -> ComposeResult:
        """Status, the table, its filter, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="heading")
        yield RowList(id="rows")
        yield FilterField()
        yield TextBar(id="footer")

    @property
    def picked(self) -> Run | None:
        """The run that the cursor is on."""
        shown = self.view.shown
        return shown[self.rows.cursor] if shown else None

    # What is read.

    def look(self) -> None:
        """Read all runs at first and whenever the screen comes back; then the live ones."""
        if self.is_at("read"):
            return
        live = [run.number for run in self.view.live]
        if self.is_live() and self.view.was_read:
            self.in_thread(lambda: self._read_changed(live), "read")
        else:
            self.do_reread()

    def on_screen_resume(self) -> None:
        """Read all of them: runs may have been begun or deleted elsewhere."""
        self.do_reread()

    def do_reread(self) -> None:
        self.in_thread(lambda: self.Read(self.library.runs.runs(MOST), True), "read")

    def _read_changed(self, live: Sequence[int]) -> Message:
        store = self.library.runs
        newest = store.runs(NEWEST)
        seen = {run.number for run in newest}
        return self.Read([*newest, *(store.run(n) for n in live if n not in seen)], False)

    def on_runs_screen_read(self, event: Read) -> None:
        """Show the runs, the cursor on the one it was on."""
        self.forget_limits(event.runs)
        left_at = self._left_at(event.runs)
        picked = left_at or self.picked
        if event.everything:
            self.view = state.listed(self.view, event.runs)
        else:
            self.view = state.looked_again(self.view, event.runs)
        self.show_view(picked)
        self.watch_or_rest()
        if left_at is not None and self._further:
            self._go_further(left_at)

    # Where one is.

    def where(self) -> dict[str, Any]:
        """The run that the cursor is on."""
        return {**super().where(), "run": self.picked.number if self.picked else 0}

    def _left_at(self, runs: Sequence[Run]) -> Run | None:
        """The run that the cursor was on when jevons was left."""
        number = self._resume.get("run")
        self._resume = {}
        return next((run for run in runs if run.number == number), None)

    def _go_further(self, run: Run) -> None:
        """Open the run that was open when jevons was left."""
        from jevons.screens.run import RunScreen

        screen = RunScreen(self.library, self.signs, run)
        screen.go_on_at(self._further)
        self._further = []
        self.app.push_screen(screen)

    def is_live(self) -> bool:
        """Whether a worker is at any run, or about to be."""
        now = datetime.now(UTC)
        beginning = any(state.is_beginning(run, now) for run in self.view.runs)
        return bool(self.view.live) or beginning or self.is_at("start")

    @on(RowList.Viewed)
    def measure_in_view(self) -> None:
        """Work out the figures of the runs in view, unless that is under way."""
        runs = state.to_measure(self.view, *self.rows.in_view)
        if runs and not self.is_at("measure"):
            self.in_thread(lambda: self._measure(runs), "measure")

    def _measure(self, runs: Sequence[Run]) -> None:
        """Post the figures of one run after the other: the first are wanted first."""
        store = self.library.runs
        for run in runs:
            if not self.is_attached:
                return
            clusters = self._clusters.get(run.exam_digest)
            if clusters is None:
                questions = store.exam(run.number).questions
                clusters = self._clusters[run.exam_digest] = [q.cluster for q in questions]
            answers = store.answers_if_any(run)
            figures = measure(store.tallies(run.number), clusters, answers)
            self.post_message(self.Measured(run.number, figures))

    def on_runs_screen_measured(self, event: Measured) -> None:
        """Show the figures in the run's row."""
        self.view = state.measured(self.view, event.number, event.figures)
        numbers = [run.number for run in self.view.shown]
        if event.number in numbers:
            self.rows.refresh_row(numbers.index(event.number))

    # What is shown.

    def show_view(self, picked: Run | None = None) -> None:
        """Draw the table, the cursor on a certain run."""
        shown = self.view.shown
        numbers = [run.number for run in shown]
        at = numbers.index(picked.number) if picked and picked.number in numbers else None
        self.rows.show_empty(self._nothing())
        self.rows.show(len(shown), self._row, at)
        self.measure_in_view()
        self.show_bars()

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        return run_line(self.view.shown[index], self.view, width, cursor=cursor, signs=self.signs)

    def _nothing(self) -> Sequence[Line]:
        """What is said where no run is listed."""
        if not self.view.was_read:
            return [[Piece(" reading the library …", "weak")]]
        if self.view.runs:
            return [[Piece(" no run has these words: esc shows all", "weak")]]
        return [[Piece(f"  {line}", "key" if line.startswith("  ") else "")] for line in NO_RUNS]

    def on_resize(self) -> None:
        """Other columns fit."""
        self.query_one("#heading", PieceLines).show([heading_line(self.size.width - 1)])
        self.show_bars()

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """How many runs there are, and what they cost."""
        if not self.view.was_read:
            return [], []
        runs, live, usd = state.overview(self.view)
        said = [Piece(f"{counted(runs, 'run')} ", "weak")]
        if live:
            said.append(Piece(f"{live} live ", "busy"))
        if len(self.view.shown) < runs:
            said.append(Piece(f"{len(self.view.shown)} shown ", "busy"))
        if self.view.marked is not None:
            said.append(Piece(f"* {self.view.marked} is marked ", "busy"))
        return said, [Piece(f"{dollars(usd)} in all ", "weak")] if runs else []

    # Commands.

    def conditions(self) -> dict[str, bool]:
        """What can be done with the run that the cursor is on."""
        run, marked = self.picked, self.view.marked
        return {
            **super().conditions(),
            **dict.fromkeys(("open", "mark"), run is not None),
            "compare_runs": run is not None and marked not in {None, run.number},
            "filter_text": bool(self.view.runs) or not self.view.was_read,
            "leave": bool(self.view.text),
        }

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        if action.id == "compare_runs":
            return f"Compare with {self.view.marked}"
        return super().title_of(action)

    def move(self, step: int) -> None:
        """Other keys may work for another run."""
        super().move(step)
        self.show_bars()

    @on(RowList.Chosen)
    async def do_open(self) -> None:
        run = self.picked
        if run is not None:
            from jevons.screens.run import RunScreen

            await self.app.push_screen(RunScreen(self.library, self.signs, run))

    def do_mark(self) -> None:
        run = self.picked
        if run is not None:
            self.view = state.marked(self.view, run.number)
            self.show_view(run)

    async def do_compare_runs(self) -> None:
        first, second = self.view.run(self.view.marked), self.picked
        if first is not None and second is not None:
            from jevons.screens.comparison import ComparisonScreen

            await self.app.push_screen(ComparisonScreen(self.library, self.signs, first, second))

    def do_copy_figures(self) -> None:
        run = self.picked
        if run is not None:
            self.copy(run_text(run, self.view), f"run {run.number}")

    def do_leave(self) -> None:
        self.filter.drop()

    def on_filter_field_typed(self, event: FilterField.Typed) -> None:
        """List only the runs that have the words."""
        if event.text != self.view.text:
            picked = self.picked
            self.view = state.searched(self.view, event.text)
            self.show_view(picked)

    def on_run_steering_deleted(self, event: RunSteering.Deleted) -> None:
        """Take the run out of the table."""
        self.view = state.without(self.view, event.number)
        self.notify(f"Run {event.number} was deleted.")
        self.show_view()
