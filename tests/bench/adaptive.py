"""What adaptive consistency saves on a recorded pool of the embedded model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from bench import table
from bench.homes import embedded_home
from jevons.core.analysis.replay import Measure, Replayed, replay
from jevons.core.analysis.run_pools import RunPools, read_pools
from jevons.core.exams.sources import ExamOptions, find_exam
from jevons.core.models.registry import find_model
from jevons.core.records import Dial
from jevons.core.runs.library import Library
from jevons.core.runs.run import INDEPENDENT, Run, RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.launch import start_worker
from jevons.core.state.figures import measure
from jevons.core.strategies.registry import parse, spelled, to_json

MODEL = "smollm2-135m"
EXAM, LEVEL = "arithmetic", 1
ANSWER_TOKENS = 48
SAMPLES = 32
ORDERS = 32
ADAPTIVE = "adaptive-consistency"
STRATEGIES = (
    f"self-consistency:samples={SAMPLES}",
    ADAPTIVE,
    "adaptive-consistency:pace=one",
    f"lossless:samples={SAMPLES}",
    "single",
)
NEAR, SAVED = 0.5, 60
"""Points of accuracy within which it has to be, at so many per cent of the tokens."""
POLL_S = 0.2


def run(*, quick: bool) -> None:
    """Draw the pool, replay, and print the figures beside one another."""
    with embedded_home(MODEL) as is_here:
        if not is_here:
            return
        library, _ = Library.open()
        try:
            _measure(library.runs, 20 if quick else 40)
        finally:
            library.close()


def _measure(store: RunStore, questions: int) -> None:
    began = time.perf_counter()
    drawn = _worked(store, questions, INDEPENDENT)
    seconds = time.perf_counter() - began
    pools = read_pools(store, drawn.number)
    found = replay(list(map(parse, STRATEGIES)), pools.pools, pools.clusters, orders=ORDERS)
    vote, adaptive = found[:2]
    title = f"{EXAM}-{LEVEL}, {questions} questions x {SAMPLES}, {MODEL}, thinking off"
    headings = ("", "accuracy %", "points", "samples", "tokens", "of the vote's")
    rows = [_row(each, vote) for each in found]
    live = _worked(store, questions, to_json(parse(ADAPTIVE)))
    table.show(title, headings, [*rows, _live_row(store, live, pools, vote)])
    points = 100 * (_value(adaptive, Measure.ACCURACY) - _value(vote, Measure.ACCURACY))
    share = 100 * _value(adaptive, Measure.TOKENS) / _value(vote, Measure.TOKENS)
    print(
        f"adaptive consistency: {points:+.2f} points (within {NEAR}) at {share:.0f} % of the"
        f" tokens (at most {SAVED} %); drawing the pool took {seconds:.0f} s"
    )


def _worked(store: RunStore, questions: int, strategy: str) -> Run:
    """A finished run; the later ones take their samples from the pool of the first."""
    exam = find_exam(EXAM, ExamOptions(level=LEVEL, questions=questions))
    params = replace(find_model(MODEL).params, max_tokens=ANSWER_TOKENS)
    plan = RunPlan((MODEL,), params, Dial.off(), samples=SAMPLES, strategy=strategy)
    run = store.create(exam, plan)
    start_worker(run.number)
    while (now := store.run(run.number)).state.is_live:
        time.sleep(POLL_S)
    assert now.state is RunState.FINISHED, now.problem
    return now


def _row(each: Replayed, vote: Replayed) -> Sequence[str]:
    right, tokens = _value(each, Measure.ACCURACY), _value(each, Measure.TOKENS)
    return (
        spelled(each.strategy),
        f"{100 * right:.2f}",
        f"{100 * (right - _value(vote, Measure.ACCURACY)):+.2f}",
        f"{_value(each, Measure.SAMPLES):.1f}",
        f"{tokens:.0f}",
        f"{100 * tokens / _value(vote, Measure.TOKENS):.0f} %",
    )


def _value(each: Replayed, what: Measure) -> float:
    return each.estimates[what].value


def _live_row(store: RunStore, live: Run, pools: RunPools, vote: Replayed) -> Sequence[str]:
    """The run that the strategy itself decided: its one order is that of the places."""
    answers = store.answers(live.number)
    figures = measure(store.tallies(live.number), pools.clusters, answers)
    assert figures.accuracy is not None
    tokens = sum(a.thinking_tokens + a.answer_tokens for a in answers.values()) / len(answers)
    right = figures.accuracy.value
    return (
        f"{ADAPTIVE}, a live run",
        f"{100 * right:.2f}",
        f"{100 * (right - _value(vote, Measure.ACCURACY)):+.2f}",
        f"{sum(a.samples for a in answers.values()) / len(answers):.1f}",
        f"{tokens:.0f}",
        f"{100 * tokens / _value(vote, Measure.TOKENS):.0f} %",
    )
