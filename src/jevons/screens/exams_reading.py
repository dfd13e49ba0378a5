"""Commands of the Exams screen that move: in the list, in the plan, in the questions.

Each `do_` method is the action of that name in the tables of actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jevons.core.state import exams as state
from jevons.core.state.exam_fields import plan_fields
from jevons.screens.moving import Moving

if TYPE_CHECKING:
    from jevons.screens.exams import ExamsScreen


class ExamsReading(Moving):
    """The part of `ExamsScreen` that moves: it has the view that this changes."""

    def move(self: ExamsScreen, step: int) -> None:
        """Move in the list, or in the plan."""
        if self.field is None:
            self.rows.move(step)
            return
        last = len(plan_fields(self.view)) - 1
        self.field = min(max(0, self.field + step), last)
        self.show_page()

    def do_half_down(self: ExamsScreen) -> None:
        self.scroll_questions(self.size.height // 4)

    def do_half_up(self: ExamsScreen) -> None:
        self.scroll_questions(-(self.size.height // 4))

    def do_page_down(self: ExamsScreen) -> None:
        self.scroll_questions(self.size.height // 4)

    def do_page_up(self: ExamsScreen) -> None:
        self.scroll_questions(-(self.size.height // 4))

    def scroll_questions(self: ExamsScreen, lines: int) -> None:
        """Scroll in the questions that are shown."""
        self.view = state.scrolled(self.view, lines, self.view.down + self.shown_page.below)
        self.show_page()

    def do_next_questions(self: ExamsScreen) -> None:
        self.view = state.turned(self.view, self.shown_page.turned)
        self.show_page()

    def do_previous_questions(self: ExamsScreen) -> None:
        self.view = state.turned(self.view, -self.shown_page.turned)
        self.show_page()

    def do_reveal(self: ExamsScreen) -> None:
        self.view = state.revealed(self.view)
        self.show_page()

    def do_exam_pane(self: ExamsScreen) -> None:
        self.field = 0 if self.field is None else None
        self.rows.refresh_row(self.rows.cursor)
        self.show_page()

    def do_leave(self: ExamsScreen) -> None:
        if self.field is not None:
            self.do_exam_pane()
        else:
            self.filter.drop()
