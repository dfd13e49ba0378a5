"""A comparison of two runs as lines: the difference in words, then the questions."""

from __future__ import annotations

from jevons.core.runs.run import Run
from jevons.core.state.comparison import ComparisonView
from jevons.core.state.quantities import counted, percent, points
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import CURSOR_ENDS, Line
from jevons.widgets.signs import Signs

LONGEST = 400
"""Characters of a question that are looked at."""

SURE = 0.05
"""The chance below which a difference is taken to be more than luck."""

NUMBER, SHARE = 6, 9


def comparison_lines(view: ComparisonView, signs: Signs) -> list[Line]:
    """The two accuracies, their difference, and how sure it is."""
    found = view.comparison
    difference = found.difference
    bounds = f"[{points(difference.low)}, {points(difference.high)}]"
    chance = "p < 0.0001" if found.p_value < 0.0001 else f"p = {found.p_value:.4f}"
    rho = "" if found.rho is None else f" {signs.dot} correlation of the scores {found.rho:.2f}"
    differ = f"{found.discordant:,} of {view.asked:,} questions differ"
    return [
        _run_line(view.first, view.first_share),
        _run_line(view.second, view.second_share),
        [
            Piece(" difference ", "weak"),
            Piece(f"{points(difference.value)} points {bounds}", "strong"),
            Piece(f"  95 %, {difference.method}", "weak"),
        ],
        [Piece(f" {chance}"), Piece(f" by {found.test}{rho}", "weak")],
        [Piece(f" {_conclusion(view)}", "busy")],
        [
            Piece(f" {differ}: run {view.first.number} is better on {found.better:,},"),
            Piece(f" run {view.second.number} on {found.worse:,}"),
        ],
    ]


def _run_line(run: Run, share: float) -> Line:
    names = ", ".join(one_line(name, 60) for name in (run.exam, *run.plan.models))
    strategy = one_line(run.plan.strategy_name, 60)
    samples = strategy or f"{counted(run.plan.samples, 'sample')} a question"
    asked = f"think {run.plan.dial.label()}, {samples}"
    return [
        Piece(f" run {run.number:<4} "),
        Piece(f"{percent(share):>7} ", "strong"),
        Piece(f"{names}, {asked}", "weak"),
    ]


def _conclusion(view: ComparisonView) -> str:
    """What it comes to, in a sentence."""
    found = view.comparison
    if found.p_value >= SURE:
        return "No difference is shown: one as large comes about by luck often enough."
    better = view.first if found.difference.value > 0 else view.second
    return f"Run {better.number} is better, beyond luck."


def comparison_heading(view: ComparisonView) -> Line:
    """The names of the columns."""
    first, second = f"run {view.first.number}", f"run {view.second.number}"
    text = f" {'#':>{NUMBER}} {first:>{SHARE}} {second:>{SHARE}} {'points':>{SHARE}}  question"
    return [Piece(text, "weak")]


def discordant_line(view: ComparisonView, index: int, *, cursor: bool, signs: Signs) -> Line:
    """One question on which the runs differ."""
    question = view.discordant[index]
    gutter = signs.prompt if cursor else " "
    shares = f"{percent(question.first, 0):>{SHARE}} {percent(question.second, 0):>{SHARE}} "
    kind = "good" if question.difference > 0 else "bad"
    text = one_line(view.questions[question.position].text, LONGEST)
    return [
        Piece(f"{gutter}{question.position + 1:>{NUMBER},} "),
        Piece(shares),
        CURSOR_ENDS,
        Piece(f"{points(question.difference):>{SHARE}}", kind),
        Piece(f"  {text}"),
    ]
