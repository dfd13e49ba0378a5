"""A sample as Inspect's eval logs have it (inspect-ai 0.3, log version 2: `EvalSample`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jevons.core.exams.exam import Exam
from jevons.core.records import FinishReason, Generation, Outcome, Question, Usage, Verdict
from jevons.core.runs.sample_rows import Sample
from jevons.core.runs.transfer.run_lines import outcome_of

SCORER = "jevons"
"""The name that our verdicts have as scores."""

SUMMARY_LIMIT = 1000
"""Characters of a text in the summary of a sample, of which the viewer holds all."""

_STOP_REASONS = {
    FinishReason.STOP: "stop",
    FinishReason.LENGTH: "max_tokens",
    FinishReason.FILTERED: "content_filter",
}

_SCORE_REASONS = {
    Outcome.UNPARSED: "invalid_response_format",
    Outcome.REFUSED: "refusal",
    Outcome.GRADER_TIMEOUT: "scoring_failed",
    Outcome.JUDGE_FAILED: "grader_failed",
}
"""Why a score is out of the ordinary, in Inspect's words (`ScoreReason`)."""


def sample_object(sample: Sample, exam: Exam, sample_id: str | int) -> dict[str, Any]:
    """The sample whole; its messages have the thought as a part of its own."""
    row, generation = sample.row, sample.generation
    question = exam.questions[row.question]
    chat: list[dict[str, Any]] = [
        {"id": f"{generation.id}-{message.role}", "role": message.role, "content": message.content}
        for message in exam.messages(question)
    ]
    reply = _reply(generation)
    return {
        "id": sample_id,
        "epoch": row.sample + 1,
        "input": question.text,
        "target": question.gold,
        "messages": [*chat, reply],
        "output": _output(generation, reply),
        "scores": _scores(sample),
        "metadata": {
            **question.metadata,
            "cluster": cluster_of(question),
            "question_id": question.id,
            "kind": question.kind,
            "generation": generation.id,
            "finish_reason": generation.finish_reason,
            "attempts": sample.attempts,
            "pooled": row.pooled,
            "tokens_are": generation.usage.source,
        },
        "store": {},
        "events": [],
        "model_usage": {generation.model: usage_object(generation.usage, row.usd)},
        **_times(generation),
        "uuid": f"{generation.id}-{row.question}-{row.sample}",
        **_error(sample),
        "attachments": {},
    }


def summary_object(sample: Mapping[str, Any]) -> dict[str, Any]:
    """What the viewer lists of the object of a sample (`EvalSampleSummary`)."""
    alike = ("id", "epoch", "model_usage", "started_at", "completed_at", "total_time")
    scores = {
        name: {key: _cut(value) for key, value in score.items() if key != "history"}
        for name, score in sample["scores"].items()
    }
    error = {"error": _cut(sample["error"]["message"])} if "error" in sample else {}
    return {
        **{name: sample[name] for name in alike},
        "input": _cut(sample["input"]),
        "target": _cut(sample["target"]),
        "metadata": {"cluster": _cut(sample["metadata"]["cluster"])},
        "scores": scores,
        "working_time": sample["working_time"],
        "uuid": sample["uuid"],
        **error,
        "completed": True,
        "message_count": len(sample["messages"]),
    }


def usage_object(usage: Usage, usd: float | None) -> dict[str, Any]:
    """Tokens as Inspect counts them: its input leaves out what came from the cache."""
    cached = usage.cached + usage.reread_cached
    read = usage.prompt + usage.reread
    return {
        "input_tokens": read - cached,
        "input_tokens_cache_read": cached,
        "output_tokens": usage.output,
        "reasoning_tokens": usage.thinking,
        "total_tokens": read + usage.output,
        "total_cost": usd,
    }


def cluster_of(question: Question) -> str:
    """The questions it hangs together with; a question of its own is named by its id."""
    return question.cluster or question.id


def _reply(generation: Generation) -> dict[str, Any]:
    thought = [{"type": "reasoning", "reasoning": generation.thinking}]
    return {
        "id": f"{generation.id}-assistant",
        "role": "assistant",
        "source": "generate",
        "model": generation.model,
        "content": [
            *(thought if generation.thinking else []),
            {"type": "text", "text": generation.answer},
        ],
    }


def _output(generation: Generation, reply: dict[str, Any]) -> dict[str, Any]:
    reason = generation.finish_reason
    stop_reason = _STOP_REASONS.get(reason, "unknown") if reason else "unknown"
    cost = generation.cost
    return {
        "model": generation.model,
        "choices": [{"message": reply, "stop_reason": stop_reason}],
        "completion": generation.answer,
        "usage": usage_object(generation.usage, cost.here_usd if cost else None),
        "time": generation.timing.total_s,
        "error": generation.problem or None,
    }


def _scores(sample: Sample) -> dict[str, Any]:
    """The newest verdict as a score; where there are earlier ones, all as its history."""
    if not sample.verdicts:
        return {}
    score = _score(sample.verdicts[0][1])
    if len(sample.verdicts) > 1:
        score["history"] = [
            _score(verdict) | ({"provenance": _provenance(at, verdict)} if number else {})
            for number, (at, verdict) in enumerate(reversed(sample.verdicts))
        ]
    return {SCORER: score}


def _score(verdict: Verdict) -> dict[str, Any]:
    return {
        "value": "C" if verdict.outcome is Outcome.CORRECT else "I",
        "answer": verdict.extracted,
        "explanation": verdict.how,
        "reason": _SCORE_REASONS.get(verdict.outcome),
        "metadata": {
            "outcome": verdict.outcome,
            "grader": verdict.grader,
            "key": verdict.key,
            "confidence": verdict.confidence,
        },
    }


def _provenance(at: datetime, verdict: Verdict) -> dict[str, Any]:
    return {"timestamp": at.isoformat(), "author": verdict.grader, "reason": "graded again"}


def _times(generation: Generation) -> dict[str, Any]:
    seconds = generation.timing.total_s
    began = generation.created_at
    ended = None if seconds is None else (began + timedelta(seconds=seconds)).isoformat()
    return {
        "started_at": began.isoformat(),
        "completed_at": ended,
        "total_time": seconds,
        "working_time": seconds,
    }


def _error(sample: Sample) -> dict[str, Any]:
    """The error of a sample that failed."""
    if outcome_of(sample) != Outcome.ERROR:
        return {}
    message = sample.generation.problem or "the generation failed"
    return {"error": {"message": message, "traceback": "", "traceback_ansi": ""}}


def _cut(value: Any) -> Any:
    return value[:SUMMARY_LIMIT] if isinstance(value, str) else value
