"""Runs of one exam with longer and longer thoughts, for what is made of several runs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.exams.exam import Exam
from jevons.core.records import Cost, Dial, Outcome, Timing, Usage
from jevons.core.runs.run import RunState
from jevons.core.runs.run_store import RunStore

QUESTIONS, SAMPLES = 12, 8
CHANCES = {0: 0.35, 64: 0.55, 256: 0.75}
"""How often a sample is right, by the tokens it thinks; easier questions more often."""


def fill_run(
    store: RunStore,
    thinking: int,
    *,
    exam: Exam | None = None,
    samples: int = SAMPLES,
    usd_per_token: float | None = 1e-6,
    **plan: Any,
) -> int:
    """A finished run of samples that think for about so many tokens, the same every time."""
    exam = exam or an_exam(QUESTIONS)
    dial = Dial.budget(thinking) if thinking else Dial.off()
    run = store.create(exam, replace(PLAN, samples=samples, dial=dial, **plan))
    store.begin(run.number)
    rng = random.Random(thinking)
    drawn = []
    for question in range(len(exam.questions)):
        ease = (question / len(exam.questions) - 0.5) * 0.6
        for sample in range(samples):
            right = rng.random() < CHANCES.get(thinking, 0.5) + ease
            key = exam.questions[question].gold if right else str(rng.choice([17, 18]))
            tokens = round(thinking * rng.uniform(0.6, 1.0))
            drawn.append(_drawn(run.number, exam, (question, sample), key, (tokens, usd_per_token)))
    store.put(run.number, drawn, busy_s=10.0)
    store.tell(run.number, RunState.FINISHED, 0.0)
    return run.number


def _drawn(
    number: int,
    exam: Exam,
    place: tuple[int, int],
    key: str,
    spent: tuple[int, float | None],
) -> Any:
    question, sample = place
    tokens, usd_per_token = spent
    right = key == exam.questions[question].gold
    outcome = Outcome.CORRECT if right else Outcome.INCORRECT
    one = a_sample(question, sample, outcome, exam=exam)
    usd = None if usd_per_token is None else (tokens + 5) * usd_per_token
    generation = replace(
        one.generation,
        id=f"{number}-{question}-{sample}",
        usage=Usage(prompt=10, thinking=tokens, answer=5),
        timing=Timing(total_s=(tokens + 5) / 50),
        cost=None if usd is None else Cost(usd, "set"),
    )
    verdict = a_verdict(outcome, key=key)
    return replace(one, generation=generation, key=generation.id, verdict=verdict, usd=usd)


def fill_sweep(store: RunStore, budgets: Sequence[int] = tuple(CHANCES), **run: Any) -> list[int]:
    """Runs of the same exam, one for each thinking budget."""
    return [fill_run(store, budget, **run) for budget in budgets]
