"""What stands above and below the picture of the frontier, as lines."""

from __future__ import annotations

from jevons.core.analysis.replay import Measure
from jevons.core.plot.numbers import said
from jevons.core.state.frontier import FrontierView, Placed, Shown
from jevons.core.state.frontier_answers import Said, answers, cost_interval, way_said
from jevons.core.state.frontier_chart import cost_axis
from jevons.core.state.quantities import counted, percent, percent_interval
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Line, flow
from jevons.widgets.signs import Signs

WIDE = 120
"""Cells from which on there is room for all."""

NAME = 60
"""Characters of a name."""

ASKED = 18
"""Cells for what an answer is to."""


def title_lines(view: FrontierView, width: int, signs: Signs) -> list[Line]:
    """Which exam and runs, and at which prices; then what was left out."""
    shown = view.shown
    if shown is None:
        return []
    ways = shown.ways
    numbers = ", ".join(str(pools.run.number) for pools in ways.pools)
    runs = "run" if len(ways.pools) == 1 else "runs"
    cells: list[Line] = [
        [Piece(one_line(ways.exam, NAME), "strong")],
        [Piece(counted(len(ways.questions), "question"))],
        [Piece(f"{runs} {numbers}")],
    ]
    if shown.wanted.cost is Measure.USD:
        cells.append([Piece("prices ", "weak"), Piece(ways.pricing.meaning)])
    if width >= WIDE:
        cells.append([Piece("full signs measured, open ones replayed", "weak")])
    lines = flow(cells, width, f" {signs.dot} ")
    return [*lines, *([Piece(f" {one_line(text, width)}", "busy")] for text in ways.notices)]


def readout_lines(view: FrontierView, width: int, signs: Signs) -> list[Line]:
    """The way under the cursor: what it reaches and costs, how surely, and where from.

    Where there is room also what else a question takes.
    """
    shown, picked = view.shown, view.picked
    if shown is None or picked is None:
        return [[], []]
    dot = Piece(f" {signs.dot} ", "weak")
    letters, _, name = way_said(picked, shown).partition(" ")
    cost = Piece(cost_interval(picked.cost, shown.wanted.cost))
    kind = "good" if picked.point.on_frontier else ""
    chance = f"on it in {percent(picked.point.chance, 0)}"
    first = [
        Piece(f" {letters} ", "strong"),
        Piece(one_line(name, NAME)),
        dot,
        Piece(percent_interval(picked.accuracy), "strong"),
    ]
    origin = Piece(picked.way.origin, "weak")
    if width < WIDE:
        return [first, [Piece(" "), cost, dot, Piece(chance, kind), dot, origin]]
    first += [Piece(" for ", "weak"), cost, dot, Piece(f"{chance} of draws", kind)]
    return [first, [Piece(" "), origin, dot, Piece(_taken(picked))]]


def _taken(each: Placed) -> str:
    """What else a question takes, on average."""
    parts = []
    samples = each.way.estimate(Measure.SAMPLES)
    if samples is not None:
        parts.append("1 sample" if samples.value == 1 else f"{samples.value:.3g} samples")
    tokens, thinking = each.way.estimate(Measure.TOKENS), each.way.estimate(Measure.THINKING)
    if tokens is not None and thinking is not None:
        parts.append(f"{tokens.value:,.0f} tokens, {thinking.value:,.0f} of them thinking")
    wait = each.way.estimate(Measure.LATENCY_P50)
    if wait is not None:
        parts.append(f"half wait {said(wait.value, cost_axis(Measure.LATENCY_P50))}")
    return ", ".join(parts)


def answer_lines(view: FrontierView, width: int) -> list[Line]:
    """The questions that the frontier answers."""
    return [_answer(each, width) for each in answers(view)]


def _answer(each: Said, width: int) -> Line:
    asked = f" {each.asked:<{ASKED}} "
    strong = one_line(each.strong, max(width - len(asked), 1))
    return [Piece(asked, "weak"), Piece(strong, "strong"), Piece(each.rest)]


def figures_text(shown: Shown, view: FrontierView, signs: Signs) -> str:
    """What is shown, as text to be copied."""
    lines = [
        *title_lines(view, 10_000, signs),
        *answer_lines(view, 10_000),
        *([Piece(_row(each, shown))] for each in shown.placed),
    ]
    return "\n".join("".join(piece.text for piece in line).strip() for line in lines)


def _row(each: Placed, shown: Shown) -> str:
    cost = cost_interval(each.cost, shown.wanted.cost)
    chance = percent(each.point.chance, 0)
    return f"{way_said(each, shown)}: {percent_interval(each.accuracy)} for {cost}, on it {chance}"
