"""The chosen exam as lines: what it is, the plan, what to expect, some of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rich.cells import cell_len

from jevons.core import actions
from jevons.core.problems import Problem
from jevons.core.records import Question
from jevons.core.state.exam_fields import DIAL, LEVEL, MODELS, PlanField, plan_fields
from jevons.core.state.exams import ExamsView, why_not
from jevons.core.state.expectation import expected
from jevons.core.state.quantities import counted
from jevons.core.visible_text import one_line, visible
from jevons.screens.exams_rows import LONGEST
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import wrap_line
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

SCOPE = "exams"

ROOMY = 36
"""Lines from which the plan and the questions are shown at the same time."""

FEWEST = 4
"""Lines below which no questions are begun."""

WIDE = 80
"""Cells from which all facts are told."""

TITLE, LABEL = 12, 9
"""Cells of a field's title, and of an expectation's label."""

MAIN_FIELDS = (LEVEL, MODELS, DIAL)
"""What is told of the plan where there is no room for all of it."""

LONGEST_QUESTION = 20_000
"""Characters of a question that are shown; the start of a longer one tells what it is."""

NO_KEYS: Mapping[str, str] = MappingProxyType({})

MOST_SHOWN = 40
"""Questions that are wrapped at a time."""


@dataclass(frozen=True, slots=True)
class Page:
    """Lines; `cursor` is that of the plan's cursor. `turned` questions are shown whole.

    `below` lines of questions lie under the page.
    """

    lines: tuple[Line, ...]
    cursor: int | None = None
    turned: int = 1
    below: int = 0


def page(view: ExamsView, width: int, height: int, field: int | None, signs: Signs) -> Page:
    """The page of the chosen exam in so many cells; `field` is the cursor's, if it is there."""
    makers = _Makers(view, width, signs, _keys())
    roomy = height >= ROOMY
    if view.info is None or not view.shown:
        return Page(tuple(makers.nothing()))
    lines = makers.about(whole=roomy or field is None)
    if not view.info.here:
        return Page(tuple(lines))
    fields = plan_fields(view)
    if not roomy and field is None:
        fields = tuple(one for one in fields if one.id in MAIN_FIELDS)
    cursor = None if field is None else len(lines) + 1 + min(field, len(fields) - 1)
    lines += makers.plan(fields, field)
    lines += makers.outlook()
    room = height - len(lines) - 1
    if room < FEWEST:
        return Page(tuple(lines), cursor)
    shown, turned, below = makers.questions(room)
    return Page((*lines, *shown), cursor, turned, below)


def _keys() -> dict[str, str]:
    """The key of each action on the Exams screen."""
    return {action.id: actions.key_of(action, SCOPE) for action in actions.near(SCOPE)}


