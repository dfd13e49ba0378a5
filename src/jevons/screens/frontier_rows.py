"""The table of ways as lines: what each reaches, costs, and how surely it is on the frontier."""

from __future__ import annotations

from jevons.core.analysis.replay import Measure
from jevons.core.plot.chart import Sign
from jevons.core.plot.glyphs import Glyphs
from jevons.core.plot.numbers import said
from jevons.core.state.frontier import FrontierView, Placed, Shown
from jevons.core.state.frontier_answers import strategy_said
from jevons.core.state.frontier_chart import SIGNS, cost_axis, run_name
from jevons.core.state.quantities import percent, short_interval
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Line, padded
from jevons.widgets.signs import Signs

SIGN, LETTERS, ACCURACY, COST, RIGHT, CHANCE = 3, 3, 13, 11, 11, 5
WIDE = 68
"""Cells from which on there is a column for dollars a right answer."""

RUN_SHARE = 0.4
"""The part of the names that the run's may take."""

THINK = "think "

HEADINGS = {
    Measure.USD: "$/question",
    Measure.THINKING: "thinking",
    Measure.TOKENS: "tokens",
    Measure.LATENCY_P50: "p50",
    Measure.LATENCY_P90: "p90",
}


def heading_line(shown: Shown, width: int) -> Line:
    """The names of the columns."""
    run, way = _names_widths(shown, width)
    names = f"{padded(_run_heading(shown), run)} " if run else ""
    right = f"{'$/right':>{RIGHT}} " if width >= WIDE else ""
    cost = f"{HEADINGS[shown.wanted.cost]:>{COST}}"
    figures = f"{'accuracy, %':>{ACCURACY}} {cost} {right}{'on it':>{CHANCE}}"
    return [Piece(f"{'':{SIGN + LETTERS}} {names}{padded('strategy', way)} {figures}", "weak")]


def way_line(
    view: FrontierView, index: int, width: int, *, cursor: bool, signs: Signs, glyphs: Glyphs
) -> Line:
    """One way."""
    shown = view.shown
    assert shown is not None
    each = shown.placed[index]
    gutter = (signs.prompt if cursor else " ") + ("*" if each.key == view.marked else " ")
    kind = "" if each.point.on_frontier else "weak"
    run, way = _names_widths(shown, width)
    names = f"{padded(_run_label(each, shown), run)} " if run else ""
    accuracy = padded(short_interval(each.accuracy, 0), ACCURACY, right=True)
    cost = padded(said(each.cost.value, cost_axis(shown.wanted.cost)), COST, right=True)
    chance = f"{percent(each.point.chance, 0):>{CHANCE}}"
    return [
        Piece(gutter),
        Piece(glyphs.signs[sign_of(shown, each)], kind),
        Piece(f"{each.letters:<{LETTERS}} ", kind or "strong"),
        Piece(f"{names}{padded(strategy_said(each), way)} ", kind),
        Piece(f"{accuracy} {cost} {_right(each, width)}{chance}", kind),
    ]


def sign_of(shown: Shown, each: Placed) -> Sign:
    """The sign that a way has in the picture."""
    numbers = [pools.run.number for pools in shown.ways.pools]
    place = numbers.index(each.way.run.number)
    return SIGNS[place % len(SIGNS)][not each.way.measured]


def _right(each: Placed, width: int) -> str:
    if width < WIDE:
        return ""
    usd = each.way.estimate(Measure.USD_PER_RIGHT)
    text = "–" if usd is None else said(usd.value, cost_axis(Measure.USD))
    return f"{padded(text, RIGHT, right=True)} "


def _names_widths(shown: Shown, width: int) -> tuple[int, int]:
    """The cells for the names of runs, 0 if there is one alone, and of strategies."""
    figures = ACCURACY + COST + CHANCE + 2 + (RIGHT + 1 if width >= WIDE else 0)
    room = max(width - SIGN - LETTERS - 2 - figures, 4)
    if len(shown.ways.pools) == 1:
        return 0, room
    longest = max(len(_run_label(each, shown)) for each in shown.placed)
    run = min(max(longest, len(_run_heading(shown))), round(room * RUN_SHARE))
    return run, room - run - 1


def _run_label(each: Placed, shown: Shown) -> str:
    runs = [pools.run for pools in shown.ways.pools]
    return run_name(each.way.run, runs).removeprefix(THINK)


def _run_heading(shown: Shown) -> str:
    models = {pools.run.plan.model for pools in shown.ways.pools}
    return THINK.strip() if len(models) == 1 else "run"
