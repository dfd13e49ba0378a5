"""The screen of one run: progress, figures and ledger above, the questions below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import AwaitMount

from jevons.core.actions import Action
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run, RunState
from jevons.core.state.quantities import counted
from jevons.core.state.sieve import Order, sieve_row
from jevons.core.visible_text import one_line
from jevons.screens.filter_field import FilterField
from jevons.screens.run_filtering import RunFiltering
from jevons.screens.run_lines import LEDGER_WIDTH, ledger_lines, settling_lines, summary_lines
from jevons.screens.run_rows import question_heading, question_line
from jevons.screens.run_steering import RunSteering
from jevons.screens.sample import SampleScreen
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import Line, PieceLines
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import Signs

WIDE, HIGH = 120, 34
"""Cells and lines from which on the figures have a place beside the questions."""

FIGURES_HEIGHT = 14
"""Lines of the figures beside questions: the ledger, its heading and a blank one."""

NAME = 60
"""Characters of a name in the status line."""


class RunScreen(RunFiltering):
    """One run. The picked sample of the picked question is what enter opens."""

    scope = "run"
    BINDINGS = bindings("run")
    CSS_PATH = "../styles/runs.tcss"

    def __init__(self, library: Library, signs: Signs, run: Run) -> None:
        super().__init__(library, signs, run)
        self._turned = False
        self._opened: SampleScreen | None = None  # the screen of the sample looked at last

    def compose(self) -> ComposeResult:
        """Status, the figures, the questions, their filter, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="summary")
        with Horizontal(id="figures"):
            yield PieceLines(id="ledger")
            yield PieceLines(id="settling")
        yield PieceLines(id="heading")
        yield RowList(id="rows")
        yield FilterField()
        yield TextBar(id="footer")

    @property
    def picked(self) -> Run:
        """The run that commands act on."""
        return self.view.run

    @property
    def question(self) -> int | None:
        """The position of the question that the cursor is on."""
        shown = self.view.shown
        return shown[self.rows.cursor] if shown else None

    # Where one is.

    def where(self) -> dict[str, Any]:
        """The run, the question that the cursor is on, and what is looked for."""
        sieve = sieve_row(self.view.sieve)
        found = {"run": self.view.run.number, "question": self.question, "sieve": sieve}
        return {**super().where(), **found}

    def go_further(self) -> None:
        """Open the sample that was open when jevons was left."""
        further, self._further = self._further, []
        if further and further[0].get("scope") == SampleScreen.scope and self.question is not None:
            sample = further[0].get("sample")
            self._open(sample if isinstance(sample, int) else 0)
            assert self._opened is not None
            self._opened.go_on_at(further)

    # What is shown.

    def on_resize(self) -> None:
        """Other things have room."""
        self.show_view(self.question)

    @property
    def has_room(self) -> bool:
        """Whether figures and questions are seen at once."""
        return self.size.width >= WIDE and self.size.height >= HIGH

    def show_view(self, question: int | None = None) -> None:
        """Draw everything anew, the cursor on this question."""
        figures = self.query_one("#figures")
        figures.display = self.has_room or self._turned
        figures.styles.height = FIGURES_HEIGHT if self.has_room else "1fr"
        questions = self.has_room or not self._turned
        self.rows.display = questions
        self.query_one("#heading").display = questions
        self.show_figures()
        self.show_rows(question)

    def show_figures(self) -> None:
        """Draw what stands above the questions."""
        if not self.was_read:
            self.show_bars()
            return
        width, signs = self.size.width, self.signs
        figures = self.has_room or self._turned
        summary = summary_lines(self.view, width, signs, whole=not figures)
        self.query_one("#summary", PieceLines).show(summary)
        if figures:
            left = max(LEDGER_WIDTH, width // 2 if self.has_room else 0)
            ledger = self.query_one("#ledger", PieceLines)
            ledger.styles.width = left
            ledger.show(ledger_lines(self.view.run, left, signs))
            settling = self.query_one("#settling", PieceLines)
            settling.show(settling_lines(self.view, width - left, signs))
        self.show_bars()

    def show_rows(self, question: int | None) -> None:
        """Draw the questions, the cursor on this one if it is listed, or on the first."""
        heading = self.query_one("#heading", PieceLines)
        heading.show([question_heading(self.view, self.size.width - 1)])
        self.rows.show_empty(self._nothing())
        shown = self.view.shown
        self.rows.show(len(shown), self._row, shown.index(question) if question in shown else 0)
        self.read_around()
        self.show_bars()

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        question = self.view.shown[index]
        picked = self.sample_of(question) if cursor else None
        outcomes = self.outcomes_of(question)
        return question_line(self.view, question, outcomes, picked, width, self.signs)

    def _nothing(self) -> Sequence[Line]:
        """What is said where no question is listed."""
        said = " no question passes the filter: esc shows all" if self.was_read else " reading …"
        return [[Piece(said, "weak")]]

    def show_strips(self, questions: Sequence[int]) -> None:
        """Draw the rows of these questions."""
        read, (first, last) = set(questions), self.rows.in_view
        shown = self.view.shown[first : last + 1]
        self.rows.refresh_rows(first + n for n, question in enumerate(shown) if question in read)

    @on(RowList.Viewed)
    def read_around(self) -> None:
        """Read the samples of the questions in view, and those a page above and below."""
        (first, last), page = self.rows.in_view, self.rows.page
        self.read_samples(self.view.shown[max(0, first - page) : last + page + 1])

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """Which run it is, and which of its questions are listed."""
        run, sieve = self.view.run, self.view.sieve
        names = (one_line(name, NAME) for name in (run.exam, *run.plan.models))
        how = [f"think {run.plan.dial.label()}"]
        if run.plan.cut_of is not None:
            how.append(f"cut from run {run.plan.cut_of}")
        if run.plan.strategy_name:
            how.append(one_line(run.plan.strategy_name, NAME))
        said = [Piece(f"run {run.number}: {', '.join((*names, *how))} ", "weak")]
        if not self.was_read:
            return said, []
        right = [Piece(f"{counted(len(self.view.shown), 'question')} ", "weak")]
        if not sieve.is_open:
            right.insert(0, Piece(f"{sieve.words()}: ", "busy"))
        if sieve.order is not Order.EXAM:
            right.append(Piece(f"{self.signs.dot} {sieve.order} ", "busy"))
        return said, right

    # Commands.

    def conditions(self) -> dict[str, bool]:
        """What can be done now."""
        question = self.question is not None
        return {
            **super().conditions(),
            "open": question and not self._hides_questions,
            **dict.fromkeys(("next_sample", "previous_sample"), self.view.run.plan.samples > 1),
            "filter_split": self.view.run.plan.samples > 1,
            "next_pane": not self.has_room,
        }

    @property
    def _hides_questions(self) -> bool:
        return self._turned and not self.has_room

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        if action.id == "next_pane":
            return "Questions" if self._turned else "Figures"
        if action.id == "filter_split":
            return "Split"
        return super().title_of(action)

    def do_next_pane(self) -> None:
        self._turned = not self._turned
        self.show_view(self.question)

    def move(self, step: int) -> None:
        """Another question, of which no sample is picked yet."""
        self.pick(None)
        super().move(step)
        self.read_around()

    def do_next_sample(self) -> None:
        self._pick_by(1)

    def do_previous_sample(self) -> None:
        self._pick_by(-1)

    def _pick_by(self, step: int) -> None:
        if self.question is not None:
            samples = self.view.run.plan.samples
            self.pick(min(max(0, self.sample_of(self.question) + step), samples - 1))
            self.rows.refresh_row(self.rows.cursor)

    @on(RowList.Chosen)
    async def do_open(self) -> None:
        if self.question is not None and not self._hides_questions:
            await self._open(self.sample_of(self.question))

    def _open(self, sample: int) -> AwaitMount:
        """Show a sample of the question that the cursor is on."""
        self._opened = SampleScreen(self.library, self.signs, self.view, self.rows.cursor, sample)
        return self.app.push_screen(self._opened)

    def on_screen_resume(self) -> None:
        """Go on at the sample that was looked at last."""
        if self._opened is not None:
            index, sample = self._opened.index, self._opened.sample
            self._opened = None
            if index < len(self.view.shown):
                self.rows.cursor = index
                self.pick(sample)
                self.rows.refresh_row(index)
        self.look()
        self.watch_or_rest()  # also where it is too early to look again

    def do_copy_figures(self) -> None:
        view, width = self.view, 10_000
        lines = [
            *summary_lines(view, width, self.signs, whole=True),
            *settling_lines(view, 100, self.signs),
        ]
        text = "\n".join("".join(piece.text for piece in line).strip() for line in lines)
        name = f"run {view.run.number}: {view.run.exam}, {', '.join(view.run.plan.models)}"
        self.copy(f"{name}\n{text}", "the figures")

    def do_leave(self) -> None:
        if self.view.sieve.is_open:
            self.dismiss()
        else:
            self.drop_filters()

    def on_run_steering_deleted(self, event: RunSteering.Deleted) -> None:
        """There is nothing left to show."""
        self.notify(f"Run {event.number} was deleted.")
        self.dismiss()

    def is_live(self) -> bool:
        """Whether a worker is at the run, or about to be."""
        return super().is_live() or self.view.run.state is RunState.WAITING
