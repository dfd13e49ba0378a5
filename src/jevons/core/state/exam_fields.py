"""The fields of the plan on the Exams screen, and what each says.

A field is named as the action that changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.exams import sources
from jevons.core.exams.sources import ExamInfo
from jevons.core.exams.suites.suite import suites
from jevons.core.records import Dial, DialMode
from jevons.core.state.caps import caps_line, caps_words
from jevons.core.state.exam_choice import Choice
from jevons.core.state.exams import ExamsView
from jevons.core.state.quantities import counted
from jevons.core.strategies.registry import parse_spelled
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.strategy import Need
from jevons.core.visible_text import one_line

LEVEL = "exam_level"
QUESTIONS = "exam_questions"
SEED = "exam_seed"
ONLY = "exam_only"
MODELS = "run_models"
DIAL = "run_dial"
STRATEGY = "run_strategy"
SAMPLES = "run_samples"
TEMPERATURE = "run_temperature"
ANSWER = "run_answer"
CAPS = "run_caps"
AT_ONCE = "run_at_once"
LOGPROBS = "run_logprobs"
JUDGE = "run_judge"


@dataclass(frozen=True, slots=True)
class PlanField:
    """One line of the plan."""

    id: str
    title: str
    value: str


def plan_fields(view: ExamsView) -> tuple[PlanField, ...]:
    """The fields that apply, first those of the exam."""
    return (*_exam_fields(view), *_run_fields(view))


def _exam_fields(view: ExamsView) -> list[PlanField]:
    info, part = view.info, view.choice.part
    if info is None or not info.here:
        return []
    fields = [PlanField(QUESTIONS, "questions", _questions_text(view))]
    if info.levels:
        fields.insert(0, PlanField(LEVEL, "level", _level_text(info, level_of(view))))
    if is_made(info):
        return [*fields, PlanField(SEED, "seed", str(seed_of(view)))]
    if part.questions is not None:
        drawn = "none: the first ones" if part.seed is None else f"{part.seed}: drawn from all"
        fields.append(PlanField(SEED, "seed", drawn))
    only = " and ".join(one_line(text, 60) for text in part.only)
    return [*fields, PlanField(ONLY, "only", only or "no filter")]


def _run_fields(view: ExamsView) -> list[PlanField]:
    choice = view.choice
    names = " + ".join(one_line(spec.title, 60) for spec in view.chosen_models)
    fields = [
        PlanField(MODELS, "model", names or "none yet"),
        PlanField(DIAL, "thinking", dial_text(view.dial)),
        PlanField(STRATEGY, "strategy", choice.strategy or "none: all samples are drawn"),
        PlanField(SAMPLES, "samples", _samples_text(choice)),
        PlanField(TEMPERATURE, "temperature", _temperature_text(view)),
        PlanField(ANSWER, "answer", f"{view.answer_tokens:,} tokens at most"),
        PlanField(CAPS, "stop at", caps_words(choice.caps) or "no cap"),
        PlanField(AT_ONCE, "at once", _at_once_text(choice)),
        PlanField(LOGPROBS, "log-probs", _logprobs_text(choice)),
    ]
    if view.contents.has_prose or _is_judged(choice):
        judge = one_line(choice.judge, 60) or "none yet: a model has to judge"
        fields.append(PlanField(JUDGE, "judge", judge))
    return fields


def _samples_text(choice: Choice) -> str:
    if not choice.strategy:
        return f"{choice.samples:,} of each question"
    strategy = parse_spelled(choice.strategy)
    if isinstance(strategy, StepStrategy):
        return f"at most {counted(strategy.at_most, 'request')} a question"
    return f"at most {strategy.at_most:,} of each question"


def _is_judged(choice: Choice) -> bool:
    decides = parse_spelled(choice.strategy) if choice.strategy else None
    return isinstance(decides, StepStrategy) and Need.JUDGE in decides.needs


def is_made(info: ExamInfo) -> bool:
    """Whether any number of questions can be made."""
    return info.kind != "file"


def level_of(view: ExamsView) -> int:
    """The level of the chosen suite."""
    return view.choice.part.level or sources.LEVEL


def seed_of(view: ExamsView) -> int:
    """The seed of questions that are made."""
    return sources.SEED if view.choice.part.seed is None else view.choice.part.seed


def _level_text(info: ExamInfo, level: int) -> str:
    texts = level_texts(info)
    told = f": {texts[level - 1]}" if 0 < level <= len(texts) else ", which there is not"
    return f"{level} of {info.levels}{told}"


def level_texts(info: ExamInfo) -> Sequence[str]:
    """What each level asks."""
    return suites()[info.name].levels if info.levels else ()


def _questions_text(view: ExamsView) -> str:
    info, wanted = view.info, view.choice.part.questions
    if info is not None and is_made(info):
        return f"{sources.QUESTIONS if wanted is None else wanted:,}"
    if wanted is not None:
        return f"{wanted:,} at most"
    here = len(view.exam.questions) if view.exam and view.exam_is_read else None
    return "all" if here is None else f"all {here:,}"


def dial_text(dial: Dial) -> str:
    """How long a model may think, in words."""
    match dial.mode:
        case DialMode.OFF:
            return "off: it answers at once"
        case DialMode.UNLIMITED:
            return f"{dial.label()}: as long as it wants"
    return f"{dial.label()} tokens"


def _temperature_text(view: ExamsView) -> str:
    temperature = temperature_of(view)
    return "as the server has it" if temperature is None else f"{temperature:g}"


def temperature_of(view: ExamsView) -> float | None:
    """The temperature to draw at; `None` leaves it to the server."""
    if view.choice.temperature is not None:
        return view.choice.temperature
    models = view.chosen_models
    return models[0].params.temperature if models else None


def _at_once_text(choice: Choice) -> str:
    at_once = choice.concurrency
    return "as many as pay" if at_once is None else counted(at_once, "request")


def _logprobs_text(choice: Choice) -> str:
    window = choice.surety_window
    return "not asked for" if window is None else f"asked for, groups of {window:,} tokens"


def typed_now(view: ExamsView, field: str) -> str:
    """The value of a field as it can be typed."""
    choice, part = view.choice, view.choice.part
    values: dict[str, object] = {
        QUESTIONS: part.questions,
        SEED: part.seed,
        SAMPLES: choice.samples,
        TEMPERATURE: choice.temperature,
        ANSWER: view.answer_tokens,
        AT_ONCE: choice.concurrency,
        LOGPROBS: choice.surety_window,
    }
    if field == CAPS:
        return caps_line(choice.caps)
    if field == ONLY:
        return "; ".join(part.only)
    value = values.get(field)
    return "" if value is None else str(value)