@dataclass(frozen=True, slots=True)
class _Makers:
    """Makes the parts of the page."""

    view: ExamsView
    width: int
    signs: Signs
    keys: dict[str, str]

    def nothing(self) -> list[Line]:
        """Where no exam is chosen."""
        if not self.view.was_listed:
            return [[Piece(f" looking for exams {self.signs.ellipsis}", "weak")]]
        return [[Piece(" no exam has these words: "), Piece("esc", "key"), Piece(" shows all")]]

    # What the exam is.

    def about(self, *, whole: bool) -> list[Line]:
        """Its title, what it asks, where it is from."""
        view, info = self.view, self.view.info
        assert info is not None
        name = one_line(info.name, LONGEST)
        title = one_line(info.title, LONGEST)
        head = [Piece(f" {title} ", "strong")]
        if name.casefold() not in title.casefold().replace(" ", "-"):
            head.append(Piece(f"{name} ", "weak"))
        if info.here and not view.exam_is_read:
            head.append(Piece(f"reading {self.signs.ellipsis}", "busy"))
        lines: list[Line] = [head]
        if whole and info.note:
            lines += self._wrapped(one_line(info.note, 400), most=2)
        if not info.here:
            lines += [[], [Piece(" It is not on this machine. To have it:", "busy")], []]
            lines += [*self._wrapped(one_line(info.remedy, 600), most=8), []]
            opens = Piece(" names a file that lies elsewhere, or a data set")
            return [*lines, [Piece(f" {self.keys['open_exam']}", "key"), opens]]
        if whole:
            lines += self._wrapped(self._facts(), "weak", most=2)
        if view.exam_is_read and view.trouble is not None:
            lines += self._problem(view.trouble, "bad")
            lines.append([Piece(" r", "key"), Piece(" reads it again once it is mended")])
        return lines

    def _facts(self) -> str:
        view, info = self.view, self.view.info
        assert info is not None
        facts = [one_line(info.licence, 80)]
        if view.exam is not None:
            contents = view.contents
            facts.append(counted(len(view.exam.questions), "question"))
            facts.append(f"answers: {', '.join(contents.kinds)}")
            if contents.patterns and self.width >= WIDE:
                facts.append(f"made from {counted(contents.patterns, 'pattern')}")
        return f" {self.signs.dot} ".join(facts)

    # The plan.

    def plan(self, fields: Sequence[PlanField], field: int | None) -> list[Line]:
        """What a run is to be, each line with the key that changes it."""
        keys = {"tab": "goes there"} if field is None else {"enter": "changes", "+ -": "step"}
        lines = [self._heading("plan", keys)]
        for number, one in enumerate(fields):
            sign = self.signs.prompt if number == field else " "
            lines.append(
                [
                    Piece(f" {sign} "),
                    Piece(self.keys.get(one.id, " "), "key"),
                    Piece(f"  {padded(one.title, TITLE)}", "weak"),
                    Piece(one.value),
                ]
            )
        return lines

    # What to expect.

    def outlook(self) -> list[Line]:
        """What a run takes and what it tells, or why there can be none."""
        view = self.view
        problem = why_not(view)
        if problem is not None and problem is view.trouble:
            return []
        if view.models is not None and not view.models:
            return [self._heading("no model yet"), *self._no_model()]
        if problem is not None:
            return [self._heading("this cannot be run"), *self._problem(problem, "bad")]
        lines = [self._heading("what to expect", self._outlook_keys(), self._waits())]
        if view.outlook is None or not view.foresees_this_exam:
            return lines
        for notice in view.outlook.notices:
            lines += self._problem(notice, "busy")
        for one in expected(view.outlook.forecast, view.outlook.plan.samples):
            lines += self._expected(one.label, one.value, one.note)
        return lines

    def _outlook_keys(self) -> dict[str, str]:
        return {self.keys["start_run"]: "starts the run"} if self.view.outlook_is_new else {}

    def _waits(self) -> str:
        """What is waited for."""
        view = self.view
        if view.outlook_is_new:
            return ""
        waits = "working it out" if view.exam_is_read else "reading the exam"
        starts = ", then it starts" if view.then else ""
        return f"{waits}{starts} {self.signs.ellipsis}"

    def _expected(self, label: str, value: str, note: str) -> list[Line]:
        """A line, or more where the note has no room beside the value."""
        kind = "" if self.view.outlook_is_new else "weak"
        room = max(self.width - LABEL - 4, 1)
        if note and cell_len(value) + cell_len(note) + 2 <= room:
            return [[_label(label), Piece(f"{value}  ", kind), Piece(note, "weak")]]
        said = [Piece(line, kind) for line in wrap_line(value, room)]
        said += [Piece(line, "weak") for line in wrap_line(note, room) if line]
        return [[_label("" if n else label), piece] for n, piece in enumerate(said)]

    def _no_model(self) -> list[Line]:
        return [
            [
                Piece(f" {self.keys['show_ask']}", "key"),
                Piece(" goes to Ask, where enter fetches a small model."),
            ],
            [Piece(" Or, in a terminal, list others or add a server:")],
            [Piece("   jevons models", "key")],
            [Piece("   jevons models add NAME --url URL --model M", "key")],
        ]

    # The questions.

    def questions(self, room: int) -> tuple[list[Line], int, int]:
        """Questions in so many lines and a heading; how many are whole, and lines below."""
        view = self.view
        if view.exam is None or not view.exam_is_read:
            return [], 1, 0
        body: list[Line] = []
        whole = 0
        last = min(view.first + MOST_SHOWN, len(view.exam.questions))
        for number in range(view.first, last):
            body += self._question(number, view.exam.questions[number])
            if len(body) - view.down > room:
                break
            whole += 1
        down = min(view.down, max(0, len(body) - 1))
        heading = self._questions_heading(max(whole, 1))
        below = max(0, len(body) - down - room)
        shown = body[down : down + room]
        if below and whole == 0:
            shown[-1] = [Piece(f"   {self.signs.more_below} space shows the rest", "weak")]
        return [heading, *shown], max(whole, 1), below

    def _questions_heading(self, whole: int) -> Line:
        assert self.view.exam is not None
        first, count = self.view.first + 1, len(self.view.exam.questions)
        last = min(first + whole - 1, count)
        span = f"question {first:,}" if last == first else f"questions {first:,} to {last:,}"
        does = "hides" if self.view.reveals else "shows"
        keys = {self.keys["next_questions"]: "next", self.keys["reveal"]: f"{does} answers"}
        return self._heading(f"{span} of {count:,}", keys)

    def _question(self, number: int, question: Question) -> list[Line]:
        label = f" {number + 1:,}  "
        indent = " " * len(label)
        text = visible(question.text[:LONGEST_QUESTION]).strip()
        lines: list[Line] = []
        for line in _lines(text, self.width - len(indent) - 1):
            start = indent if lines else label
            lines.append([Piece(start, "weak"), Piece(line)])
        if not self.view.reveals:
            return lines
        gold = one_line(question.gold, 2_000) if question.gold else "(a checker decides)"
        for n, line in enumerate(_lines(gold, self.width - len(indent) - 9)):
            start = Piece(f"{indent}answer  " if not n else f"{indent}        ", "weak")
            lines.append([start, Piece(line, "good")])
        return lines

    # Parts of all.

    def _heading(self, title: str, keys: Mapping[str, str] = NO_KEYS, waits: str = "") -> Line:
        """A title with the keys that work there, or what is waited for, and a rule."""
        rule = self.signs.rule
        pieces = [Piece(f" {rule} ", "weak"), Piece(f"{title} ", "strong")]
        for key, does in keys.items():
            pieces += [Piece(f" {key}", "key"), Piece(f" {does} ", "weak")]
        if waits:
            pieces.append(Piece(f" {waits} ", "weak"))
        left = self.width - sum(cell_len(piece.text) for piece in pieces) - 1
        return [*pieces, Piece(rule * max(left, 0), "weak")]

    def _problem(self, problem: Problem, kind: str) -> list[Line]:
        lines = self._wrapped(f"! {one_line(problem.what, 600)}", kind, most=6)
        for part in (problem.kept, problem.remedy):
            if part:
                lines += self._wrapped(f"  {one_line(part, 600)}", most=4)
        return lines

    def _wrapped(self, text: str, kind: str = "", *, most: int) -> list[Line]:
        wrapped = wrap_line(text, max(self.width - 2, 1))
        if len(wrapped) > most:
            wrapped = [*wrapped[: most - 1], f"{wrapped[most - 1]} {self.signs.ellipsis}"]
        return [[Piece(f" {line}", kind)] for line in wrapped]


def _lines(text: str, width: int) -> Iterable[str]:
    for line in text.split("\n"):
        yield from wrap_line(line, max(width, 1))


def _label(text: str) -> Piece:
    return Piece(f"   {padded(text, LABEL)}", "weak")
