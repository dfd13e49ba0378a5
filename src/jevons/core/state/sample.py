"""What is told of one sample: what became of it and why, what it took."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.records import FinishReason, Question, Surety
from jevons.core.runs.run import Run
from jevons.core.runs.sample_rows import Sample
from jevons.core.state.ledger import part_name
from jevons.core.state.meter import Reading, dollars, seconds
from jevons.core.state.quantities import counted
from jevons.core.visible_text import one_line

LONGEST = 200
"""Characters of an answer that are shown on one line."""

_ENDS = {
    FinishReason.STOP: "ended by itself",
    FinishReason.LENGTH: "was cut at its limit of tokens",
    FinishReason.FILTERED: "was stopped by the server's filter",
    FinishReason.CANCELLED: "was stopped",
    FinishReason.ERROR: "failed",
}


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """A sample in labelled values. `outcome` is the newest verdict's, "" if it has none."""

    outcome: str
    verdict: tuple[Reading, ...]
    took: tuple[Reading, ...]
    drawn: tuple[Reading, ...]


def facts_of(sample: Sample, question: Question, run: Run) -> SampleFacts:
    """What is told of a sample above its thought and its answer."""
    surety = sample.generation.surety
    return SampleFacts(
        sample.row.outcome,
        _verdict(sample, question),
        (*_took(sample), *(_sureness(surety) if surety else ())),
        _drawn(sample, run),
    )


def _verdict(sample: Sample, question: Question) -> tuple[Reading, ...]:
    """What was extracted, what is right, and how the two were compared."""
    readings: list[Reading] = []
    verdict = sample.verdicts[0][1] if sample.verdicts else None
    extracted = verdict.extracted if verdict else None
    readings.append(("answer", "none found" if extracted is None else one_line(extracted, LONGEST)))
    readings.append(("right", _gold(question)))
    if verdict is not None:
        if verdict.how:
            readings.append(("by", one_line(verdict.how, LONGEST)))
        if verdict.grader:
            readings.append(("grader", one_line(verdict.grader, 60)))
        if verdict.confidence is not None:
            readings.append(("its own confidence", f"{100 * verdict.confidence:.0f} %"))
    if len(sample.verdicts) > 1:
        before = part_name(sample.verdicts[1][1].outcome)
        readings.append(("graded", f"{len(sample.verdicts)} times, before: {before}"))
    return tuple(readings)


def _gold(question: Question) -> str:
    if question.gold.strip():
        return one_line(question.gold, LONGEST)
    return f"whatever {question.checker} accepts" if question.checker else "not told"


def _took(sample: Sample) -> tuple[Reading, ...]:
    """Tokens, seconds and dollars."""
    row, timing = sample.row, sample.generation.timing
    budget = sample.generation.dial.tokens
    rate = "" if timing.tokens_per_s is None else f" at {timing.tokens_per_s:.0f} tok/s"
    return (
        ("thinking", f"{row.thinking_tokens:,}" + (f"/{budget:,}" if budget else "")),
        ("answer", f"{row.answer_tokens:,} tokens"),
        ("time", f"{seconds(timing.total_s)}{rate}"),
        ("cost", "from the pool, paid before" if row.pooled else dollars(row.usd)),
    )


def _sureness(surety: Surety) -> tuple[Reading, ...]:
    """How sure the model was of its words: means a token, in nats."""
    readings: list[Reading] = [("log-prob", f"{surety.logprob:.3f} a token")]
    if surety.self_certainty is not None:
        readings.append(("self-certainty", f"{surety.self_certainty:.2f}"))
    told = {
        "mean": surety.confidence,
        "tail": surety.tail_confidence,
        "bottom": surety.bottom_confidence,
        "lowest": surety.lowest_confidence,
    }
    parts = [f"{name} {value:.2f}" for name, value in told.items() if value is not None]
    if parts:
        over = f"{surety.top} likeliest, groups of {surety.window:,}"
        readings.append(("confidence", f"{', '.join(parts)} ({over})"))
    return tuple(readings)


def _drawn(sample: Sample, run: Run) -> tuple[Reading, ...]:
    """By whom and how it was drawn, and how it ended."""
    generation = sample.generation
    reason = generation.finish_reason
    readings: list[Reading] = [("model", one_line(generation.model, 60))]
    readings.append(("think", generation.dial.label()))
    if generation.params.temperature is not None:
        readings.append(("temperature", f"{generation.params.temperature:g}"))
    if generation.timing.ttft_s is not None:
        readings.append(("ttft", seconds(generation.timing.ttft_s)))
    readings.append(("it", _ENDS[reason] if reason else "is under way"))
    if generation.params.seed is not None:
        readings.append(("seed", str(generation.params.seed)))
    if sample.attempts > 1:
        readings.append(("drawn", f"in {counted(sample.attempts, 'attempt')}"))
    if len(run.plan.models) > 1:
        readings.append(("run of", one_line(", ".join(run.plan.models), 60)))
    if generation.problem:
        readings.append(("problem", one_line(generation.problem, LONGEST)))
    return tuple(readings)
