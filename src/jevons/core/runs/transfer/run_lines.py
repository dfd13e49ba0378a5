"""A run as lines of JSON: a header, then each of its samples with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from jevons import __version__
from jevons.core.records import Cost, Generation, Question, Verdict
from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.run import UNGRADED, RunPlan
from jevons.core.runs.sample_rows import Sample
from jevons.core.runs.transfer.run_snapshot import RunSnapshot

FORMAT = "jevons.run"
VERSION = 1
"""Raised when an older jevons could no longer read the lines as they are meant."""


def run_lines(snapshot: RunSnapshot) -> Iterator[bytes]:
    """The lines, each a JSON object in ASCII: harmless wherever they are shown.

    The same run gives the same bytes, wherever its library is.
    """
    yield _line(header_object(snapshot))
    questions = [question_object(question) for question in snapshot.exam.questions]
    for sample in snapshot.samples:
        yield _line(sample_object(sample, questions[sample.row.question]))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def header_object(snapshot: RunSnapshot) -> dict[str, Any]:
    """What the whole run is told by: its exam, its plan, how far it came, what it took.

    `samples` is the number of lines that follow.
    """
    run, exam = snapshot.run, snapshot.exam
    return {
        "format": FORMAT,
        "version": VERSION,
        "jevons": __version__,
        "samples": len(snapshot.places),
        "run": {
            "state": run.state,
            "problem": run.problem,
            "created_at": run.created_at.isoformat(),
            "started_at": _time(run.started_at),
            "ended_at": _time(run.ended_at),
            "busy_s": run.busy_s,
            "other_usd": run.other_usd,
        },
        "plan": plan_object(run.plan),
        "ledger": {
            "planned": run.planned,
            "missing": run.ledger.missing if run.decides else run.planned - len(snapshot.places),
            "outcomes": {
                outcome or "ungraded": _values(tally)
                for outcome, tally in sorted(snapshot.tallies.items())
            },
        },
        **({} if snapshot.answers is None else {"answers": _answers(snapshot.answers)}),
        "exam": {
            "name": exam.name,
            "digest": exam.digest,
            "source": exam.source,
            "instruction": exam.instruction,
            "system": exam.system,
            "questions": [question_object(question) for question in exam.questions],
        },
    }


def _answers(answers: Mapping[int, QuestionAnswer]) -> list[dict[str, Any]]:
    """What the run's strategy came to, for whoever reads the file: it follows from the samples."""
    return [_values(answer) for answer in answers.values()]


def plan_object(plan: RunPlan) -> dict[str, Any]:
    """What was to be done. The seed of each sample stands with the sample."""
    return _values(plan) | {
        "params": _values(plan.params),
        "dial": _values(plan.dial),
        "caps": _values(plan.caps),
    }


def question_object(question: Question) -> dict[str, Any]:
    """A question with its gold answer."""
    return _values(question)


def sample_object(sample: Sample, question: dict[str, Any]) -> dict[str, Any]:
    """A sample whole. `usd` counts all attempts, `cost` is that of the one that stands."""
    row, generation = sample.row, sample.generation
    return {
        "position": row.question,
        "sample": row.sample,
        "question": question,
        "outcome": outcome_of(sample) or None,
        "thinking": generation.thinking,
        "answer": generation.answer,
        "finish_reason": generation.finish_reason,
        "problem": generation.problem,
        "verdicts": [_verdict(at, verdict) for at, verdict in sample.verdicts],
        "usage": _values(generation.usage),
        "timing": _values(generation.timing),
        "cost": generation.cost and _cost(generation.cost),
        "surety": generation.surety and _values(generation.surety),
        "usd": row.usd,
        "attempts": sample.attempts,
        "pooled": row.pooled,
        "finished_at": datetime.fromtimestamp(row.finished_at, UTC).isoformat(),
        "generation": _origin(generation),
    }


def outcome_of(sample: Sample) -> str:
    """What the newest verdict says, `UNGRADED` if there is none."""
    return sample.verdicts[0][1].outcome if sample.verdicts else UNGRADED


def _origin(generation: Generation) -> dict[str, Any]:
    """Where a sample comes from: what was asked of which model, and how."""
    return {
        "id": generation.id,
        "parent_id": generation.parent_id,
        "purpose": generation.purpose,
        "model": generation.model,
        "asked": generation.question,
        "params": _values(generation.params),
        "dial": _values(generation.dial),
        "fingerprint": generation.fingerprint,
        "created_at": generation.created_at.isoformat(),
    }


def _verdict(at: datetime, verdict: Verdict) -> dict[str, Any]:
    return _values(verdict) | {"graded_at": at.isoformat()}


def _cost(cost: Cost) -> dict[str, Any]:
    elsewhere = [
        {"model": price.model, "at": price.at.isoformat(), "usd": price.usd}
        for price in cost.elsewhere
    ]
    return _values(cost) | {"elsewhere": elsewhere}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _values(record: Any) -> dict[str, Any]:
    """The fields of a record with slots; `dataclasses.asdict` copies all that is in them."""
    return {name: getattr(record, name) for name in type(record).__slots__}
