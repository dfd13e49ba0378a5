"""The Claims screen: a ledger of claims, each recomputed, with its inputs to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.message import Message

from jevons.core.actions import Action
from jevons.core.economics.claims.claim import Claim, Verdict
from jevons.core.problems import Problem
from jevons.core.runs.library import Library
from jevons.core.state import claims as state
from jevons.core.state.claim_jump import jump_of
from jevons.core.state.claims import ClaimsView, Sieve
from jevons.core.state.plan_files import all_claims
from jevons.core.visible_text import one_line
from jevons.screens.cell_field import CellField
from jevons.screens.claims_choosing import ClaimsChoosing
from jevons.screens.claims_page import (
    INPUT,
    LONGEST,
    ClaimPage,
    claim_line,
    claim_page,
    verdict_sign,
)
from jevons.screens.filter_field import FilterField
from jevons.widgets.bars import Hint, Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.line_pane import LinePane
from jevons.widgets.pieces import Line
from jevons.widgets.row_list import RowList
from jevons.widgets.signs import Signs

COLUMN = INPUT + 4
"""Where on the page inputs are written."""

WIDE = 120
"""Cells from which the list has room for whole claims."""


class ClaimsScreen(ClaimsChoosing):
    """The claims at the left, the chosen one at the right."""

    scope = "claims"
    place = "show_claims"
    BINDINGS = bindings("claims")
    CSS_PATH = "../styles/claims.tcss"

    class Listed(Message):
        """The claims there are, and what is wrong with files of them."""

        def __init__(self, claims: tuple[Claim, ...], problems: Sequence[Problem]) -> None:
            super().__init__()
            self.claims, self.problems = claims, problems

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library
        self.view = ClaimsView()
        self.page = ClaimPage((), ())
        self.top = 0
        self._told_of: tuple[Problem, ...] = ()

    def compose(self) -> ComposeResult:
        """Status, the list and the page side by side, the filter, the keys."""
        yield TextBar(id="status")
        with Horizontal(id="body"):
            yield RowList(id="rows")
            with Container(id="claim"):
                yield LinePane(id="page")
                yield CellField()
        yield FilterField()
        yield TextBar(id="footer")

    def on_mount(self) -> None:
        """Follow the cursor, however it is moved."""
        self.watch(self.rows, "cursor", self._cursor_moved, init=False)

    def look(self) -> None:
        """Read the claims: the user may have added some."""
        self.in_thread(lambda: self.Listed(*all_claims()), "list")

    def on_claims_screen_listed(self, event: Listed) -> None:
        """Show them."""
        if tuple(event.problems) != self._told_of:
            self._told_of = tuple(event.problems)
            for problem in event.problems:
                self.tell(problem)
        if event.claims != self.view.claims:
            self.show_view(self._where_it_was(state.listed(self.view, event.claims)))

    # Where one is.

    def where(self) -> dict[str, Any]:
        """The claim that the cursor is on, and what is looked for."""
        found = {"claim": self.view.chosen, "sieve": state.sieve_row(self.view.sieve)}
        return {**super().where(), **found}

    def _where_it_was(self, view: ClaimsView) -> ClaimsView:
        """The claims as they were looked at when jevons was left."""
        left, self._resume = self._resume, {}
        if not left:
            return view
        sieve = state.read_sieve(left.get("sieve", {}))
        self.query_one(FilterField).fill(sieve.words)
        view = state.sifted(view, sieve)
        is_shown = any(finding.claim.id == left.get("claim") for finding in view.shown)
        return state.picked(view, left["claim"]) if is_shown else view

    # What is shown.

    @property
    def field(self) -> CellField:
        """The line that an input is written in."""
        return self.query_one(CellField)

    @property
    def pane(self) -> LinePane:
        """The page of the claim."""
        return self.query_one("#page", LinePane)

    def show_view(self, view: ClaimsView) -> None:
        """Show this from now on."""
        if view.chosen != self.view.chosen:
            self.top = 0
        self.view = view
        if not self.is_mounted:
            return
        names = [finding.claim.id for finding in view.shown]
        at = names.index(view.chosen) if view.chosen in names else 0
        self.rows.set_class(view.row is not None, "-resting")
        self.rows.show(len(names), self._row, at)
        self.show_page()
        self.show_bars()

    def show_page(self, *, follow: bool = True) -> None:
        """Draw the chosen claim, the input that the cursor is on in view if it is to follow."""
        width, height = self.pane.size
        if not (width and height) or not self.view.findings:
            return
        self.page = claim_page(self.view, width, self.signs)
        lines = self.page.lines
        cursor = None
        if self.view.row is not None and self.page.inputs:
            cursor = self.page.inputs[self.view.row]
            if follow and not self.top <= cursor < self.top + height - 2:
                self.top = cursor - height // 2
        self.top = min(max(0, self.top), max(0, len(lines) - height))
        shown = list(lines[self.top : self.top + height])
        if len(lines) > self.top + height:
            shown[-1] = [Piece(f" {self.signs.more_below} ctrl+d shows the rest", "weak")]
        on_page = None if cursor is None else cursor - self.top
        self.pane.show(shown, on_page)
        if self.view.writes and on_page is not None:
            self.field.place(COLUMN, on_page)

    def scroll_page(self, lines: int) -> None:
        """Scroll the page by so many lines."""
        self.top += lines
        self.show_page(follow=False)

    def on_resize(self) -> None:
        """More or fewer lines fit."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.call_after_refresh(self.show_page)
        self.show_bars()

    def _row(self, index: int, width: int, cursor: bool) -> Line:
        active = cursor and self.view.row is None
        return claim_line(self.view.shown[index], width, self.signs, active=active)

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """How many claims have each verdict, and what is shown of them."""
        said: list[Piece] = []
        for verdict in Verdict:
            name = f"{verdict}" if self.size.width >= WIDE else ""
            sign = verdict_sign(verdict, self.signs).text
            said.append(Piece(f"{sign} {name} {self.view.counts[verdict]} ".replace("  ", " ")))
        sieve = self.view.sieve
        only = [str(sieve.verdict or ""), sieve.topic, sieve.speaker, sieve.article]
        words = ", ".join(word for word in only if word)
        if words:
            said.append(Piece(f"only {one_line(words, 60)} ", "busy"))
        return said, []

    # What the user looks for.

    def _cursor_moved(self, cursor: int) -> None:
        shown = self.view.shown
        if cursor < len(shown) and shown[cursor].claim.id != self.view.chosen:
            self.show_view(state.picked(self.view, shown[cursor].claim.id))

    def on_filter_field_typed(self, event: FilterField.Typed) -> None:
        """List only the claims that have the words."""
        if event.text != self.view.sieve.words:
            self.show_view(state.sifted(self.view, replace(self.view.sieve, words=event.text)))

    def move(self, step: int) -> None:
        """Move in the list, or among the inputs."""
        if self.view.row is None:
            super().move(step)
        else:
            self.show_view(state.moved(self.view, step))

    @on(RowList.Chosen)
    def go_to_the_inputs(self) -> None:
        """With the mouse as with enter."""
        if self.view.row is None and self.can("claim_pane"):
            self.do_claim_pane()

    # Writing an input.

    def write(self) -> None:
        """Write the input that the cursor is on, in its place."""
        key = self.view.key
        if key is None or self.view.row is None:
            return
        self.show_view(state.begun(self.view))
        row = self.page.inputs[self.view.row] - self.top
        width = max(self.pane.size.width - COLUMN - 1, 6)
        self.field.open(one_line(self.view.text(key), LONGEST), COLUMN, row, width)

    def on_cell_field_typed(self, event: CellField.Typed) -> None:
        """Have the verdict follow."""
        self.show_view(state.typed(self.view, event.text))

    # Keys.

    def conditions(self) -> dict[str, bool]:
        """What there is to act on."""
        view = self.view
        finding = view.finding
        has_others = finding is not None and bool(self.others(finding.claim))
        return {
            **dict.fromkeys(("open_claim", "claim_pane"), bool(view.inputs) and not view.writes),
            "claim_worksheet": jump_of(view) is not None,
            "related_claim": has_others,
            "claim_inputs_back": bool(view.changed.get(view.chosen)),
            "copy_claim": finding is not None,
            "leave": view.row is not None or view.sieve != Sieve(),
        }

    def hints(self) -> list[Hint]:
        """In the list enter and tab do the same: one of them is told."""
        hints = super().hints()
        return [hint for hint in hints if self.view.row is not None or hint.key != "tab"]

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        in_list = self.view.row is None
        names = {
            "open_claim": "Inputs" if in_list else "Change",
            "claim_pane": "Inputs" if in_list else "Claims",
            "related_claim": "Related",
        }
        return names.get(action.id) or super().title_of(action)
