"""Runs in words and as JSON, for the command line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from jevons.core.analysis.forecast import Forecast
from jevons.core.analysis.run_scores import (
    SampleScores,
    SelfKnowledge,
    sample_scores,
    self_knowledge,
)
from jevons.core.exams.exam import Exam
from jevons.core.records import Estimate
from jevons.core.runs.run import Run, RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.state.figures import Figures, measure, usd_per_right
from jevons.core.state.ledger import MISSING, hints, ledger_parts, part_name, planned_word
from jevons.core.state.meter import dollars
from jevons.core.state.pace import Pace
from jevons.core.state.quantities import (
    amount,
    counted,
    dollars_interval,
    duration,
    percent,
    percent_interval,
    rate,
)
from jevons.core.state.run import allocation_note, progress
from jevons.core.state.runs import right_and_graded
from jevons.core.visible_text import one_line


def forecast_lines(exam: Exam, plan: RunPlan, expected: Forecast) -> Iterator[str]:
    """What a run will take, and what it can tell."""
    asked = f"{exam.name}: {asked_line(len(exam.questions), plan)}"
    held = f", {expected.pooled:,} of them drawn before" if expected.pooled else ""
    yield f"{asked} for {', '.join(plan.models)}, thinking {plan.dial.label()}{held}"
    counts = f"about {expected.drawn:,}, at most {expected.most:,} samples"
    parts = [
        *([counts] if expected.most > expected.drawn else []),
        f"{_range(expected.tokens, amount)} tokens",
        "dollars unknown" if expected.usd is None else _range(expected.usd, dollars),
        _range(expected.seconds, duration),
    ]
    yield f"expected: {', '.join(parts)} ({expected.basis})"
    if note := allocation_note(plan):
        yield note
    yield (
        f"two such runs differ for sure from {100 * expected.difference:.1f} points of accuracy on"
        " (found four times in five, at 95 %)"
    )


def _range(estimate: Estimate, text: Any) -> str:
    return f"{text(estimate.value)} [{text(estimate.low)} to {text(estimate.high)}]"


def progress_line(run: Run, pace: Pace) -> str:
    """Where a run stands, in one line."""
    total = run.ledger.total
    right, graded = right_and_graded(run)
    done = percent(progress(run), 0)
    parts = [
        f"run {run.number} {run.state} {total.samples:,}/{run.planned:,} {done}",
        f"{run.answered:,} of {run.questions:,} answered" if run.decides else "",
        f"right {percent(right / graded)}" if graded else "",
        dollars(run.usd) if not total.unpriced else "",
        rate(pace.samples_per_s) if pace.samples_per_s else "",
        f"{duration(pace.left_s)} left" if pace.left_s and run.state is RunState.RUNNING else "",
    ]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the samples of a run say."""

    figures: Figures
    usd_per_right: Estimate | None
    together: SampleScores | None
    self_knowledge: SelfKnowledge | None


def findings_of(store: RunStore, run: Run) -> Findings:
    """Work out what a run came to so far; takes a second for a hundred thousand samples."""
    clusters = [question.cluster for question in store.exam(run.number).questions]
    tallies = store.tallies(run.number)
    verdicts = store.verdicts(run.number)
    answers = store.answers_if_any(run)
    return Findings(
        measure(tallies, clusters, answers),
        usd_per_right(tallies, clusters, answers),
        None if run.decides else sample_scores(verdicts, clusters),
        self_knowledge(verdicts),
    )


def print_report(store: RunStore, number: int, *, as_json: bool) -> None:
    """Print what a run came to."""
    run = store.run(number)
    findings = findings_of(store, run)
    print(run_object(run, findings) if as_json else "\n".join(report_lines(run, findings)))


def asked_line(questions: int, plan: RunPlan) -> str:
    """How many questions are asked, and how often each: `80 questions x 4`."""
    asked = counted(questions, "question")
    if not plan.strategy_name:
        return f"{asked} x {plan.samples}"
    strategy = one_line(plan.strategy_name, 80)
    if plan.steps is not None:
        return f"{asked} by {strategy}, step by step"
    return f"{asked} by {strategy}, at most {counted(plan.samples, 'sample')} of each"


