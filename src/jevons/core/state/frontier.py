"""What the Frontier screen shows: plain values and pure functions from one to the next.

What is `wanted` is replayed (`ways_of`) and placed (`work_out`) in threads, and then `shown`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jevons.core.analysis.budget_steps import BudgetStep, budget_steps
from jevons.core.analysis.frontier import Candidate, Point
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Way, Ways
from jevons.core.prices.pricing import AS_PAID, Pricing
from jevons.core.problems import Problem
from jevons.core.records import Estimate
from jevons.core.runs.run import Run
from jevons.core.state.runs import graded_samples
from jevons.core.strategies.registry import spelled

COSTS = (
    Measure.USD,
    Measure.THINKING,
    Measure.TOKENS,
    Measure.LATENCY_P50,
    Measure.LATENCY_P90,
)
"""What accuracy is shown against, in the order that a key goes through them."""

MOST_RUNS = 8
"""Runs of an exam that are on the picture to begin with: the newest."""

ENOUGH_SAMPLES = 100
"""Graded samples from which a picture of an exam tells something."""


class Page(StrEnum):
    """What takes the place of the picture."""

    PICTURE = "picture"
    TABLE = "table"
    LONGER = "longer"
    DIFFICULTY = "difficulty"
    THINKING = "thinking"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be on the picture: runs by their numbers, at which prices, against what.

    `off` has the names of strategies that are left out.
    """

    numbers: tuple[int, ...] = ()
    pricing: Pricing = AS_PAID
    cost: Measure = Measure.USD
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Placed:
    """A way with its place on the picture, and the letters that it has there.

    They are capitals on the frontier, small beside it, from the cheapest on.
    """

    way: Way
    point: Point
    letters: str

    @property
    def key(self) -> str:
        """What tells the way from all others, whatever it costs."""
        return f"{self.way.run.number}/{spelled(self.way.strategy)}"

    @property
    def candidate(self) -> Candidate:
        """Its cost and its accuracy, resampled jointly with the others."""
        return self.point.candidate

    @property
    def cost(self) -> Estimate:
        """What it costs, in what the picture is of."""
        return self.point.candidate.cost

    @property
    def accuracy(self) -> Estimate:
        """The expected score."""
        return self.point.candidate.accuracy


@dataclass(frozen=True, slots=True)
class Shown:
    """What was worked out: the ways at their prices, and the places of those wanted.

    `steps` go along the thinking budgets, for each model and strategy that has several. It
    is not new any more once the library is read again.
    """

    wanted: Wanted
    ways: Ways
    placed: tuple[Placed, ...]
    steps: tuple[tuple[BudgetStep, ...], ...] = ()
    is_new: bool = True

    @property
    def best(self) -> tuple[Placed, ...]:
        """Those on the frontier, the cheapest first."""
        return tuple(each for each in self.placed if each.point.on_frontier)

    @property
    def candidates(self) -> list[Candidate]:
        """All of them, to ask questions of."""
        return [each.candidate for each in self.placed]

    def steps_of(self, each: Placed) -> tuple[BudgetStep, ...]:
        """The steps along the budgets that a way's model and strategy can take."""
        wanted = (each.way.run.plan.model, each.way.strategy)
        for steps in self.steps:
            first = steps[0].before
            if (first.run.plan.model, first.strategy) == wanted:
                return steps
        return ()

    def of(self, candidate: Candidate) -> Placed:
        """The way that a question found."""
        return next(each for each in self.placed if each.candidate is candidate)


