"""Strategies that go step by step, on the embedded model: what each takes for its answers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from bench import table
from bench.homes import home
from jevons.core import paths
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import Way, ways_of
from jevons.core.exams.exam import Exam
from jevons.core.exams.sources import ExamOptions, find_exam
from jevons.core.models.engine.launch import stop_engine
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Dial
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.launch import start_worker
from jevons.core.strategies.registry import parse_any, to_json

MODEL = "smollm2-135m"
EXAM, LEVEL = "arithmetic", 1
LONGEST = 96
ANSWER_TOKENS = 24
STRATEGIES = (
    "single",
    "probing:window=2,chunk=16,trial=8",
    "probing:window=3,chunk=16,trial=8",
    "confident-exit:chunk=24,trial=8,threshold=0.7",
    "revision:revisions=2",
    "beam:beams=4,width=2,depth=4,tokens=32,score=logprob",
    "diverse-trees:trees=2,width=2,depth=4,tokens=32,score=logprob",
)
POLL_S = 0.2


def run(*, quick: bool) -> None:
    """Put an exam to the model by each strategy, and print what it took."""
    try:
        spec = find_model(MODEL)
    except ProblemError as error:
        print(f"\nsteps: skipped: {error}")
        return
    assert spec.path is not None
    exam = find_exam(EXAM, ExamOptions(level=LEVEL, questions=4 if quick else 8))
    with home(None):
        paths.weights_dir().mkdir(parents=True)
        model = paths.weights_dir() / spec.path.name
        model.symlink_to(spec.path.resolve())
        library, _ = Library.open()
        try:
            _measure(library.runs, exam)
        finally:
            library.close()
            asyncio.run(stop_engine(model))


def _measure(store: RunStore, exam: Exam) -> None:
    found = [_worked(store, exam, name) for name in STRATEGIES]
    ways = ways_of(store, [number for number, _ in found]).ways
    single = ways[0].replayed.estimates[Measure.TOKENS].value
    table.show(
        f"{EXAM}-{LEVEL}, {len(exam.questions)} questions, think {LONGEST}: a question takes",
        ("strategy", "right, %", "thinking", "tokens", "of single", "seconds"),
        [
            _row(name, way, single, seconds / len(exam.questions))
            for name, way, (_, seconds) in zip(STRATEGIES, ways, found, strict=True)
        ],
    )


def _row(name: str, way: Way, single: float, seconds: float) -> table.Row:
    estimates = way.replayed.estimates
    tokens = estimates[Measure.TOKENS].value
    return (
        name,
        f"{100 * estimates[Measure.ACCURACY].value:.0f}",
        f"{estimates[Measure.THINKING].value:.0f}",
        f"{tokens:.0f}",
        f"{tokens / single:.2f}",
        f"{seconds:.1f}",
    )


def _worked(store: RunStore, exam: Exam, name: str) -> tuple[int, float]:
    """The run by that strategy, and the seconds that it took."""
    params = replace(find_model(MODEL).params, max_tokens=ANSWER_TOKENS)
    strategy = to_json(parse_any(name))
    plan = RunPlan((MODEL,), params, Dial.budget(LONGEST), strategy=strategy)
    number = store.create(exam, plan).number
    began = time.perf_counter()
    start_worker(number)
    while (now := store.run(number)).state.is_live:
        time.sleep(POLL_S)
    assert now.state is RunState.FINISHED, now.problem
    return number, time.perf_counter() - began
