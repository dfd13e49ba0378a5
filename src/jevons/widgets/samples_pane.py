"""The samples of one question side by side, under the question, above their vote."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from jevons.core.state.ask import AskState
from jevons.core.state.poll import NOTHING_TO_VOTE, Poll
from jevons.core.state.samples import SamplesView, panes
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.flight_panes import FlightPanes
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import Line, PieceLines, flow, padded
from jevons.widgets.signs import Signs

ROOMY = 30
"""Lines from which each answer of the vote has a line of its own."""

MOST_BALLOTS = 6
"""Answers that have a line of their own."""

ANSWER = 24
"""Cells of an answer in such a line."""


class SampleGrid(FlightPanes, can_focus=True, inherit_bindings=False):
    """The thoughts; keys mark one of them and act on it."""

    scope = "samples"
    BINDINGS = bindings("samples")


class SamplesPane(Vertical):
    """The question in a line, the thoughts, the vote."""

    DEFAULT_CSS = """
    SamplesPane { height: 1fr; display: none; }
    """

    def __init__(self, signs: Signs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._state: AskState | None = None

    def compose(self) -> ComposeResult:
        """What is asked, what is thought, what it comes to."""
        yield PieceLines(id="asked")
        yield SampleGrid(id="grid", signs=self._signs)
        yield PieceLines(id="vote")

    @property
    def panes(self) -> SampleGrid:
        """The thoughts."""
        return self.query_one("#grid", SampleGrid)

    def show(self, state: AskState) -> None:
        """Show the samples of the newest turn."""
        self._state = state
        view, last = state.samples, state.last
        if view is None or last is None:
            return
        question = one_line(last.question, 1_000)
        asked = [Piece(f"{self._signs.prompt} ", "strong"), Piece(question, "strong")]
        self.query_one("#asked", PieceLines).show([asked])
        self.query_one("#vote", PieceLines).show(self._vote(view))
        grid = self.panes
        if view.marked is not None and grid.page:
            grid.turn(view.marked // grid.page - grid.first // grid.page)
        grid.show(panes(view))

    def on_resize(self) -> None:
        """More or less of the vote fits."""
        if self._state is not None:
            self.show(self._state)

    def turn(self, pages: int) -> None:
        """Go so many pages of samples on or back."""
        self.panes.turn(pages)

    def _vote(self, view: SamplesView) -> list[Line]:
        """The answers so far; in a low window in one line."""
        poll = view.poll
        head = Piece(f"{view.strategy}: ", "weak")
        if not poll.samples:
            return [[Piece(" "), head, Piece("no sample has ended yet", "weak")]]
        if not poll.ballots:
            said = NOTHING_TO_VOTE if view.ended == len(view.samples) else "no answer yet"
            return [[Piece(" "), head, Piece(said, "busy")]]
        if self.size.height < ROOMY:
            cells = [[head], *([Piece(words)] for words in poll.words())]
            return flow(cells, self.size.width, f" {self._signs.dot} ")[:2]
        return [[Piece(" "), head], *self._bars(poll)]

    def _bars(self, poll: Poll) -> list[Line]:
        """A line for each answer, as long as it has votes."""
        most = poll.ballots[0].votes
        room = max(1, min(40, self.size.width - ANSWER - 12))
        lines: list[Line] = []
        for place, ballot in enumerate(poll.ballots[:MOST_BALLOTS]):
            length = max(1, ballot.votes * room // most)
            leads = place == 0 or ballot.votes == most
            lines.append(
                [
                    Piece(f"   {padded(one_line(ballot.answer, 200), ANSWER)} "),
                    Piece(f"{ballot.votes:>3} ", "strong" if leads else ""),
                    Piece(self._signs.filled * length, "good" if leads else "weak"),
                ]
            )
        hidden = len(poll.ballots) - MOST_BALLOTS
        rest = [f"{hidden} more answers"] if hidden > 0 else []
        rest += [f"{len(poll.silent)} without an answer"] if poll.silent else []
        return [*lines, [Piece(f"   {', '.join(rest)}", "weak")]] if rest else lines