@dataclass(frozen=True, slots=True)
class FrontierView:
    """The screen.

    `runs` are those of the library that can be on the picture. `cursor` and `marked` are
    keys of ways. `accuracy` is what the cheapest way to it is asked for, `sums` what may be
    spent on a question in each measure; where they are missing the picture suggests some.
    """

    runs: tuple[Run, ...] = ()
    was_read: bool = False
    wanted: Wanted = field(default_factory=Wanted)
    shown: Shown | None = None
    cursor: str = ""
    marked: str = ""
    accuracy: float | None = None
    sums: Mapping[Measure, float] = field(default_factory=dict)
    page: Page = Page.PICTURE
    problem: Problem | None = None

    @property
    def is_new(self) -> bool:
        """Whether what is shown is what is wanted."""
        shown = self.shown
        return shown is not None and shown.is_new and shown.wanted == self.wanted

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The ways on the picture, the cheapest first."""
        return self.shown.placed if self.shown else ()

    def way(self, key: str) -> Placed | None:
        """The way of that key, if it is on the picture."""
        return next((each for each in self.placed if each.key == key), None)

    @property
    def picked(self) -> Placed | None:
        """The way that the cursor is on."""
        return self.way(self.cursor)

    @property
    def row(self) -> int:
        """The row of the cursor."""
        return next((n for n, each in enumerate(self.placed) if each.key == self.cursor), 0)


# What is there.


def listed(view: FrontierView, runs: Sequence[Run]) -> FrontierView:
    """The runs as they were read; at first some of one exam are wanted."""
    usable = tuple(
        sorted((run for run in runs if graded_samples(run)), key=lambda run: -run.number)
    )
    there = {run.number for run in usable}
    numbers = tuple(number for number in view.wanted.numbers if number in there)
    if not numbers and usable:
        numbers = _beginning(usable)
    wanted = replace(view.wanted, numbers=numbers)
    shown = view.shown if numbers else None
    return replace(view, runs=usable, was_read=True, wanted=wanted, shown=shown)


def _beginning(runs: Sequence[Run]) -> tuple[int, ...]:
    """The newest runs of the newest exam with enough samples, else of that with the most."""
    samples: Counter[str] = Counter()
    for run in runs:
        samples[run.exam_digest] += graded_samples(run)
    enough = (digest for digest, count in samples.items() if count >= ENOUGH_SAMPLES)
    exam = next(enough, samples.most_common(1)[0][0])
    same = [run.number for run in runs if run.exam_digest == exam]
    return tuple(sorted(same[:MOST_RUNS]))


def comparable(view: FrontierView) -> tuple[Run, ...]:
    """The runs that can be on one picture with those that are wanted."""
    digests = {run.exam_digest for run in view.runs if run.number in view.wanted.numbers}
    return tuple(run for run in view.runs if run.exam_digest in digests or not digests)


def strategies(view: FrontierView) -> dict[str, str]:
    """The names of the strategies that were replayed, the plainest first, and their sources."""
    ways = view.shown.ways.ways if view.shown else ()
    return {way.strategy.name: way.strategy.source for way in ways}


# What is wanted.


def of_runs(view: FrontierView, numbers: Collection[int]) -> FrontierView:
    """Want these runs on the picture."""
    wanted = replace(view.wanted, numbers=tuple(sorted(set(numbers))))
    return replace(view, wanted=wanted, problem=None)


def at_prices(view: FrontierView, pricing: Pricing) -> FrontierView:
    """Want other prices, and dollars on the picture."""
    wanted = replace(view.wanted, pricing=pricing, cost=Measure.USD)
    return replace(view, wanted=wanted, problem=None)


def next_cost(view: FrontierView, step: int = 1) -> FrontierView:
    """Want accuracy against something else."""
    at = (COSTS.index(view.wanted.cost) + step) % len(COSTS)
    return replace(view, wanted=replace(view.wanted, cost=COSTS[at]), problem=None)


def without(view: FrontierView, off: Collection[str]) -> FrontierView:
    """Want these strategies left out."""
    return replace(view, wanted=replace(view.wanted, off=frozenset(off)), problem=None)


def refused(view: FrontierView, problem: Problem) -> FrontierView:
    """What was wanted cannot be had: go on with what is shown, if it is of the same runs."""
    shown = view.shown
    if not view.wanted.numbers:
        return view
    if shown is not None and shown.wanted.numbers == view.wanted.numbers:
        return replace(view, wanted=shown.wanted)
    return replace(view, shown=None, problem=problem)


def outdated(view: FrontierView) -> FrontierView:
    """Show what is shown as what it was: it is to be worked out again."""
    shown = view.shown
    return view if shown is None else replace(view, shown=replace(shown, is_new=False))


# What is worked out.


def work_out(ways: Ways, wanted: Wanted) -> Shown:
    """Price and place ways that were replayed.

    Raises:
        ProblemError: BAD_PRICE: a model has no such price.
    """
    if ways.pricing != wanted.pricing:
        ways = ways.priced(wanted.pricing)
    steps = tuple(map(tuple, budget_steps(ways, wanted.cost)))
    return Shown(wanted, ways, placed(ways, wanted.cost, wanted.off), steps)


def placed(ways: Ways, cost: Measure, off: Collection[str] = ()) -> tuple[Placed, ...]:
    """The places of ways on one axis of cost, the cheapest first."""
    kept = replace(ways, ways=[way for way in ways.ways if way.strategy.name not in off])
    points = sorted(
        kept.points(cost), key=lambda each: (each[1].candidate.cost.value, -_accuracy(each[1]))
    )
    counts = {True: 0, False: 0}
    found = []
    for way, point in points:
        letters = _letters(counts[point.on_frontier])
        counts[point.on_frontier] += 1
        found.append(Placed(way, point, letters.upper() if point.on_frontier else letters))
    return tuple(found)


def _accuracy(point: Point) -> float:
    return point.candidate.accuracy.value


def _letters(number: int) -> str:
    """`a` to `z`, then `aa`, `ab` and so on."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("a") + last)


