"""Questions that the frontier answers: what is cheapest, what a sum buys, what more costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jevons.core.analysis.budget_steps import BudgetStep, Effect, last_that_pays
from jevons.core.analysis.frontier import Choice, cheapest, extra_cost, most_accurate
from jevons.core.analysis.replay import Measure
from jevons.core.plot.numbers import said
from jevons.core.records import Estimate
from jevons.core.state.frontier import FrontierView, Placed, Shown
from jevons.core.state.frontier_chart import cost_axis, run_name
from jevons.core.state.quantities import percent, points
from jevons.core.strategies.registry import spelled

_SIZES = {"samples": "×", "most": "≤"}
"""What stands for the parameters that say how many samples are drawn."""

_STEP = 0.05
"""Accuracies that are asked for by themselves are multiples of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: to what, and the words of it; `strong` is the part that matters."""

    asked: str
    strong: str
    rest: str = ""


def answers(view: FrontierView) -> list[Said]:
    """The answers to the questions that stand below the picture."""
    shown = view.shown
    if shown is None or not shown.placed:
        return []
    longer = _longer(view, shown)
    said = [_cheapest(view, shown), _most(view, shown), _from_mark(view, shown)]
    return [*said, longer] if longer else said


def wanted_accuracy(view: FrontierView) -> float:
    """The accuracy that the cheapest way to is asked for."""
    if view.accuracy is not None:
        return view.accuracy
    best = max((each.accuracy.value for each in view.placed), default=0.0)
    return math.floor(best / _STEP + 1e-9) * _STEP


def wanted_sum(view: FrontierView) -> float:
    """What may be spent on a question: if nothing is set, half of what the best way takes."""
    given = view.sums.get(view.wanted.cost)
    if given is not None:
        return given
    best = view.shown.best if view.shown else ()
    return _two_digits(best[-1].cost.value / 2) if best else 0.0


def cost_said(cost: float, measure: Measure) -> str:
    """A cost of a question: `$0.00125`, `812`, `2.31 s`."""
    text = said(cost, cost_axis(measure))
    return f"{text} tokens" if measure in {Measure.THINKING, Measure.TOKENS} else text


def cost_interval(cost: Estimate, measure: Measure) -> str:
    """The same with its interval."""
    low, high = (said(end, cost_axis(measure)) for end in (cost.low, cost.high))
    return f"{cost_said(cost.value, measure)} [{low}, {high}]"


def way_said(each: Placed, shown: Shown) -> str:
    """A way by its letters and its name."""
    return f"{each.letters} {way_name(each, shown)}"


def way_name(each: Placed, shown: Shown) -> str:
    """A way by what tells it from others: its run where there are several, and its strategy."""
    runs = [pools.run for pools in shown.ways.pools]
    run = f"{run_name(each.way.run, runs)}, " if len(runs) > 1 else ""
    return f"{run}{strategy_said(each)}"


def strategy_said(each: Placed) -> str:
    """The strategy, with how many samples it draws (`×8`), or draws at most (`≤8`)."""
    text = spelled(each.way.strategy)
    for parameter, sign in _SIZES.items():
        text = text.replace(f":{parameter}=", f" {sign}")
    return text


def _cheapest(view: FrontierView, shown: Shown) -> Said:
    accuracy = wanted_accuracy(view)
    asked = f"cheapest to {percent(accuracy, 0 if _is_whole(accuracy) else 1)}"
    choice = cheapest(shown.candidates, accuracy)
    if choice is None:
        best = max(shown.placed, key=lambda each: each.accuracy.value)
        return Said(asked, "none gets there", f"; the best is {_reached(best, shown)}")
    return _chosen(asked, choice, shown)


def _most(view: FrontierView, shown: Shown) -> Said:
    cost, measure = wanted_sum(view), shown.wanted.cost
    asked = f"most for {cost_said(cost, measure)}"
    choice = most_accurate(shown.candidates, cost)
    if choice is None:
        least = shown.placed[0]
        text = f"; the least is {cost_said(least.cost.value, measure)}, by {way_said(least, shown)}"
        return Said(asked, "nothing is so cheap", text)
    return _chosen(asked, choice, shown)


def _chosen(asked: str, choice: Choice, shown: Shown) -> Said:
    found = shown.of(choice.candidate)
    cost = cost_said(found.cost.value, shown.wanted.cost)
    sure = f"in {percent(choice.chance, 0)} of draws"
    return Said(
        asked, way_said(found, shown), f": {percent(found.accuracy.value)} for {cost}, {sure}"
    )


def _reached(each: Placed, shown: Shown) -> str:
    return f"{way_said(each, shown)} with {percent(each.accuracy.value)}"


def _from_mark(view: FrontierView, shown: Shown) -> Said:
    """What a right answer more costs, going from the marked way to the one under the cursor."""
    marked, picked = view.way(view.marked), view.picked
    if marked is None or picked is None:
        return Said("a right one more", "m marks a way", "; then go to another one")
    asked = f"from {marked.letters} to {picked.letters}"
    if marked is picked:
        return Said(asked, "go to another way", " to see what a right answer more costs")
    gained = picked.accuracy.value - marked.accuracy.value
    gain = f"{points(gained)} points"
    extra = extra_cost(marked.candidate, picked.candidate)
    if math.isinf(extra.value):
        more = picked.cost.value >= marked.cost.value
        return Said(
            asked, gain, f": {'dearer, and ' if more else 'cheaper, but '}no more are right"
        )
    if not extra.value:
        return Said(asked, gain, " and no dearer: every right answer more is for nothing")
    measure = shown.wanted.cost
    return Said(asked, f"{gain}, {cost_interval(extra, measure)}", " a right answer more")


def _longer(view: FrontierView, shown: Shown) -> Said | None:
    """Up to which budget thinking longer surely pays, and what it does from there."""
    steps = shown.steps_of(view.picked) if view.picked else ()
    if not steps:
        return None
    last = last_that_pays(steps)
    dial = last.run.plan.dial.label()
    strong = "no step surely pays" if last is steps[0].before else f"surely pays up to {dial}"
    rest = [step for step in steps if step.effect is not Effect.PAYS]
    return Said("longer thinking", strong, "".join(f"; {_step(step)}" for step in rest))


def _step(step: BudgetStep) -> str:
    """One step that does not surely pay: `64 to 128 unclear, -3.0 points`."""
    dials = " to ".join(way.run.plan.dial.label() for way in (step.before, step.after))
    return f"{dials} {step.effect.value}, {points(step.gain.value)} points"


def _is_whole(share: float) -> bool:
    return abs(share * 100 - round(share * 100)) < 1e-6


def _two_digits(value: float) -> float:
    """A sum that is easy to read."""
    return float(f"{value:.1e}")
