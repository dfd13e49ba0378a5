"""Questions, and replies to them, for tests of grading."""

from datetime import UTC, datetime

from jevons.core.records import (
    AnswerKind,
    Dial,
    FinishReason,
    Generation,
    Question,
    SamplingParams,
)


def reply(answer, finish=FinishReason.STOP, thinking=""):
    return Generation(
        id="g1",
        model="m",
        question="q",
        params=SamplingParams(),
        dial=Dial.off(),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        thinking=thinking,
        answer=answer,
        finish_reason=finish,
    )


def question(gold, kind=AnswerKind.MATH, text="What is it?", **fields):
    return Question("q1", text, gold, kind, **fields)