def arrived(view: FrontierView, shown: Shown) -> FrontierView:
    """Show what was worked out; the cursor stays on its way, or goes to the frontier."""
    keys = {each.key for each in shown.placed}
    best = [each.key for each in shown.best]
    cursor = view.cursor if view.cursor in keys else next(iter(best), "")
    marked = view.marked if view.marked in keys else ""
    return replace(view, shown=shown, cursor=cursor, marked=marked, problem=None)


# The cursor, and what is asked.


def moved(view: FrontierView, step: int) -> FrontierView:
    """Go so many ways on, by their cost."""
    return _at(view, [each.key for each in view.placed], view.row + step)


def moved_on_frontier(view: FrontierView, step: int) -> FrontierView:
    """Go to the next way on the frontier, or to the one before."""
    if view.shown is None:
        return view
    keys = [each.key for each in view.placed]
    best = [each.key for each in view.shown.best]
    beyond = [key for key in best if (keys.index(key) - view.row) * step > 0]
    if not beyond:
        return view
    return replace(view, cursor=beyond[0 if step > 0 else -1])


def picked(view: FrontierView, key: str) -> FrontierView:
    """Put the cursor on a way."""
    return replace(view, cursor=key) if view.way(key) else view


def _at(view: FrontierView, keys: Sequence[str], place: int) -> FrontierView:
    return replace(view, cursor=keys[min(max(place, 0), len(keys) - 1)]) if keys else view


def marked(view: FrontierView) -> FrontierView:
    """Mark the way under the cursor, to go from it to others, or take the mark away."""
    return replace(view, marked="" if view.marked == view.cursor else view.cursor)


def asking(
    view: FrontierView,
    accuracy: float | None = None,
    sums: Mapping[Measure, float] | None = None,
) -> FrontierView:
    """Ask for another accuracy, or for what other sums buy."""
    return replace(
        view,
        accuracy=view.accuracy if accuracy is None else accuracy,
        sums=view.sums if sums is None else sums,
    )


def turned(view: FrontierView, page: Page) -> FrontierView:
    """Turn to a page, or back to the picture from it."""
    return replace(view, page=Page.PICTURE if view.page is page else page)
