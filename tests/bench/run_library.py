"""A library with one large run in it, made without a model."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from jevons.core.exams.exam import Exam
from jevons.core.records import (
    AnswerKind,
    Dial,
    FinishReason,
    Generation,
    Outcome,
    Question,
    SamplingParams,
    Timing,
    Usage,
    Verdict,
)
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan, RunState
from jevons.core.runs.sample_rows import Drawn

MODEL = "scripted"
BATCH = 2_000
WEIGHTS = {
    Outcome.CORRECT: 60,
    Outcome.INCORRECT: 25,
    Outcome.TRUNCATED: 12,
    Outcome.UNPARSED: 3,
}


def an_exam(questions: int) -> Exam:
    """So many questions of the usual length."""
    return Exam(
        f"exam-{questions}",
        tuple(
            Question(
                id=f"q/{n}",
                text=f"A farmer has {n + 2} baskets with {n % 97 + 3} apples each, and gives every"
                " seventh apple to a neighbour. How many apples does the farmer keep?",
                gold=str(n),
                kind=AnswerKind.NUMBER,
            )
            for n in range(questions)
        ),
    )


def fill(questions: int, samples: int) -> None:
    """Put a finished run into the user's library."""
    library, _ = Library.open()
    store, exam = library.runs, an_exam(questions)
    plan = RunPlan((MODEL,), SamplingParams(), Dial.budget(4096), samples=samples)
    number = store.create(exam, plan).number
    store.begin(number)
    batch: list[Drawn] = []
    for drawn in samples_of(exam, plan):
        batch.append(drawn)
        if len(batch) == BATCH:
            store.put(number, batch, busy_s=BATCH / 100)
            batch.clear()
    store.put(number, batch)
    store.tell(number, RunState.FINISHED, 1.0)
    library.close()


def samples_of(exam: Exam, plan: RunPlan) -> Iterator[Drawn]:
    """All samples of a run, graded."""
    rng, now = random.Random(0), datetime.now(UTC)
    outcomes, weights = list(WEIGHTS), list(WEIGHTS.values())
    for position, question in enumerate(exam.questions):
        key = pool_key(MODEL, plan.params, plan.dial, exam.messages(question))
        for sample, outcome in enumerate(rng.choices(outcomes, weights, k=plan.samples)):
            tokens = rng.randint(200, 4096)
            generation = Generation(
                id=f"{exam.name}-{position}-{sample}",
                model=MODEL,
                question=question.text,
                params=plan.params,
                dial=plan.dial,
                created_at=now,
                thinking="Dividing by seven gives the apples that are given away.",
                answer=f"The farmer keeps \\boxed{{{question.gold}}} apples.",
                finish_reason=FinishReason.STOP,
                usage=Usage(80, 0, tokens, 40),
                timing=Timing(0.3, tokens / 80, tokens / 80 + 0.5, 80.0),
            )
            verdict = Verdict(outcome, question.gold, question.gold, "last box; equal", "number-1")
            yield Drawn(position, sample, generation, key, verdict, usd=tokens * 2.2e-6)
