"""A frontier of budgets and sample sizes from one sampling pass, on the embedded model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from bench import table
from bench.homes import embedded_home
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Way, ways_of, with_sweeps
from jevons.core.exams.sources import ExamOptions, find_exam
from jevons.core.models.registry import find_model
from jevons.core.records import Dial
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run, RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sweeping import begin_sweep, plan_sweep
from jevons.core.runs.worker.launch import start_worker
from jevons.core.strategies.registry import parse

MODEL = "smollm2-135m"
EXAM, LEVEL = "arithmetic", 1
LONGEST = 160
BUDGETS = (16, 32, 64, 96)
"""Cut from thoughts of at most `LONGEST` tokens."""
ANSWER_TOKENS = 16
SIZES = (1, 2, 4, 8, 16)
MOST_RATIO = 1.4
POLL_S = 0.2

Times = tuple[float, float]
"""Seconds until the sampling pass and until all was done."""


def run(*, quick: bool) -> None:
    """Sample, sweep, and print what the surface took."""
    questions, samples = (6, 8) if quick else (10, 16)
    with embedded_home(MODEL) as is_here:
        if not is_here:
            return
        library, _ = Library.open()
        try:
            _measure(library.runs, questions, samples)
        finally:
            library.close()


def _measure(store: RunStore, questions: int, samples: int) -> None:
    began = time.perf_counter()
    parent = _sampled(store, questions, samples)
    sampled_s = time.perf_counter() - began
    cuts = plan_sweep(store, parent, find_model(MODEL), BUDGETS)
    swept = [_worked(store, run) for run in begin_sweep(store, cuts)]
    seconds = time.perf_counter() - began
    sizes = [size for size in SIZES if size <= samples]
    names = [f"self-consistency:samples={size}" if size > 1 else "single" for size in sizes]
    numbers = with_sweeps(store, [parent.number])
    ways = ways_of(store, numbers, [parse(name) for name in names]).ways
    spent = [_drawn(store, each) for each in (parent, *swept)]
    _surface(ways, sizes, f"{EXAM}-{LEVEL}, {questions} questions x {samples}")
    _told(ways, spent, questions, (sampled_s, seconds))


def _sampled(store: RunStore, questions: int, samples: int) -> Run:
    """The one sampling pass, of the longest thoughts."""
    exam = find_exam(EXAM, ExamOptions(level=LEVEL, questions=questions))
    params = replace(find_model(MODEL).params, max_tokens=ANSWER_TOKENS)
    plan = RunPlan((MODEL,), params, Dial.budget(LONGEST), samples=samples)
    return _worked(store, store.create(exam, plan))


def _worked(store: RunStore, run: Run) -> Run:
    start_worker(run.number)
    while (now := store.run(run.number)).state.is_live:
        time.sleep(POLL_S)
    assert now.state is RunState.FINISHED, now.problem
    return now


def _drawn(store: RunStore, run: Run) -> tuple[int, int]:
    """Tokens that a run drew, and those of prompts and thoughts that it had read."""
    own = [s.generation.usage for s in store.iter_samples(run.number) if not s.row.pooled]
    read = sum(usage.reread + (0 if usage.inherited else usage.prompt) for usage in own)
    return sum(usage.drawn for usage in own), read


def _surface(ways: Sequence[Way], sizes: Sequence[int], title: str) -> None:
    rows = []
    for dial in dict.fromkeys(way.run.plan.dial for way in _by_budget(ways)):
        line = [way for way in ways if way.run.plan.dial == dial]
        cells = [f"{100 * way.replayed.estimates[Measure.ACCURACY].value:.1f}" for way in line]
        rows.append((f"think {dial.label()}", *cells, line[0].origin))
    headings = ("accuracy, %", *(f"of {size}" for size in sizes), "")
    table.show(f"{title}: {len(ways)} points", headings, rows)


def _by_budget(ways: Sequence[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: way.run.plan.dial.tokens or 0)


def _told(
    ways: Sequence[Way],
    spent: Sequence[tuple[int, int]],
    questions: int,
    times: tuple[float, float],
) -> None:
    tokens = [way.replayed.estimates[Measure.TOKENS].value * questions for way in ways]
    drawn, read = sum(own for own, _ in spent), sum(own for _, own in spent)
    largest, apart = max(tokens), sum(tokens)
    bound = "" if len(ways) < 25 else f" (has to be at most {MOST_RATIO})"
    table.show(
        "what it took",
        ("", "tokens drawn", "of the largest point"),
        [
            ("the largest single point", f"{largest:,.0f}", "1.00"),
            ("the sampling pass", f"{spent[0][0]:,}", f"{spent[0][0] / largest:.2f}"),
            ("pass and sweep together", f"{drawn:,}", f"{drawn / largest:.2f}{bound}"),
            ("each point run apart", f"{apart:,.0f}", f"{apart / largest:.2f}"),
            ("apart, over together", "", f"{apart / drawn:.2f}"),
        ],
    )
    print(
        f"read: {read:,} tokens of prompts and thoughts; {times[0]:.0f} s to sample,"
        f" {times[1] - times[0]:.0f} s to sweep"
    )
