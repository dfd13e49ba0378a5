"""The Exams screen: choose an exam, see its questions, plan a run, start it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer

from jevons.core import logs
from jevons.core.actions import Action
from jevons.core.analysis.outlook import Outlook, look_ahead
from jevons.core.exams.exam import Exam
from jevons.core.exams.sources import ExamInfo, available, find_exam
from jevons.core.models.registry import ModelSpec, installed_models
from jevons.core.problems import Problem, ProblemError
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.state import exams as state
from jevons.core.state.exam_choice import Choice, choice_text, read_choice
from jevons.core.state.exam_contents import Contents, contents_of
from jevons.core.state.exam_fields import DIAL, JUDGE, LEVEL, MODELS, plan_fields
from jevons.core.state.exams import Asked, ExamsView, Planned
from jevons.core.state.quantities import counted
from jevons.screens.exams_choosing import PROMPTS, ExamsChoosing
from jevons.screens.exams_page import Page, page
from jevons.screens.exams_reading import ExamsReading
from jevons.screens.exams_rows import exam_line
from jevons.screens.exams_starting import ExamsStarting
from jevons.screens.filter_field import FilterField
from jevons.screens.latest import Latest
from jevons.screens.place_screen import own_fault
from jevons.widgets.bars import Hint, Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.line_pane import LinePane
from jevons.widgets.pieces import Line
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import Signs

REST_S = 0.15
"""Seconds without a change after which the exam is read, or the run planned."""

READS_AT_ONCE = 3
"""Exams that are read at once, at most: a large file does not hold up the next."""

CHOICE_KEY = "exams.choice"

FIELDS = (*PROMPTS, LEVEL, MODELS, DIAL, JUDGE)
"""The actions that change a line of the plan: each works where the plan has that line."""

WIDE = 120
"""Cells from which the list has room for longer names."""

Came = TypeVar("Came")


class ExamsScreen(ExamsReading, ExamsChoosing, ExamsStarting):
    """A list of exams, and the page of the one that the cursor is on."""

    scope = "exams"
    place = "show_exams"
    BINDINGS = bindings("exams")
    CSS_PATH = "../styles/exams.tcss"

    class Listed(Message):
        """The exams and models there are, and what was chosen last."""

        def __init__(
            self,
            exams: Sequence[ExamInfo],
            models: Sequence[ModelSpec],
            choice: Choice,
            problems: Sequence[Problem],
        ) -> None:
            super().__init__()
            self.exams, self.models = exams, models
            self.choice, self.problems = choice, problems

    class Read(Message):
        """An exam was read, or could not be."""

        def __init__(self, asked: Asked, came: tuple[Exam, Contents] | Problem) -> None:
            super().__init__()
            self.asked, self.came = asked, came

    class Foreseen(Message):
        """What a run takes was worked out, or why it makes no sense."""

        def __init__(self, planned: Planned, came: Outlook | Problem) -> None:
            super().__init__()
            self.planned, self.came = planned, came

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library
        self.view = ExamsView()
        self.field: int | None = None
        self.shown_page = Page(())
        self._reading, self._foreseeing = Latest(READS_AT_ONCE), Latest()
        self._asked: Asked | None = None
        self._rest: Timer | None = None
        self._remembered = ""
        self._told_of: tuple[Problem, ...] = ()
        self._was_away = True

    def compose(self) -> ComposeResult:
        """Status, the list and the page side by side, the filter, the keys."""
        yield TextBar(id="status")
        with Horizontal(id="body"):
            yield RowList(id="rows")
            yield LinePane(id="page")
        yield FilterField()
        yield TextBar(id="footer")

    def on_mount(self) -> None:
        """Follow the cursor, however it is moved."""
        self.view = ExamsView(self.app.settings)  # type: ignore[attr-defined]
        self.watch(self.rows, "cursor", self._cursor_moved, init=False)

    # What there is.

    def on_screen_resume(self) -> None:
        """Look again after another place, not after each value that was typed."""
        if self._was_away:
            self._was_away = False
            self.look()

    def on_screen_suspend(self) -> None:
        """Start nothing behind the user's back, once another place is shown."""
        super().on_screen_suspend()
        self._was_away = self.app.current_mode != self.place
        if self._was_away:
            self.view = state.start_asked(self.view, "")

    def look(self) -> None:
        """Read which exams and models there are: they may have come meanwhile."""
        choice = None if self.view.was_listed else Choice()
        self.in_thread(lambda: self._list(choice), "list")

    def _list(self, choice: Choice | None) -> Message:
        if choice is not None:
            text = self.library.recall(CHOICE_KEY)
            choice = read_choice(text)
        exams, problems = available()
        try:
            models = installed_models()
        except ProblemError as error:
            models, problems = [], [*problems, error.problem]
        return self.Listed(exams, models, choice or self.view.choice, problems)

    def on_exams_screen_listed(self, event: Listed) -> None:
        """Show the list, the cursor on the exam that was chosen."""
        if not self.view.was_listed:
            self.view = state.with_choice(self.view, event.choice)
            self._remembered = choice_text(event.choice)
        if tuple(event.problems) != self._told_of:
            self._told_of = tuple(event.problems)
            for problem in event.problems:
                self.tell(problem)
        self.view = state.foresee_again(state.models_listed(self.view, event.models))
        self.show_view(state.listed(self.view, event.exams), at_once=True)

    def do_reread_exams(self) -> None:
        self.show_view(state.reread(self.view))
        self.look()

    # What is read and worked out, once nothing has changed for a moment.

    def show_view(self, view: ExamsView, *, at_once: bool = False) -> None:
        """Show this from now on, and have read and worked out what it wants."""
        picked = self.picked_field
        self.view = view
        names = [info.name for info in view.shown]
        at = names.index(view.choice.exam) if view.choice.exam in names else 0
        if names and view.choice.exam not in names:
            self.view = state.chosen(view, names[0])
        self._keep_field(picked)
        self.rows.show(len(names), self._row, at)
        self.show_page()
        self.show_bars()
        self.want(at_once=at_once)

    @property
    def picked_field(self) -> str | None:
        """The line of the plan that the cursor is on, if it is there."""
        return None if self.field is None else plan_fields(self.view)[self.field].id

    def _keep_field(self, picked: str | None) -> None:
        """Keep the cursor on a line of the plan while others come and go."""
        names = [field.id for field in plan_fields(self.view)]
        is_here = self.view.info is not None and self.view.info.here
        if picked is None or not is_here:
            self.field = None
        else:
            self.field = names.index(picked) if picked in names else 0

    def want(self, *, at_once: bool = False) -> None:
        """Have read, planned and remembered what is wanted, unless the user goes on at once.

        `at_once` is for what no key did: that need not wait, where no key is waited for.
        """
        if self._rest is not None:
            if at_once:
                return
            self._rest.stop()
        if at_once:
            self._rested()
        else:
            self._rest = self.set_timer(REST_S, self._rested)

    def _rested(self) -> None:
        self._rest = None
        asked, planned = state.asked_now(self.view), state.planned_now(self.view)
        if asked is not None and asked != self.view.read:
            if asked != self._asked:  # else it is being read, which may take long
                self._asked = asked
                self._reading.give(lambda: self._read(asked))
        elif planned is not None and not self.view.outlook_is_new:
            exam = self.view.exam
            assert exam is not None
            self._foreseeing.give(lambda: self._foresee(planned, exam))
        text = choice_text(self.view.choice)
        if text != self._remembered and self.view.was_listed:
            self._remembered = text
            self.in_thread(lambda: self.library.remember(CHOICE_KEY, text), "remember")

    def _read(self, asked: Asked) -> None:
        def find() -> tuple[Exam, Contents]:
            exam = find_exam(asked.name, asked.options)
            return exam, contents_of(exam)

        self.post_message(self.Read(asked, _what_came(find)))

    def _foresee(self, planned: Planned, exam: Exam) -> None:
        costing = Costing(self.view.settings)
        store = self.library.runs
        came = _what_came(lambda: look_ahead(exam, planned.models, planned.wanted, store, costing))
        self.post_message(self.Foreseen(planned, came))

    def on_exams_screen_read(self, event: Read) -> None:
        """Show the exam, if it is still wanted."""
        if event.asked == self._asked:
            self._asked = None
        if isinstance(event.came, Problem):
            view = state.exam_troubled(self.view, event.asked, event.came)
        else:
            view = state.exam_read(self.view, event.asked, *event.came)
        self.show_view(view, at_once=True)

    def on_exams_screen_foreseen(self, event: Foreseen) -> None:
        """Show what the run takes, if it is still wanted; start it if that was asked for."""
        if isinstance(event.came, Problem):
            self.view = state.refused(self.view, event.planned, event.came)
        else:
            self.view = state.foreseen(self.view, event.planned, event.came)
        self.show_page()
        self.show_bars()
        self.start_if_asked()

    # What is shown.

    def show_page(self) -> None:
        """Draw the chosen exam."""
        pane = self.query_one("#page", LinePane)
        width, height = pane.size
        if width and height:
            self.shown_page = page(self.view, width, height, self.field, self.signs)
            pane.show(self.shown_page.lines, self.shown_page.cursor)

    def on_resize(self) -> None:
        """More or fewer lines fit."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.call_after_refresh(self.show_page)
        self.show_bars()

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        active = cursor and self.field is None
        return exam_line(self.view.shown[index], width, cursor=active, signs=self.signs)

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """How many exams there are."""
        if not self.view.was_listed:
            return [], []
        said = [Piece(f"{counted(len(self.view.exams), 'exam')} ", "weak")]
        if len(self.view.shown) < len(self.view.exams):
            said.append(Piece(f"{len(self.view.shown):,} shown ", "busy"))
        return said, []

    # What the user looks for.

    def _cursor_moved(self, cursor: int) -> None:
        shown = self.view.shown
        if shown and shown[cursor].name != self.view.choice.exam:
            picked = self.picked_field
            self.view = state.chosen(self.view, shown[cursor].name)
            self._keep_field(picked)
            self.show_page()
            self.show_bars()
            self.want()

    def on_filter_field_typed(self, event: FilterField.Typed) -> None:
        """List only the exams that have the words."""
        if event.text != self.view.text:
            self.show_view(state.searched(self.view, event.text))

    @on(RowList.Chosen)
    def go_to_the_plan(self) -> None:
        """With the mouse as with enter."""
        if self.field is None and self.can("exam_pane"):
            self.do_exam_pane()

    # Keys.

    def conditions(self) -> dict[str, bool]:
        """What there is to act on."""
        info, view = self.view.info, self.view
        fields = {field.id for field in plan_fields(view)}
        here = info is not None and info.here and bool(view.shown)
        has_exam = view.exam is not None and here
        return {
            **{name: name in fields for name in FIELDS},
            **dict.fromkeys(("change_field", "exam_pane", "reveal"), here),
            **dict.fromkeys(("start_run", "start_and_stay"), state.why_not(view) is None and here),
            **dict.fromkeys(("next_questions", "previous_questions"), has_exam),
            "filter_text": bool(view.exams) or not view.was_listed,
            "leave": bool(view.text) or self.field is not None,
        }

    def hints(self) -> list[Hint]:
        """In the list enter and tab do the same: one of them is told."""
        hints = super().hints()
        return [hint for hint in hints if self.field is not None or hint.key != "tab"]

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        if action.id == "change_field" and self.field is None:
            return "Plan"
        if action.id == "exam_pane":
            return "Plan" if self.field is None else "Exams"
        if action.id == "next_questions":
            return "Next"
        return super().title_of(action)


def _what_came(work: Callable[[], Came]) -> Came | Problem:
    try:
        return work()
    except ProblemError as error:
        return error.problem
    except Exception as error:  # a fault of ours; the screen is to go on
        logs.log_exception(error)
        return own_fault(error)
