"""From what a user asks for to the plan of a run, refused where it makes no sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jevons.core.exams.exam import Exam
from jevons.core.models.dialects import load_dialects
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Dial, SamplingParams, Timing, Usage
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import INDEPENDENT, Caps, RunPlan
from jevons.core.strategies.allocation import Allocation
from jevons.core.strategies.registry import AnyStrategy, Spelled, spelled, to_json
from jevons.core.strategies.short import Short
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.strategy import Need, Strategy, lacking

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
    that of `RunPlan`. A `strategy` draws as many samples as it takes to decide, instead of
    `samples` of each question; one that is an allocation shares out the cap in dollars.
    """

    dial: Dial
    samples: int = 1
    temperature: float | None = None
    answer_tokens: int = 1024
    caps: Caps = field(default_factory=Caps)
    concurrency: int | None = None
    judge: str = ""
    surety_window: int | None = None
    strategy: Spelled | None = None


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
    if isinstance(wanted.strategy, Allocation):
        _check_sum(wanted)
    elif wanted.strategy is not None:
        _check_strategy(wanted, wanted.strategy, models)
    params = _params(models[0], wanted)
    dial, window = _dial_and_window(wanted)
    plan = RunPlan(
        models=tuple(spec.name for spec in models),
        params=params,
        dial=dial,
        samples=_samples(wanted),
        strategy=_strategy_text(wanted),
        caps=wanted.caps,
        concurrency=wanted.concurrency,
        judge=wanted.judge if prose or _is_judged(wanted.strategy) else "",
        surety_window=window,
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
        (1 <= _samples(wanted) <= MOST_SAMPLES, f"samples are 1 to {MOST_SAMPLES:,} a question"),
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


def _strategy_text(wanted: Wanted) -> str:
    match wanted.strategy:
        case None:
            return INDEPENDENT
        case Allocation() as allocation:
            return to_json(replace(allocation, usd=wanted.caps.usd or 0.0))
        case strategy:
            return to_json(strategy)


def _check_sum(wanted: Wanted) -> None:
    if wanted.caps.usd is None:
        raise _refused("there is no sum to be shared out", "say how much: --cap-usd 2")


def _is_judged(strategy: Spelled | None) -> bool:
    return isinstance(strategy, StepStrategy) and Need.JUDGE in strategy.needs


def _samples(wanted: Wanted) -> int:
    match wanted.strategy:
        case None:
            return wanted.samples
        case StepStrategy():
            return 1
        case strategy:
            return strategy.at_most


def _dial_and_window(wanted: Wanted) -> tuple[Dial, int | None]:
    """How long to think, and by which groups to sum up log-probabilities.

    A strategy may set the one, and need the other.
    """
    strategy = wanted.strategy
    if not isinstance(strategy, Strategy):
        return wanted.dial, wanted.surety_window
    weighs = Need.LOGPROBS in strategy.needs and wanted.surety_window is None
    return strategy.dial() or wanted.dial, WINDOW if weighs else wanted.surety_window


def offered(spec: ModelSpec) -> frozenset[Need]:
    """What a model offers to strategies, as far as is known before it is asked.

    What only its server can tell is taken for given: a run says what it missed.
    """
    dialect = load_dialects().get(spec.dialect or ("embedded" if spec.kind == "embedded" else ""))
    if dialect is None:
        return frozenset(Need) - {Need.JUDGE}
    offers = {
        Need.PREFILL: dialect.continues_prefill or dialect.prefill == "unknown",
        Need.LOGPROBS: dialect.top_logprobs != 0,
        Need.OFF: True,
    }
    return frozenset(need for need, given in offers.items() if given)


def _check_strategy(wanted: Wanted, strategy: AnyStrategy, models: Sequence[ModelSpec]) -> None:
    judged = _is_judged(strategy)
    if judged and not wanted.judge:
        raise _refused(
            f"{strategy.name} has answers or steps judged by a model", "name one: --judge MODEL"
        )
    for spec in models:
        why = lacking(strategy, offered(spec) | ({Need.JUDGE} if judged else set()))
        if why:
            raise ProblemError.of(
                ProblemKind.UNSUPPORTED,
                f"{spec.name} cannot be asked by {spelled(strategy)}: {why}",
                kept="nothing was started",
                remedy="choose another strategy, or another server",
            )


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
    racing = isinstance(plan.decider, Short) and plan.decider.k > (plan.concurrency or MOST_AT_ONCE)
    if racing:
        notices.append(
            Problem(
                ProblemKind.BAD_INPUT,
                f"{plan.samples} samples are to race, and {plan.concurrency} go out at once",
                remedy=f"let {plan.samples} requests go out at once, or race fewer",
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
