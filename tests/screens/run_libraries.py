"""Libraries with runs in them, for the tests of the screens that show them.

with runs_library() as store:
    fill(store, ["✓✗", "…?"])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from core.runs.library_samples import a_generation
from core.runs.run_samples import an_exam
from core.state.run_values import WORDS
from jevons.core.exams.exam import Exam
from jevons.core.records import (
    Dial,
    FinishReason,
    Outcome,
    SamplingParams,
    Timing,
    Usage,
    Verdict,
)
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn
from jevons.screens.run import RunScreen
from screens.app_driver import press, until

PLAN = RunPlan(
    models=("r1",), params=SamplingParams(max_tokens=64), dial=Dial.budget(256), samples=2
)


@contextmanager
def runs_library() -> Iterator[RunStore]:
    """The runs of the library that the app will open."""
    library, problems = Library.open()
    assert not problems
    try:
        yield library.runs
    finally:
        library.close()


def fill(
    store: RunStore,
    strips: Sequence[str],
    state: RunState = RunState.FINISHED,
    *,
    exam: Exam | None = None,
    problem: str = "",
    **plan: Any,
) -> int:
    """A run whose samples came out like the strips; a `·` is not drawn."""
    exam = exam or an_exam(len(strips))
    samples = max(map(len, strips))
    run = store.create(exam, replace(PLAN, **{"samples": samples} | plan))
    store.begin(run.number)
    drawn = [
        a_drawn(run.number, exam, question, sample, WORDS[sign], plan=run.plan)
        for question, strip in enumerate(strips)
        for sample, sign in enumerate(strip)
        if sign != "·"
    ]
    store.put(run.number, drawn, busy_s=10.0)
    store.tell(run.number, state, 0.0, problem)
    return run.number


def a_drawn(
    number: int, exam: Exam, question: int, sample: int, outcome: str, *, plan: RunPlan = PLAN
) -> Drawn:
    """A sample with a thought, an answer and a verdict."""
    asked = exam.questions[question]
    failed, right = outcome == Outcome.ERROR, outcome == Outcome.CORRECT
    said = asked.gold if right else "17"
    generation = a_generation(
        id=f"{number}-{question}-{sample}",
        model=plan.model,
        question=asked.text,
        params=plan.params,
        dial=plan.dial,
        parent_id=None,
        thinking=f"Thought {sample + 1} about it.\n\nIt is {said}, I think.",
        answer="" if failed else f"It is **{said}**, so the answer is \\boxed{{{said}}}.",
        usage=Usage(prompt=10, thinking=30, answer=5),
        timing=Timing(0.25, 1.5, 2.0, 26.5),
        finish_reason=FinishReason.ERROR if failed else FinishReason.STOP,
        problem="the server cut the stream" if failed else "",
        cost=None,
    )
    found = None if outcome in {Outcome.UNPARSED, Outcome.TRUNCATED, Outcome.ERROR} else said
    verdict = Verdict(Outcome(outcome), found, found, "last box; equal", "n-1") if outcome else None
    key = pool_key(plan.model, plan.params, plan.dial, exam.messages(asked))
    return Drawn(question, sample, generation, key, verdict, usd=0.25)


async def show_runs(pilot: Pilot[int]) -> Any:
    """Go to the table of runs, and wait until they were read."""
    await press(pilot, "alt+3")
    await until(pilot, lambda: pilot.app.screen.scope == "runs" and pilot.app.screen.view.was_read)
    return pilot.app.screen


async def open_run(pilot: Pilot[int]) -> RunScreen:
    """Open the first run of the table, and wait until its figures are there."""
    await show_runs(pilot)
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen))
    screen = pilot.app.screen
    await until(pilot, lambda: is_whole(screen))
    return screen


def is_whole(screen: RunScreen) -> bool:
    """Whether all that there is to read of the run is shown."""
    view = screen.view
    graded = sum(t.samples for t in view.run.ledger.tallies.values()) - view.run.ledger.count("")
    in_view = view.shown[: screen.rows.in_view[1] + 1]
    return (
        screen.was_read
        and view.figures.graded == graded
        and (view.measured.graded == graded or (view.run.state.is_live and view.measured.graded))
        and all(screen.outcomes_of(question) for question in in_view)
    )
