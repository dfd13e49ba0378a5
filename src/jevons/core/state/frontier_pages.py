"""The pages beside the frontier: longer thinking, difficulty, thoughts, coverage.

What takes long is worked out in a thread (`depth_of`); from it a page is made at once
(`page_of`), for the way under the cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.anatomy import Anatomy, anatomy
from jevons.core.analysis.coverage_fit import CoverageCurve, coverage_curve
from jevons.core.analysis.difficulty import Difficulty, OnLevel, by_difficulty
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.run_pools import RunPools
from jevons.core.analysis.thought_lengths import ThoughtLengths, thought_lengths
from jevons.core.plot.chart import Axis, Chart
from jevons.core.prices.dollars import dollars
from jevons.core.runs.run_store import RunStore
from jevons.core.state.frontier import Page, Placed, Shown
from jevons.core.state.frontier_answers import strategy_said
from jevons.core.state.frontier_page_charts import (
    coverage_chart,
    difficulty_chart,
    lengths_chart,
    longer_chart,
)
from jevons.core.state.frontier_tables import (
    Table,
    anatomy_lines,
    coverage_table,
    lengths_table,
    steps_table,
)
from jevons.core.state.quantities import amount, percent
from jevons.core.strategies.registry import spelled


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What the thoughts of a run are like; `None`: it has none."""

    lengths: ThoughtLengths
    anatomy: Anatomy | None


EMPTY = Chart("", Axis(), Axis())

NO_THOUGHTS = "this run did not think; h and l go to ways of other runs"

ONE_BUDGET = (
    "there is one thinking budget alone: draw the exam with longer and with shorter thoughts, or"
    " cut those that are there: jevons sweep RUN --budgets 64,128,256"
)

Depth = Difficulty | Thoughts | CoverageCurve | None
"""What was worked out of one run, for one of the pages; longer thinking needs nothing."""


@dataclass(frozen=True, slots=True)
class PageContents:
    """A chart, the tables that belong to it, and sentences."""

    chart: Chart
    tables: Sequence[Table]
    notes: Sequence[str] = ()


def depth_of(store: RunStore, shown: Shown, number: int, page: Page) -> Depth:
    """Work out what a page says of a run; seconds, for huge ones.

    Raises:
        ProblemError: NOT_FOUND: the run is gone; BAD_PRICE: its model has no such price.
    """
    pools = _pools(shown, number)
    pricing = shown.ways.pricing
    if page is Page.DIFFICULTY:
        return by_difficulty(pools, pricing=pricing)
    if page is Page.THINKING:
        rates = pricing.rates(pools.asked[0])
        return Thoughts(thought_lengths(pools), anatomy(store, number, rates))
    if page is Page.COVERAGE:
        counts = [(round(sum(pool.scores)), len(pool.scores)) for pool in pools.pools]
        return coverage_curve(counts, pools.clusters)
    return None


def page_of(shown: Shown, picked: Placed, depth: Depth) -> PageContents:
    """The page that was worked out, for the way under the cursor."""
    cost = shown.wanted.cost
    match depth:
        case Difficulty():
            return PageContents(difficulty_chart(depth, picked), levels_tables(depth, cost))
        case Thoughts():
            if depth.anatomy is None:
                return PageContents(EMPTY, (), (NO_THOUGHTS,))
            table, notes = lengths_table(depth.lengths), tuple(anatomy_lines(depth.anatomy))
            return PageContents(lengths_chart(depth.lengths), (table,), notes)
        case CoverageCurve():
            return PageContents(coverage_chart(depth, shown, picked), (coverage_table(depth),))
        case None:
            return _longer(shown, picked)


def _longer(shown: Shown, picked: Placed) -> PageContents:
    steps = shown.steps_of(picked)
    if not steps:
        return PageContents(EMPTY, (), (ONE_BUDGET,))
    table = steps_table([steps], shown.wanted.cost)
    alone = Table(
        f"{table.title}: {strategy_said(picked)}",
        table.headings[1:],
        [row[1:] for row in table.rows],
        table.notes,
    )
    return PageContents(longer_chart(shown, picked), (alone,))


def levels_tables(found: Difficulty, cost: Measure) -> tuple[Table, Table]:
    """What strategies reach on each fifth of the questions, and what they take there."""
    headings = ("strategy", *(percent(level.pass_rate, 0) for level in found.levels))
    reached, taken = [], []
    for place, way in enumerate(found.levels[0].ways):
        here = [level.ways[place] for level in found.levels]
        reached.append((spelled(way.strategy), *(percent(each.accuracy, 0) for each in here)))
        taken.append((spelled(way.strategy), *(_taken(each, cost) for each in here)))
    what = "$ a question" if cost is Measure.USD else "tokens a question"
    how = f"Columns are fifths of the questions, by how often one sample is right; {found.how}"
    return (
        Table("Accuracy by difficulty", headings, reached),
        Table(f"{what}, by difficulty", headings, taken, (how,)),
    )


def _taken(each: OnLevel, cost: Measure) -> str:
    if cost is Measure.USD:
        return dollars(each.usd)
    return amount(each.thinking if cost is Measure.THINKING else each.tokens)


def _pools(shown: Shown, number: int) -> RunPools:
    return next(pools for pools in shown.ways.pools if pools.run.number == number)
