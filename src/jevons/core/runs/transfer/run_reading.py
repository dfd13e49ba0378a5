"""The lines that `run_lines` writes, read back; the file may come from anyone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError
from jevons.core.records import (
    AnswerKind,
    Cost,
    Dial,
    DialMode,
    FinishReason,
    Generation,
    Outcome,
    PriceElsewhere,
    Purpose,
    Question,
    SamplingParams,
    Surety,
    Timing,
    Usage,
    UsageSource,
    Verdict,
)
from jevons.core.runs.run import UNGRADED, Caps, RunPlan, RunState
from jevons.core.runs.sample_rows import Sample, SampleRow
from jevons.core.runs.transfer.fields import Fields
from jevons.core.runs.transfer.run_lines import FORMAT, VERSION


@dataclass(frozen=True)
class RunHeader:
    """What the first line says: the run, its exam, and how many samples follow.

    The plan's `cut_of` is the number that the run with the thoughts has where this one is from.
    """

    samples: int
    exam: Exam
    plan: RunPlan
    state: RunState
    problem: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    busy_s: float
    other_usd: float


class NotOursError(ValueError):
    """A first line that no jevons wrote, or a newer one."""


def read_header(line: bytes) -> RunHeader:
    """Read the first line.

    Raises:
        NotOursError: it is not the first line of a run, or one of a newer format.
        ValueError: it is, and something is wrong with it.
    """
    try:
        fields = Fields.parse(line)
        if fields.text("format") != FORMAT:
            raise ValueError
        version = fields.count("version")
    except ValueError:
        raise NotOursError("it is not a run that jevons wrote") from None
    if version != VERSION:
        raise NotOursError(f"it has format {version}, and this jevons reads {VERSION}")
    run, exam = fields.object("run"), _exam(fields.object("exam"))
    return RunHeader(
        samples=fields.count("samples"),
        exam=exam,
        plan=_plan(fields.object("plan")),
        state=run.one_of("state", RunState),
        problem=run.text("problem"),
        created_at=run.time("created_at"),
        started_at=run.time_or_none("started_at"),
        ended_at=run.time_or_none("ended_at"),
        busy_s=run.number("busy_s"),
        other_usd=run.number("other_usd"),
    )


def read_sample(line: bytes, header: RunHeader) -> Sample:
    """Read the line of a sample.

    Raises:
        ValueError: it is not one of that run's; the message says why.
    """
    fields = Fields.parse(line)
    question, sample = fields.count("position"), fields.count("sample")
    if question >= len(header.exam.questions) or sample >= header.plan.samples:
        raise ValueError(f"the run has no sample {sample} of question {question}")
    if fields.object("question").text("id") != header.exam.questions[question].id:
        raise ValueError("its question is another than the run's")
    generation = _generation(fields)
    if not _is_of(generation, header.plan):
        raise ValueError("it was drawn from another model, or otherwise, than its run")
    verdicts = tuple(map(_verdict, fields.objects("verdicts")))
    row = SampleRow(
        question=question,
        sample=sample,
        outcome=verdicts[0][1].outcome if verdicts else UNGRADED,
        pooled=fields.flag("pooled"),
        thinking_tokens=generation.usage.thinking,
        answer_tokens=generation.usage.answer,
        seconds=generation.timing.total_s or 0.0,
        usd=fields.number_or_none("usd"),
        finished_at=fields.time("finished_at").timestamp(),
    )
    return Sample(row, fields.count("attempts"), generation, verdicts)


def _is_of(generation: Generation, plan: RunPlan) -> bool:
    """Whether a run has such samples; a sweep also those that ended their thought in its budget."""
    if (generation.model, replace(generation.params, seed=None)) != (plan.model, plan.params):
        return False
    budget = plan.dial.tokens if plan.cut_of is not None else None
    ended = budget is not None and generation.usage.thinking <= budget
    return ended or generation.dial == plan.dial


def _exam(fields: Fields) -> Exam:
    exam = Exam(
        name=fields.text("name"),
        questions=tuple(map(_question, fields.objects("questions"))),
        instruction=fields.text("instruction"),
        system=fields.text("system"),
        source=fields.text("source"),
    )
    if exam.digest != fields.text("digest"):
        raise ValueError("its questions are not those that the run was made with")
    return exam


def _question(fields: Fields) -> Question:
    return Question(
        id=fields.text("id"),
        text=fields.text("text"),
        gold=fields.text("gold"),
        kind=fields.one_of("kind", AnswerKind),
        cluster=fields.text("cluster"),
        checker=fields.text("checker"),
        metadata=fields.mapping("metadata"),
    )


def _plan(fields: Fields) -> RunPlan:
    models = fields.texts("models")
    if not models:
        raise ValueError("it names no model")
    caps = fields.object("caps")
    plan = RunPlan(
        models=models,
        params=replace(_params(fields.object("params")), seed=None),
        dial=_dial(fields.object("dial")),
        samples=fields.count("samples", least=1),
        strategy=fields.text("strategy"),
        caps=Caps(
            usd=caps.number_or_none("usd"),
            tokens=caps.count_or_none("tokens"),
            seconds=caps.number_or_none("seconds"),
        ),
        concurrency=fields.count_or_none("concurrency", least=1),
        judge=fields.text("judge"),
        surety_window=fields.count_or_none("surety_window", least=1),
        cut_of=fields.count_or_none("cut_of", least=1),
    )
    try:
        _ = plan.decider
    except ProblemError as error:
        raise ValueError(error.problem.what) from error
    return plan


def _params(fields: Fields) -> SamplingParams:
    return SamplingParams(
        temperature=fields.number_or_none("temperature"),
        top_p=fields.number_or_none("top_p"),
        top_k=fields.integer_or_none("top_k"),
        min_p=fields.number_or_none("min_p"),
        max_tokens=fields.count_or_none("max_tokens"),
        seed=fields.integer_or_none("seed"),
    )


def _dial(fields: Fields) -> Dial:
    minimum = fields.count("minimum")
    match fields.one_of("mode", DialMode):
        case DialMode.OFF:
            return Dial.off()
        case DialMode.BUDGET:
            return Dial.budget(fields.count("tokens", least=1), minimum)
        case DialMode.UNLIMITED:
            return Dial.unlimited(minimum)


def _generation(fields: Fields) -> Generation:
    origin = fields.object("generation")
    return Generation(
        id=origin.text("id"),
        model=origin.text("model"),
        question=origin.text("asked"),
        params=_params(origin.object("params")),
        dial=_dial(origin.object("dial")),
        created_at=origin.time("created_at"),
        thinking=fields.text("thinking"),
        answer=fields.text("answer"),
        finish_reason=fields.one_of("finish_reason", FinishReason),
        usage=_usage(fields.object("usage")),
        timing=_timing(fields.object("timing")),
        cost=_cost(fields.object("cost")) if fields.given("cost") else None,
        fingerprint=origin.text("fingerprint"),
        parent_id=origin.text_or_none("parent_id"),
        purpose=_purpose(origin),
        problem=fields.text("problem"),
        surety=_surety(fields.object("surety")) if fields.given("surety") else None,
    )


def _surety(fields: Fields) -> Surety:
    return Surety(
        tokens=fields.count("tokens", least=1),
        logprob=fields.number_to_zero("logprob"),
        top=fields.count("top"),
        window=fields.count("window", least=1),
        self_certainty=fields.number_or_none("self_certainty"),
        confidence=fields.number_or_none("confidence"),
        tail_confidence=fields.number_or_none("tail_confidence"),
        bottom_confidence=fields.number_or_none("bottom_confidence"),
        lowest_confidence=fields.number_or_none("lowest_confidence"),
        stride=fields.count("stride", least=1),
        trail=fields.numbers("trail"),
    )


def _purpose(origin: Fields) -> Purpose:
    """What it was drawn for; files from before that was told have whole answers alone."""
    return origin.one_of("purpose", Purpose) if origin.given("purpose") else Purpose.SOLVE


def _usage(fields: Fields) -> Usage:
    return Usage(
        prompt=fields.count("prompt"),
        cached=fields.count("cached"),
        thinking=fields.count("thinking"),
        answer=fields.count("answer"),
        requested_thinking=fields.count_or_none("requested_thinking"),
        thought_ended_by=fields.text_or_none("thought_ended_by") or "",
        source=fields.one_of("source", UsageSource),
        reread=fields.count("reread"),
        reread_cached=fields.count("reread_cached"),
        raw=fields.mappings("raw"),
        inherited=fields.count_or_none("inherited") or 0,
    )


def _timing(fields: Fields) -> Timing:
    return Timing(*(fields.number_or_none(name) for name in Timing.__slots__))


def _cost(fields: Fields) -> Cost:
    elsewhere = tuple(
        PriceElsewhere(price.text("model"), price.day("at"), price.number("usd"))
        for price in fields.objects("elsewhere")
    )
    return Cost(
        fields.number_or_none("here_usd"),
        fields.text("assumption"),
        elsewhere,
        fields.number_or_none("spent_usd"),
    )


def _verdict(fields: Fields) -> tuple[datetime, Verdict]:
    verdict = Verdict(
        outcome=fields.one_of("outcome", Outcome),
        extracted=fields.text_or_none("extracted"),
        key=fields.text_or_none("key"),
        how=fields.text("how"),
        grader=fields.text("grader"),
        confidence=fields.number_or_none("confidence"),
    )
    return fields.time("graded_at"), verdict
