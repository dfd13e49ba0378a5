"""What the frontier of an exam has to tell, as tables of short texts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jevons.core.analysis.anatomy import Anatomy
from jevons.core.analysis.budget_steps import BudgetStep, last_that_pays, tokens_of
from jevons.core.analysis.coverage_fit import CoverageCurve
from jevons.core.analysis.difficulty import Difficulty
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.thought_lengths import SHARES, Lengths, ThoughtLengths
from jevons.core.analysis.ways import Way, Ways
from jevons.core.prices.dollars import dollars
from jevons.core.records import Estimate
from jevons.core.state.quantities import (
    amount,
    counted,
    dollars_interval,
    percent,
    percent_interval,
    points,
)
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.voting import SelfConsistency, Single

UNITS = {
    Measure.USD: "$ a question",
    Measure.THINKING: "thinking tokens",
    Measure.TOKENS: "tokens",
    Measure.LATENCY_P50: "seconds, p50",
    Measure.LATENCY_P90: "seconds, p90",
    Measure.SAMPLES: "samples",
    Measure.USD_PER_RIGHT: "$ a right answer",
}
"""What each measure of cost is of."""

ALMOST_ALL = 0.99
FORETOLD = (2, 4)
"""Of the sampled number, how many times as many samples the law of coverage is asked about."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, and the sentences that belong below it."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


def cost_text(value: float, measure: Measure) -> str:
    """A cost in short: `$0.0021`, `12.3 k`, `4.1 s`."""
    if math.isinf(value):
        return "no end"
    if measure in {Measure.USD, Measure.USD_PER_RIGHT}:
        return dollars(value)
    if measure in {Measure.LATENCY_P50, Measure.LATENCY_P90}:
        return f"{value:,.1f} s"
    return f"{value:.1f}" if measure is Measure.SAMPLES else amount(value)


def cost_span(estimate: Estimate, measure: Measure) -> str:
    """The same with its interval."""
    if measure in {Measure.USD, Measure.USD_PER_RIGHT}:
        return dollars_interval(estimate)
    low, high = cost_text(estimate.low, measure), cost_text(estimate.high, measure)
    return f"{cost_text(estimate.value, measure)} [{low}, {high}]"


def points_table(ways: Ways, cost: Measure) -> Table:
    """All ways from the cheapest on, with their part in the frontier."""
    found = sorted(ways.points(cost), key=lambda each: each[1].candidate.cost.value)
    rows = [
        (
            "*" if point.on_frontier else "",
            way.name,
            percent_interval(point.candidate.accuracy),
            cost_span(point.candidate.cost, cost),
            percent(point.chance, 0),
            way.origin,
        )
        for way, point in found
    ]
    missing = len(ways.ways) - len(found)
    notes = [*ways.notices]
    if missing:
        notes.append(f"{counted(missing, 'way')} left out: what they cost is not known")
    return Table(
        f"{ways.exam}, {counted(len(ways.questions), 'question')}: accuracy against"
        f" {UNITS[cost]} ({ways.pricing.meaning})",
        ("", "way", "accuracy", UNITS[cost], "on it", "from"),
        rows,
        [
            "* on the frontier: nothing cheaper is as accurate; on it: in how many draws of the"
            " questions that holds",
            *notes,
        ],
    )


def surface_tables(ways: Ways, cost: Measure) -> Iterator[Table]:
    """Accuracy over budgets and numbers of samples, for each model that has several budgets."""
    rows: defaultdict[str, dict[tuple[float, int], dict[int, Way]]] = defaultdict(dict)
    for way in ways.known(cost):
        if isinstance(way.strategy, Single | SelfConsistency):
            run = way.run
            line = rows[run.plan.model].setdefault((tokens_of(run.plan.dial), run.number), {})
            line[way.strategy.at_most] = way
    for model, lines in rows.items():
        if len({tokens for tokens, _ in lines}) > 1:
            yield _surface(model, [lines[key] for key in sorted(lines)], cost)


def _surface(model: str, lines: Sequence[dict[int, Way]], cost: Measure) -> Table:
    sizes = sorted({size for line in lines for size in line})
    rows = []
    for line in lines:
        cells = (_on_surface(line.get(size), cost) for size in sizes)
        way = next(iter(line.values()))
        rows.append((way.run.plan.dial.label(), *cells, way.source))
    headings = ("think", *(counted(size, "sample") for size in sizes), "from")
    note = f"each cell: accuracy of the majority, and {UNITS[cost]}; ~ was replayed, not measured"
    return Table(f"Budgets and samples: {model}", headings, rows, [note])


def _on_surface(way: Way | None, cost: Measure) -> str:
    if way is None:
        return ""
    accuracy, spent = way.replayed.estimates[Measure.ACCURACY], way.replayed.estimates[cost]
    sign = "" if way.measured else "~"
    return f"{sign}{percent(accuracy.value)} ({cost_text(spent.value, cost)})"


