"""What lies below a frontier: budgets, difficulty, thoughts and coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jevons.commands.replay_report import estimate_object
from jevons.core.analysis.anatomy import Anatomy, anatomy
from jevons.core.analysis.budget_steps import BudgetStep, budget_steps
from jevons.core.analysis.coverage_fit import CoverageCurve, coverage_curve
from jevons.core.analysis.difficulty import Difficulty, by_difficulty
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.run_pools import RunPools
from jevons.core.analysis.thought_lengths import ThoughtLengths, thought_lengths
from jevons.core.analysis.ways import Ways
from jevons.core.runs.run_store import RunStore
from jevons.core.state.frontier_tables import (
    Table,
    anatomy_lines,
    coverage_table,
    difficulty_table,
    lengths_table,
    steps_table,
    surface_tables,
)
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.voting import SelfConsistency, Single


@dataclass(frozen=True, slots=True)
class RunDepths:
    """What one run has to tell of itself."""

    name: str
    number: int
    difficulty: Difficulty
    lengths: ThoughtLengths
    anatomy: Anatomy | None
    coverage: CoverageCurve


@dataclass(frozen=True, slots=True)
class Depths:
    """Budgets and samples, the steps along the budgets of all runs, and each run by itself."""

    surfaces: Sequence[Table]
    steps: Sequence[Sequence[BudgetStep]]
    runs: Sequence[RunDepths]


def depths_of(store: RunStore, ways: Ways, numbers: Sequence[int], cost: Measure) -> Depths:
    """Work out what lies below; runs that cut thoughts of others are not looked at by themselves.

    Raises:
        ProblemError: BAD_PRICE: a model has no such price.
    """
    own = [pools for pools in ways.pools if pools.run.number in numbers]
    surfaces = list(surface_tables(ways, cost))
    return Depths(surfaces, budget_steps(ways, cost), [_run(store, ways, pools) for pools in own])


def _run(store: RunStore, ways: Ways, pools: RunPools) -> RunDepths:
    run = pools.run
    rates = ways.pricing.rates(pools.asked[0])
    counts = [(round(sum(pool.scores)), len(pool.scores)) for pool in pools.pools]
    return RunDepths(
        f"run {run.number}, {run.plan.model}, think {run.plan.dial.label()}",
        run.number,
        by_difficulty(pools, pricing=ways.pricing),
        thought_lengths(pools),
        anatomy(store, run.number, rates),
        coverage_curve(counts, pools.clusters),
    )


def depths_tables(depths: Depths, cost: Measure) -> Iterator[Table]:
    """All of it as tables."""
    yield from depths.surfaces
    steps = list(_telling(depths.steps))
    if steps:
        yield steps_table(steps, cost)
    for run in depths.runs:
        yield _of(run, difficulty_table(run.difficulty, cost))
        lengths = lengths_table(run.lengths)
        notes = [] if run.anatomy is None else list(anatomy_lines(run.anatomy))
        yield _of(run, lengths, notes)
        yield _of(run, coverage_table(run.coverage))


def _telling(lines: Sequence[Sequence[BudgetStep]]) -> Iterator[Sequence[BudgetStep]]:
    """The steps of one sample and of the largest vote; JSON has those of all strategies."""
    largest = max(map(_voters, lines), default=0)
    for line in lines:
        if isinstance(line[0].before.strategy, Single) or _voters(line) == largest > 0:
            yield line


def _voters(line: Sequence[BudgetStep]) -> int:
    strategy = line[0].before.strategy
    return strategy.samples if isinstance(strategy, SelfConsistency) else 0


def _of(run: RunDepths, table: Table, notes: Sequence[str] = ()) -> Table:
    title = f"{table.title}: {run.name}"
    return Table(title, table.headings, table.rows, [*table.notes, *notes])


def depths_object(depths: Depths) -> dict[str, Any]:
    """All of it as JSON."""
    return {
        "budget_steps": [_step(step) for line in depths.steps for step in line],
        "runs": [
            {
                "run": run.number,
                "difficulty": {
                    "how": run.difficulty.how,
                    "levels": [
                        {
                            "questions": level.questions,
                            "pass_rate": level.pass_rate,
                            "ways": [
                                asdict(way) | {"strategy": spelled(way.strategy)}
                                for way in level.ways
                            ],
                        }
                        for level in run.difficulty.levels
                    ],
                },
                "thought_lengths": asdict(run.lengths),
                "anatomy": None if run.anatomy is None else asdict(run.anatomy),
                "coverage": asdict(run.coverage),
            }
            for run in depths.runs
        ],
    }


def _step(step: BudgetStep) -> dict[str, Any]:
    return {
        "strategy": spelled(step.before.strategy),
        "model": step.before.run.plan.model,
        "from": step.before.run.plan.dial.label(),
        "to": step.after.run.plan.dial.label(),
        "gain": estimate_object(step.gain),
        "extra_cost": estimate_object(step.extra),
        "chance": step.chance,
        "effect": step.effect,
    }