def report_lines(run: Run, findings: Findings) -> Iterator[str]:
    """A run in some lines: what it was, its ledger, its figures."""
    plan, total = run.plan, run.ledger.total
    figures, per_right = findings.figures, findings.usd_per_right
    yield one_line(f"run {run.number} ({run.state}): {run.exam}, {', '.join(plan.models)}", 400)
    yield (
        f"  {asked_line(run.questions, plan)}, thinking {plan.dial.label()},"
        f" temperature {plan.params.temperature}"
    )
    if plan.cut_of is not None:
        yield f"  thoughts of run {plan.cut_of}, cut: only their answers were drawn and paid"
    if run.problem:
        yield f"  {one_line(run.problem, 2_000)}"
    parts = [part for part in ledger_parts(run.ledger) if part.count]
    ledger = " + ".join(f"{part.count:,} {part_name(part.part)}" for part in parts)
    most = f", at most {run.at_most:,}" if run.decides else ""
    yield f"  {ledger} = {run.planned:,} {planned_word(run)}{most}"
    if figures.accuracy is not None:
        what = f" of {counted(run.answered, 'answer')}" if run.decides else ""
        yield f"  accuracy{what} {percent_interval(figures.accuracy)} ({figures.accuracy.method})"
    if figures.given_answered is not None:
        yield f"  of what was answered {percent_interval(figures.given_answered)}"
    if figures.of_samples is not None:
        yield f"  of the samples {percent_interval(figures.of_samples)}"
    yield from _together(findings)
    if note := allocation_note(plan):
        yield f"  {note}"
    yield (
        f"  {amount(total.thinking_tokens)} thinking + {amount(total.answer_tokens)} answer tokens,"
        f" {duration(run.busy_s)}, {total.pooled:,} samples from the pool"
    )
    cost = "unknown" if total.unpriced else dollars(run.usd)
    yield f"  cost {cost}" + (
        f", a right answer {dollars_interval(per_right)}" if per_right is not None else ""
    )
    for hint in hints(run.ledger):
        yield f"  {hint}"


def _together(findings: Findings) -> Iterator[str]:
    """What several samples come to, and how well the model knows itself."""
    scores, known = findings.together, findings.self_knowledge
    if scores is not None:
        yield f"  pass@{scores.k} {percent_interval(scores.any_right)} (at least one is right)"
        yield f"  maj@{scores.k} {percent_interval(scores.majority)} (the vote of all is right)"
    if known is not None:
        hle = "" if known.hle is None else f", {percent(known.hle)} as HLE's scripts count"
        yield f"  calibration error {percent(known.rms)} (RMS, {known.answers:,} answers){hle}"


def run_object(run: Run, findings: Findings | None = None) -> str:
    """A run as a JSON object; its figures where they were worked out."""
    plan, total = run.plan, run.ledger.total
    figures = findings.figures if findings else Figures()
    fields = {
        "run": run.number,
        "exam": run.exam,
        "exam_digest": run.exam_digest,
        "models": list(plan.models),
        "questions": run.questions,
        "samples": plan.samples,
        "think": plan.dial.label(),
        "params": asdict(plan.params),
        "strategy": plan.strategy_name or plan.strategy,
        "cut_of": plan.cut_of,
        "caps": asdict(plan.caps),
        "state": run.state,
        "problem": run.problem,
        "ledger": {
            part_name(part.part).replace(" ", "_"): part.count
            for part in ledger_parts(run.ledger)
            if part.part != MISSING
        },
        "missing": run.ledger.missing,
        "planned": run.planned,
        "at_most": run.at_most,
        "answered": run.answered if run.decides else None,
        "accuracy": _fields(figures.accuracy),
        "accuracy_of_samples": _fields(figures.of_samples),
        "given_answered": _fields(figures.given_answered),
        "together": _fields(findings.together if findings else None),
        "self_knowledge": _fields(findings.self_knowledge if findings else None),
        "usage": {
            "prompt": total.prompt_tokens,
            "thinking": total.thinking_tokens,
            "answer": total.answer_tokens,
        },
        "pooled": total.pooled,
        "attempts": total.attempts,
        "cost_usd": None if total.unpriced else run.usd,
        "usd_per_right": _fields(findings.usd_per_right if findings else None),
        "busy_s": run.busy_s,
        "created_at": run.created_at.isoformat(),
        "ended_at": None if run.ended_at is None else run.ended_at.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)


def _fields(value: Estimate | SampleScores | SelfKnowledge | None) -> dict[str, Any] | None:
    """A value as JSON can hold it: `null` stands for a bound that is infinite."""
    if value is None:
        return None
    fields = asdict(value)
    return {name: None if field == math.inf else field for name, field in fields.items()}
