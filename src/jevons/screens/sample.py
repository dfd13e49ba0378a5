"""The screen of one sample: what was thought and answered, and why it counts as it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.message import Message

from jevons.core.runs.library import Library
from jevons.core.runs.sample_rows import Sample
from jevons.core.state.ask import exchange_of
from jevons.core.state.ledger import part_name
from jevons.core.state.meter import Reading
from jevons.core.state.run import RunView, outcomes_of
from jevons.core.state.sample import facts_of
from jevons.core.visible_text import one_line
from jevons.screens.place_screen import PlaceScreen
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.keys import bindings
from jevons.widgets.outcome_signs import outcome_sign, strip
from jevons.widgets.pieces import Line, PieceLines, flow
from jevons.widgets.signs import Signs
from jevons.widgets.transcript import Transcript

FAR = 10**9
"""Lines beyond any text."""


class SampleText(Transcript, can_focus=False, inherit_bindings=False):
    """The question, the thought and the answer; the screen has the keys."""

    BINDINGS = []


class SampleScreen(PlaceScreen):
    """A sample of the question at `index` in the list of a run."""

    scope = "sample"
    place = "show_runs"
    BINDINGS = bindings("sample")
    CSS_PATH = "../styles/runs.tcss"

    class Read(Message):
        """The sample was read, and what became of all samples of its question."""

        def __init__(self, place: int, outcomes: tuple[str, ...], sample: Sample | None) -> None:
            super().__init__()
            self.place = place
            self.outcomes = outcomes
            self.sample = sample

    def __init__(
        self, library: Library, signs: Signs, view: RunView, index: int, sample: int
    ) -> None:
        super().__init__(signs)
        self.library = library
        self.view = view
        self.index = index
        self.sample = sample
        self.shown: Sample | None = None
        self._folded = False
        self._outcomes: tuple[str, ...] = ()
        self.was_read = False

    def compose(self) -> ComposeResult:
        """Status, what is told of the sample, its text, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="facts")
        yield SampleText(id="text", signs=self.signs)
        yield TextBar(id="footer")

    @property
    def text(self) -> SampleText:
        """Question, thought and answer."""
        return self.query_one("#text", SampleText)

    @property
    def question(self) -> int:
        """The position of the question in the exam."""
        return self.view.shown[self.index]

    # What is read.

    def look(self) -> None:
        """Read the sample."""
        if not self.is_at("read"):
            self._read_sample(self.sample)

    def _read_sample(self, sample: int | None) -> None:
        number, question, samples = self.view.run.number, self.question, self.view.run.plan.samples
        fits = self.view.sieve.fits

        def read() -> Message:
            rows = self.library.runs.samples(number, question, question)
            outcomes = outcomes_of(rows, [question], samples)[question]
            fitting = (place for place, outcome in enumerate(outcomes) if fits(outcome))
            place = next(fitting, 0) if sample is None else sample
            return self.Read(place, outcomes, self.library.runs.sample(number, question, place))

        self.in_thread(read, "read")

    def on_sample_screen_read(self, event: Read) -> None:
        """Show it, from its beginning where it is another one."""
        other = not self.was_read or event.sample != self.shown
        self.was_read = True
        self.sample, self.shown, self._outcomes = event.place, event.sample, event.outcomes
        if other:
            self._show_text()
            self._scroll_to_where_it_was()
        self.show_facts()
        self.watch_or_rest()

    def where(self) -> dict[str, Any]:
        """The sample, and how far it is read."""
        return {**super().where(), "sample": self.sample, "line": self.text.scroll_offset.y}

    def _scroll_to_where_it_was(self) -> None:
        """To the line where jevons was left; else to the first."""
        line = self._resume.get("line", 0)
        self._resume = {}
        self.text.scroll_to(y=line, animate=False, immediate=True)

    def is_live(self) -> bool:
        """Whether the sample may still come, or its verdict."""
        waits = self.shown is None or not self.shown.verdicts
        return waits and self.view.run.state.is_live

    # What is shown.

    def _show_text(self) -> None:
        self.text.following = False
        if self.shown is None:
            self.text.show([])
            return
        asked = self.view.questions[self.question].text
        turn = f"{self.question}-{self.sample}"
        exchange = exchange_of(turn, asked, (self.shown.generation,))
        self.text.show([replace(exchange, folded=self._folded and bool(exchange.thinking))])

    def on_resize(self) -> None:
        """Another number of samples fits."""
        self.show_facts()

    def show_facts(self) -> None:
        """Draw what is told of the sample, and the bars."""
        if self.was_read:
            self.query_one("#facts", PieceLines).show(self._facts())
        self.show_bars()

    def _facts(self) -> list[Line]:
        samples = self._outcomes
        strip_line = [Piece(" "), *strip(samples, self.sample, self.size.width - 2, self.signs)]
        lines = [strip_line] if len(samples) > 1 else []
        if self.shown is None:
            return [[Piece(" this sample is not drawn yet", "weak")], *lines]
        question = self.view.questions[self.question]
        facts = facts_of(self.shown, question, self.view.run)
        sign = outcome_sign(facts.outcome, self.signs)
        outcome = [Piece(f"{sign.text} {part_name(facts.outcome)}", sign.kind)]
        told = ([outcome, *_cells(facts.verdict)], _cells(facts.took), _cells(facts.drawn))
        width, dot = self.size.width, f" {self.signs.dot} "
        return [*(line for cells in told for line in flow(cells, width, dot)), *lines]

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """Which sample of which question it is."""
        run, listed = self.view.run, len(self.view.shown)
        place = f"run {run.number}, question {self.question + 1:,}"
        if run.plan.samples > 1:
            place += f", sample {self.sample + 1} of {run.plan.samples}"
        said = [Piece(f"{place} "), Piece(f"{one_line(run.exam, 60)} ", "weak")]
        return said, [Piece(f"{self.index + 1:,} of {listed:,} ", "weak")]

    # Commands.

    def conditions(self) -> dict[str, bool]:
        """What can be done now."""
        drawn = self.shown is not None
        many = self.view.run.plan.samples > 1
        return {
            **dict.fromkeys(("copy", "copy_all"), drawn),
            "fold": self.shown is not None and bool(self.shown.generation.thinking),
            "next_sample": many and self.sample + 1 < self.view.run.plan.samples,
            "previous_sample": many and self.sample > 0,
            "next_question": self.index + 1 < len(self.view.shown),
            "previous_question": self.index > 0,
        }

    def do_next_sample(self) -> None:
        self._read_sample(min(self.sample + 1, self.view.run.plan.samples - 1))

    def do_previous_sample(self) -> None:
        self._read_sample(max(self.sample - 1, 0))

    def do_next_question(self) -> None:
        self._go_to(self.index + 1)

    def do_previous_question(self) -> None:
        self._go_to(self.index - 1)

    def _go_to(self, index: int) -> None:
        """Another question: its first sample that the filter is after."""
        if 0 <= index < len(self.view.shown):
            self.index, self.sample = index, 0  # until it is known which one it is
            self._read_sample(None)

    def do_fold(self) -> None:
        self._folded = not self._folded
        self._show_text()

    def do_copy(self) -> None:
        if self.shown is not None:
            self.copy(self.shown.generation.answer, "the answer")

    def do_copy_all(self) -> None:
        if self.shown is not None:
            written = self.shown.generation
            asked = self.view.questions[self.question].text
            whole = "\n\n".join((asked, written.thinking, written.answer))
            self.copy(whole, "question, thought and answer")

    # Moving in the text.

    def do_row_down(self) -> None:
        self._scroll(1)

    def do_row_up(self) -> None:
        self._scroll(-1)

    def do_half_down(self) -> None:
        self._scroll(self._page // 2)

    def do_half_up(self) -> None:
        self._scroll(-self._page // 2)

    def do_page_down(self) -> None:
        self._scroll(self._page)

    def do_page_up(self) -> None:
        self._scroll(-self._page)

    def do_first_row(self) -> None:
        self._scroll(-FAR)

    def do_last_row(self) -> None:
        self._scroll(FAR)

    @property
    def _page(self) -> int:
        return max(2, self.text.size.height - 1)

    def _scroll(self, lines: int) -> None:
        self.text.scroll_lines(lines)


def _cells(readings: Sequence[Reading]) -> list[list[Piece]]:
    return [[Piece(f"{label} ", "weak"), Piece(value)] for label, value in readings]