def steps_table(lines: Sequence[Sequence[BudgetStep]], cost: Measure) -> Table:
    """What each larger budget brings, and where thinking longer stops paying."""
    rows, notes = [], []
    for steps in lines:
        strategy = spelled(steps[0].before.strategy)
        for step in steps:
            labels = [way.run.plan.dial.label() for way in (step.before, step.after)]
            gain = f"{points(step.gain.value)} [{points(step.gain.low)}, {points(step.gain.high)}]"
            more = cost_text(step.extra.value, cost)
            rows.append((strategy, " to ".join(labels), gain, more, step.effect.value))
        last = last_that_pays(steps)
        if last is not steps[-1].after:
            dial = last.run.plan.dial.label()
            notes.append(f"{strategy}: thinking longer than {dial} does not surely pay")
    headings = ("strategy", "think", "points", f"{UNITS[cost]} for one more right", "effect")
    return Table("Thinking longer", headings, rows, notes)


def difficulty_table(found: Difficulty, cost: Measure) -> Table:
    """Strategies on the fifths of the questions, the hardest first."""
    headings = ["strategy", *(percent(level.pass_rate, 0) for level in found.levels)]
    rows = []
    for place, way in enumerate(found.levels[0].ways):
        cells = []
        for level in found.levels:
            spent = _on_level(level.ways[place].usd, level.ways[place].tokens, cost)
            cells.append(f"{percent(level.ways[place].accuracy, 0)} ({spent})")
        rows.append((spelled(way.strategy), *cells))
    note = f"Columns are fifths of the questions by how often one sample is right; {found.how}"
    return Table("By difficulty", headings, rows, [note])


def _on_level(usd: float | None, tokens: float, cost: Measure) -> str:
    if cost in {Measure.USD, Measure.USD_PER_RIGHT}:
        return dollars(usd)
    return amount(tokens)


def lengths_table(found: ThoughtLengths) -> Table:
    """How long right and wrong thoughts are."""
    headings = ("thoughts", "samples", "mean", *(f"p{round(100 * share)}" for share in SHARES))
    both = (("right", found.right), ("wrong", found.wrong))
    rows = [(name, *_lengths(lengths)) for name, lengths in both if lengths is not None]
    notes = []
    if found.difference is not None:
        notes.append(f"wrong thoughts are longer by {_tokens(found.difference)}")
    if found.within is not None:
        notes.append(f"within the questions that have both, by {_tokens(found.within)}")
    return Table("Length of thoughts, tokens", headings, rows, notes)


def _lengths(found: Lengths) -> tuple[str, ...]:
    return f"{found.count:,}", amount(found.mean), *map(amount, found.quantiles)


def _tokens(found: Estimate) -> str:
    return f"{found.value:+,.0f} [{found.low:+,.0f}, {found.high:+,.0f}] tokens on average"


def anatomy_lines(found: Anatomy) -> Iterator[str]:
    """When the answer was there, what came after it, loops and cuts."""
    if found.read < found.samples:
        yield f"{found.read:,} of {found.samples:,} thoughts were read, evenly spread"
    if found.after is not None:
        tax = "" if found.tax_usd is None else f", {dollars_interval(found.tax_usd)} a sample"
        yield (
            f"{percent_interval(found.after)} of the thinking comes after the final answer first"
            f" stands in the thought{tax} (told of {counted(found.told, 'thought')},"
            f" {found.right_told:,} of them right)"
        )
    else:
        yield "when the answer first stands in a thought cannot be told of any"
    if found.loops:
        yield (
            f"{counted(found.loops, 'thought')} of {found.read:,} go in loops, which take"
            f" {percent(found.loop_share)} of the tokens; {found.loops_cut:,} of them were cut off"
        )
    if found.cut:
        share = percent(found.cut / found.read)
        yield f"{share} were cut off before their answer: more room may make them right"


def coverage_table(found: CoverageCurve) -> Table:
    """pass@k, and what the law fitted to it foretells, which nobody drew."""
    rows = [(f"{k}", percent_interval(estimate), "drawn") for k, estimate in found.points]
    fit = found.fit
    if fit is None:
        return Table("Coverage", ("k", "pass@k", ""), rows)
    for times in FORETOLD:
        k = times * fit.sampled
        rows.append((f"{k}", percent(fit.at(k)), "extrapolated: never drawn"))
    law = f"log coverage = {fit.a:.3g} k^-{fit.b:.3g}, fitted to {fit.sampled} samples"
    return Table("Coverage", ("k", "pass@k", ""), rows, [f"{law}, off by {fit.error:.2g}"])
