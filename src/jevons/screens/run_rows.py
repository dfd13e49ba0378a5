"""The questions of a run as lines: how many samples are right, which, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence

from jevons.core.records import Outcome
from jevons.core.state.ledger import MISSING
from jevons.core.state.quantities import amount
from jevons.core.state.run import RunView
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.outcome_signs import outcome_sign, strip
from jevons.widgets.pieces import CURSOR_ENDS, Line
from jevons.widgets.signs import Signs

STRIP_SHARE = 0.45
"""The strip's part of the width, at most."""

LEAST_STRIP = 8
LONGEST = 400
"""Characters of a question that are looked at."""

WIDE = 110
"""Cells from which on tokens are shown as well."""

TOKENS_WIDTH = 9


def question_heading(view: RunView, width: int) -> Line:
    """The names of the columns."""
    number, right = _widths(view)
    samples = strip_width(view.run.plan.samples, width)
    tokens = f"{'tokens':>{TOKENS_WIDTH}} " if width >= WIDE else ""
    name = "samples" if samples >= len("samples") else ""
    answer = "  " if view.run.decides else ""
    text = f" {'#':>{number}} {answer}{'right':>{right}} {tokens}{name:{samples}} question"
    return [Piece(text, "weak")]


def question_line(
    view: RunView,
    position: int,
    outcomes: Sequence[str],
    picked: int | None,
    width: int,
    signs: Signs,
) -> Line:
    """One question; no outcomes while its samples are still being read."""
    number, right = _widths(view)
    parts = view.parts(position)
    graded = sum(tally.samples for part, tally in parts.items() if part)
    correct = parts[Outcome.CORRECT].samples if Outcome.CORRECT in parts else 0
    samples = strip_width(view.run.plan.samples, width)
    gutter = " " if picked is None else signs.prompt
    share = f"{correct:,}/{graded:,}" if graded else "–"
    line = [Piece(f"{gutter}{position + 1:>{number},} ")]
    if view.answers is not None:
        line += [_answer_sign(view, position, signs), Piece(" ")]
    line += [Piece(f"{share:>{right}} "), CURSOR_ENDS]
    if width >= WIDE:
        drawn = sum(tally.samples for tally in parts.values())
        tokens = sum(tally.output_tokens for tally in parts.values())
        line.append(Piece(f"{amount(tokens / drawn) if drawn else '–':>{TOKENS_WIDTH}} ", "weak"))
    line += strip(outcomes, picked, samples, signs) if outcomes else [Piece(" " * samples)]
    line.append(Piece(f" {one_line(view.questions[position].text, LONGEST)}"))
    return line


def _answer_sign(view: RunView, position: int, signs: Signs) -> Piece:
    """What became of the strategy's answer."""
    answer = view.answers.get(position) if view.answers else None
    return outcome_sign(answer.outcome if answer and answer.is_found else MISSING, signs)


def strip_width(samples: int, width: int) -> int:
    """The cells that a question's samples take."""
    return min(samples, max(LEAST_STRIP, int(STRIP_SHARE * width)))


def _widths(view: RunView) -> tuple[int, int]:
    """The cells of a question's number, and of its share right."""
    samples = f"{view.run.plan.samples:,}"
    return max(4, len(f"{len(view.questions):,}")), max(5, 2 * len(samples) + 1)
