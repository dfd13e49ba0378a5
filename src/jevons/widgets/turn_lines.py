"""One turn of a conversation as lines of text, brought up to date piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from textual.strip import Strip

from jevons.core.state.ask import Exchange, Phase
from jevons.core.state.meter import cost_readings, readings, thought_line
from jevons.core.visible_text import one_line, visible
from jevons.widgets.line_wrap import WrappedText, wrap_line
from jevons.widgets.signs import Signs

if TYPE_CHECKING:
    from jevons.core.state.poll import Vote

GUTTER = 2
"""Cells left of every line, for the mark and the bar of a thought."""

_ENDINGS = {
    Phase.CUT: "the answer was cut at its limit of tokens (answer_tokens in the settings)",
    Phase.STOPPED: "stopped; what came is kept",
}
"""What is said of an end that no problem explains."""

RenderMarkdown = Callable[[str, int], list[Strip]]


class Line(NamedTuple):
    """A line to draw: its gutter, its text or its ready strip, and the style of each kind."""

    kind: str
    gutter: str
    content: str | Strip


class TurnLines:
    """The lines of one turn: question, thought, answer, what it took, a blank one.

    `update` keeps what has not changed; a growing thought or answer costs what
    has been added. Everything foreign goes through `visible`.
    """

    def __init__(self, width: int, signs: Signs, markdown: RenderMarkdown) -> None:
        self._width = max(8, width - GUTTER)
        self._signs = signs
        self._markdown = markdown
        self._exchange: Exchange | None = None
        self._question: list[Line] = []
        self._thought = WrappedText(self._width)
        self._answer = WrappedText(self._width)
        self._rendered: tuple[str, list[Strip]] = ("", [])
        self._foot: list[Line] = []
        self._starts = (0, 0, 0, 0)
        self.height = 0

    def update(self, exchange: Exchange) -> int:
        """Show `exchange`; the first line that changed, counted from the turn's top."""
        old = self._exchange
        if exchange is old:
            return self.height
        self._exchange = exchange
        thought = answer = 0
        if old is None or old.question != exchange.question:
            self._question = self._question_lines(exchange.question)
        if not exchange.folded:
            thought = self._thought.update(visible(exchange.thinking))
        if exchange.phase.live:
            answer = self._answer.update(visible(exchange.answer))
        elif self._rendered[0] != exchange.answer:
            self._render_answer(exchange)
        self._foot = self._foot_lines(exchange)
        starts = self._starts
        self._measure()
        if old is None or starts[:2] != self._starts[:2] or not _goes_on(old, exchange):
            return 0
        _, head, top_of_answer, _ = self._starts
        return head + thought if exchange.phase is Phase.THINKING else top_of_answer + answer

    def recolor(self) -> None:
        """Render the answer again, in other colours."""
        if self._exchange is not None and not self._exchange.phase.live:
            self._render_answer(self._exchange)

    def _render_answer(self, exchange: Exchange) -> None:
        strips = self._markdown(visible(exchange.answer), self._width)
        self._rendered = (exchange.answer, strips)

    def line(self, y: int) -> Line:
        """The line at `y`, counted from the turn's top."""
        question, head, thought, answer = self._starts
        if y < question:
            return self._question[y]
        if y < head:
            return self._thought_head()
        if y < thought:
            bar = f"{self._signs.bar} "
            return Line("thinking", bar, self._thought.lines[y - head])
        if y < answer:
            return self._answer_line(y - thought)
        if y < answer + len(self._foot):
            return self._foot[y - answer]
        return Line("blank", "", "")

    def _measure(self) -> None:
        exchange = self._exchange
        assert exchange is not None
        question = len(self._question)
        head = question + bool(exchange.thinking)
        thought = head + (0 if exchange.folded else len(self._thought.lines))
        answer = thought + len(self._answer.lines if exchange.phase.live else self._rendered[1])
        self._starts = (question, head, thought, answer)
        self.height = answer + len(self._foot) + 1

    def _question_lines(self, question: str) -> list[Line]:
        lines = WrappedText(self._width, visible(question)).lines
        prompt = f"{self._signs.prompt} "
        return [Line("question", prompt if n == 0 else "", line) for n, line in enumerate(lines)]

    def _thought_head(self) -> Line:
        exchange = self._exchange
        assert exchange is not None
        sign = self._signs.folded if exchange.folded else self._signs.unfolded
        title = "thinking" if exchange.phase is Phase.THINKING else thought_line(exchange)
        return Line("thought-head", f"{sign} ", title)

    def _answer_line(self, n: int) -> Line:
        """A line of the answer: plain while it comes, Markdown once it is whole."""
        exchange = self._exchange
        assert exchange is not None
        lines = self._answer.lines if exchange.phase.live else self._rendered[1]
        return Line("answer", "", lines[n])

    def _foot_lines(self, exchange: Exchange) -> list[Line]:
        if exchange.phase.live:
            return []
        ending = _ENDINGS.get(exchange.phase, "")
        if exchange.problem:
            ending = f"{exchange.phase.value}: {one_line(exchange.problem, 1000)}"
        note = one_line(exchange.note, 1000)
        dot = f" {self._signs.dot} "
        summary = dot.join(_summary(exchange))
        votes = exchange.vote
        voted, in_all = ("", "") if votes is None else (votes.line(), dot.join(_in_all(votes)))
        told = (("problem", ending), ("problem", note), ("meter", summary))
        return [
            Line(kind, "", part)
            for kind, text in (*told, ("thought-head", voted), ("meter", in_all))
            if text
            for part in wrap_line(text, self._width)
        ]


def _summary(exchange: Exchange) -> Iterator[str]:
    """Who answered, which of a turn's answers it is, and what it took."""
    if exchange.model:
        yield one_line(exchange.model, 40)
    if exchange.attempts > 1:
        yield f"answer {exchange.attempt} of {exchange.attempts}"
    if not exchange.usage.output:
        return
    took = dict(readings(exchange))
    yield f"{took['thinking']} thinking + {took['answer']} answer tokens"
    yield f"{took['time']} at {took['tok/s']} tok/s"
    for label, value in cost_readings(exchange.cost):
        yield f"{value} {_where(label)}"


def _in_all(vote: Vote) -> Iterator[str]:
    """What all samples took."""
    usage = vote.usage
    if usage is not None:
        yield f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens in all"
    for label, value in cost_readings(vote.cost):
        yield f"{value} {_where(label)}"


def _where(label: str) -> str:
    return label if label == "here" else f"on {one_line(label, 40)}"


def _goes_on(old: Exchange, new: Exchange) -> bool:
    """Whether nothing but the end of the thought or of the answer can look different."""
    same_parts = old.folded == new.folded and old.question == new.question
    return same_parts and old.phase is new.phase and new.phase in {Phase.THINKING, Phase.ANSWERING}
