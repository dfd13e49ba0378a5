"""Exams, plans and drawn samples for the tests of runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.runs.library_samples import a_generation
from jevons.core.exams.exam import Exam
from jevons.core.records import (
    AnswerKind,
    Dial,
    FinishReason,
    Outcome,
    Question,
    SamplingParams,
    Timing,
    Usage,
    Verdict,
)
from jevons.core.runs.generation_rows import key_of
from jevons.core.runs.run import RunPlan
from jevons.core.runs.sample_rows import Drawn

PLAN = RunPlan(models=("r1",), params=SamplingParams(max_tokens=64), dial=Dial.off(), samples=2)


def an_exam(questions: int = 3, name: str = "sums") -> Exam:
    """So many sums; two questions after one another share a template."""
    return Exam(
        name,
        tuple(
            Question(
                id=f"{name}/{n}",
                text=f"What is {n} + {n}?",
                gold=str(2 * n),
                kind=AnswerKind.NUMBER,
                cluster=f"template-{n // 2}",
                metadata={"level": 1},
            )
            for n in range(questions)
        ),
        source="a test",
    )


def a_verdict(outcome: Outcome = Outcome.CORRECT, **changes: Any) -> Verdict:
    """What a grader said."""
    return replace(Verdict(outcome, "4", "4", "last box; equal", "test-1"), **changes)


def a_sample(
    question: int = 0,
    sample: int = 0,
    outcome: Outcome | None = Outcome.CORRECT,
    *,
    exam: Exam | None = None,
    usd: float | None = 0.25,
    **changes: Any,
) -> Drawn:
    """A sample of `an_exam`, drawn under `PLAN`."""
    exam = exam or an_exam()
    asked = exam.questions[question]
    failed = outcome is Outcome.ERROR
    generation = a_generation(
        id=f"{exam.name}-{question}-{sample}-{changes.get('attempts', 1)}",
        model=PLAN.model,
        question=asked.text,
        params=PLAN.params,
        dial=PLAN.dial,
        parent_id=None,
        surety=None,
        usage=Usage(prompt=10, thinking=30, answer=5),
        timing=Timing(total_s=2.0),
        finish_reason=FinishReason.ERROR if failed else FinishReason.STOP,
    )
    verdict = None if outcome is None else a_verdict(outcome)
    return Drawn(
        question,
        sample,
        generation,
        key_of(generation, exam.messages(asked)),
        verdict,
        usd=usd,
        **changes,
    )
