"""A run with something of everything, for the tests of exports and imports."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO
from typing import Any

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.exams.exam import Exam
from jevons.core.records import Dial, FinishReason, Outcome, Surety, Timing, Usage, UsageSource
from jevons.core.runs.generation_rows import key_of
from jevons.core.runs.run import Caps, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn
from jevons.core.runs.transfer.run_export import RunFormat, write_run
from jevons.core.runs.transfer.run_snapshot import take_snapshot

HOSTILE = "=cmd|'/c calc'!A1\x1b]0;x\x07\u2028\u202e … 思考"
"""A thought that is out to do harm, in more than one script."""

SURETY = Surety(45, -0.25, 20, 2048, 3.5, 9.25, 9.0, 7.5, 7.25, 64, (8.0, 7.25))

RAW = {"prompt_tokens": 10, "details": {"x": [1, None, float("inf")], "é": "\ud800"}}


def a_mixed_run(store: RunStore, exam: Exam | None = None) -> int:
    """A finished run of four questions, two samples each; gives its number.

    Two are graded again, one failed twice, one came from the pool, one has no verdict, one
    no price; the eighth is missing.
    """
    exam = exam or an_exam(4)
    earlier = store.create(exam, PLAN)
    store.put(earlier.number, [_sample(exam, 1, 1)])
    plan = replace(PLAN, caps=Caps(usd=5.0), concurrency=8, judge="o1", surety_window=64)
    run = store.create(exam, plan)
    store.begin(run.number)
    store.put(run.number, [_sample(exam, 1, 0, Outcome.ERROR, usd=0.1, problem="cut off")])
    drawn = [
        _sample(exam, 0, 0, thinking=HOSTILE, answer=HOSTILE),
        _sample(exam, 0, 1, Outcome.TRUNCATED, finish_reason=FinishReason.LENGTH),
        _sample(exam, 1, 0, Outcome.ERROR, attempts=2, usd=0.2, problem="cut off again"),
        replace(_sample(exam, 1, 1), pooled=True, attempts=0, usd=0.0),
        _sample(exam, 2, 0, None, thinking=""),
        _sample(exam, 2, 1, Outcome.INCORRECT, usd=None),
        _sample(exam, 3, 0, usage=_usage(), timing=Timing(0.25, 1.5, 2.0, 26.5), surety=SURETY),
    ]
    store.put(run.number, drawn, busy_s=12.5)
    store.grade(run.number, [(0, 1, a_verdict(Outcome.CORRECT, extracted=None, confidence=0.75))])
    store.grade(run.number, [(0, 0, a_verdict(Outcome.INCORRECT, how=HOSTILE, grader="test-2"))])
    store.charge(run.number, 0.3)
    store.tell(run.number, RunState.FINISHED, 0.1)
    return run.number


def a_sweep(store: RunStore) -> tuple[int, int]:
    """A run of one question and a sweep of it: one thought ended in time, the other was cut."""
    exam, thinks = an_exam(1), replace(PLAN, dial=Dial.budget(30))
    whole = store.create(exam, thinks)
    short, long = (
        _of_dial(_sample(exam, 0, sample, usage=Usage(thinking=thinking)), thinks.dial, exam)
        for sample, thinking in ((0, 5), (1, 30))
    )
    store.put(whole.number, [short, long])
    cut = store.create(exam, replace(thinks, dial=Dial.budget(8), cut_of=whole.number))
    answer = _sample(exam, 0, 1, id="cut", parent_id=long.generation.id, usage=Usage(thinking=8))
    taken = replace(short, pooled=True, attempts=0, usd=0.0)
    store.put(cut.number, [taken, _of_dial(answer, cut.plan.dial, exam)])
    for run in (whole, cut):
        store.tell(run.number, RunState.FINISHED, 1.0)
    return whole.number, cut.number


def _of_dial(drawn: Drawn, dial: Dial, exam: Exam) -> Drawn:
    """The sample, drawn with another dial."""
    generation = replace(drawn.generation, dial=dial)
    key = key_of(generation, exam.messages(exam.questions[drawn.question]))
    return replace(drawn, generation=generation, key=key)


def _sample(
    exam: Exam,
    question: int,
    sample: int,
    outcome: Outcome | None = Outcome.CORRECT,
    *,
    usd: float | None = 0.25,
    attempts: int = 1,
    **changes: Any,
) -> Drawn:
    """A sample whose generation has a seed, and what `changes` say."""
    drawn = a_sample(question, sample, outcome, exam=exam, usd=usd, attempts=attempts)
    seeded = replace(drawn.generation.params, seed=100 * question + sample)
    return replace(drawn, generation=replace(drawn.generation, params=seeded, **changes))


def _usage() -> Usage:
    """Usage with no field at its default."""
    usage = Usage(
        prompt=100,
        cached=40,
        thinking=30,
        answer=5,
        requested_thinking=64,
        source=UsageSource.REPORTED,
        reread=50,
        reread_cached=20,
        raw=(RAW,),
        inherited=25,
    )
    texts = [field.name for field in fields(Usage) if field.default == ""]
    return replace(usage, **dict.fromkeys(texts, "said"))


def exported(store: RunStore, number: int, form: RunFormat = RunFormat.JSONL) -> bytes:
    """A run as a file."""
    out = BytesIO()
    write_run(take_snapshot(store, number), form, out)
    return out.getvalue()
