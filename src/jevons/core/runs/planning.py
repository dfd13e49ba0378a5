"""From what a user asks for to the plan of a run, refused where it makes no sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jevons.core.exams.exam import Exam
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Dial, SamplingParams, Timing, Usage
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import Caps, RunPlan

MOST_SAMPLES = 4096
"""Samples of a question, at most."""

MOST_AT_ONCE = 4096
"""Requests at once, at most."""

LARGEST_WINDOW = 65_536
"""Tokens of a group that confidence is summed up by, at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asks for; `None` leaves a choice to the model's own setting.

    `answer_tokens` is the most an answer may take, without the thinking. `surety_window` is
    that of `RunPlan`.
    """

    dial: Dial
    samples: int = 1
    temperature: float | None = None
    answer_tokens: int = 1024
    caps: Caps = field(default_factory=Caps)
    concurrency: int | None = None
    judge: str = ""
    surety_window: int | None = None


def plan_run(
    exam: Exam, models: Sequence[ModelSpec], wanted: Wanted, costing: Costing
) -> tuple[RunPlan, list[Problem]]:
    """The plan, and what the user should know of it before it starts.

    Raises:
        ProblemError: BAD_INPUT: it makes no sense as it is asked for.
    """
    _check_numbers(wanted)
    if not exam.questions:
        raise _refused(f"{exam.name} has no questions", "choose another exam, or fewer filters")
    if wanted.caps.usd is not None:
        _check_priced(models, costing)
    prose = any(question.kind is AnswerKind.JUDGED for question in exam.questions)
    if prose and not wanted.judge:
        raise _refused(
            f"{exam.name} has answers in prose, which a model must judge",
            "name one: --judge MODEL",
        )
    params = _params(models[0], wanted)
    plan = RunPlan(
        models=tuple(spec.name for spec in models),
        params=params,
        dial=wanted.dial,
        samples=wanted.samples,
        caps=wanted.caps,
        concurrency=wanted.concurrency,
        judge=wanted.judge if prose else "",
        surety_window=wanted.surety_window,
    )
    return plan, list(_notices(plan, exam, models))


def _params(spec: ModelSpec, wanted: Wanted) -> SamplingParams:
    params = replace(spec.params, max_tokens=wanted.answer_tokens, seed=None)
    if wanted.temperature is None:
        return params
    return replace(params, temperature=wanted.temperature)


def _check_numbers(wanted: Wanted) -> None:
    caps = wanted.caps
    checks = [
        (1 <= wanted.samples <= MOST_SAMPLES, f"samples are 1 to {MOST_SAMPLES:,} a question"),
        (wanted.answer_tokens >= 1, "an answer has at least 1 token"),
        (
            wanted.concurrency is None or 1 <= wanted.concurrency <= MOST_AT_ONCE,
            f"1 to {MOST_AT_ONCE:,} requests go out at once",
        ),
        (wanted.temperature is None or 0 <= wanted.temperature <= 2, "a temperature is 0 to 2"),
        (
            all(cap is None or cap > 0 for cap in (caps.usd, caps.tokens, caps.seconds)),
            "a cap is more than nothing",
        ),
        (
            wanted.surety_window is None or 1 <= wanted.surety_window <= LARGEST_WINDOW,
            f"a group for confidence is 1 to {LARGEST_WINDOW:,} tokens",
        ),
    ]
    for right, rule in checks:
        if not right:
            raise _refused(rule, "give a number in that range")


def _check_priced(models: Sequence[ModelSpec], costing: Costing) -> None:
    for spec in models:
        if costing.here(spec, Usage(), Timing()).here_usd is None:
            raise _refused(
                f"the price of {spec.name} is not known, so that dollars cannot be capped",
                "cap tokens or time, or add the model with --usd-per-hour or --price-model",
            )


def _notices(plan: RunPlan, exam: Exam, models: Sequence[ModelSpec]) -> list[Problem]:
    notices = []
    if plan.params.temperature == 0 and plan.samples > 1:
        notices.append(
            Problem(
                ProblemKind.BAD_INPUT,
                f"at temperature 0 the {plan.samples} samples of a question are nearly the same",
                remedy="take 1 sample, or a temperature such as 0.6",
            )
        )
    if exam.system and not all(spec.system_prompt for spec in models):
        notices.append(
            Problem(
                ProblemKind.UNSUPPORTED,
                f"{models[0].name} is best without a system prompt, and {exam.name} has one",
                remedy="read its answers with that in mind",
            )
        )
    if len({(spec.thinking, spec.tags) for spec in models}) > 1:
        notices.append(
            Problem(
                ProblemKind.BAD_INPUT,
                f"{' and '.join(plan.models)} do not think alike, and share a run",
                remedy="share a run only among servers of the same model",
            )
        )
    return notices


def _refused(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what, kept="nothing was started", remedy=remedy)
