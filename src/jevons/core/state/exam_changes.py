"""How the fields of the plan on the Exams screen are changed: typed, or a step up or down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jevons.core.exams.filters import Filter
from jevons.core.exams.sources import QUESTIONS
from jevons.core.models.logprobs import WINDOW
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.dialogue import step_dial
from jevons.core.runs.planning import LARGEST_WINDOW, MOST_AT_ONCE, MOST_SAMPLES
from jevons.core.state import exam_fields as fields
from jevons.core.state.caps import EXAMPLE, parse_caps
from jevons.core.state.exam_choice import Choice
from jevons.core.state.exam_fields import is_made, level_of, seed_of, temperature_of
from jevons.core.state.exams import ExamsView, with_choice
from jevons.core.visible_text import one_line

QUESTION_STEPS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
SAMPLE_STEPS = tuple(2**n for n in range(13))
AT_ONCE_STEPS = tuple(2**n for n in range(10))
WINDOW_STEPS = (16, 32, 64, 128, 256, 512, 1024, WINDOW)
ANSWER_STEPS = tuple(2**n for n in range(6, 18))
HOTTEST = 2.0
MOST_QUESTIONS = 200_000
MOST_ANSWER = 1_000_000
MOST_SEED = 2**31 - 1

OWN = {"", "auto", "own", "none", "all"}
"""What may be typed to leave a field to the exam, the model or the worker."""


def typed(view: ExamsView, field: str, text: str) -> ExamsView:
    """A field as it was typed; an empty text leaves it to the exam, the model or the worker.

    Raises:
        ProblemError: BAD_INPUT: it makes no sense there.
    """
    return with_choice(view, _TYPED[field](view.choice, text.strip()))


def _typed_questions(choice: Choice, text: str) -> Choice:
    return choice.with_part(questions=_whole(text, 1, MOST_QUESTIONS, "questions"))


def _typed_seed(choice: Choice, text: str) -> Choice:
    return choice.with_part(seed=_whole(text, 0, MOST_SEED, "seeds"))


def _typed_only(choice: Choice, text: str) -> Choice:
    parts = [part for part in text.split(";") if part.strip()]
    return choice.with_part(only=tuple(str(Filter.parse(part)) for part in parts))


def _typed_samples(choice: Choice, text: str) -> Choice:
    return replace(choice, samples=_whole(text, 1, MOST_SAMPLES, "samples") or 1)


def _typed_temperature(choice: Choice, text: str) -> Choice:
    if text.lower() in OWN:
        return replace(choice, temperature=None)
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= HOTTEST:
        raise _refused(text, f"a temperature is a number from 0 to {HOTTEST:g}")
    return replace(choice, temperature=value)


def _typed_answer(choice: Choice, text: str) -> Choice:
    return replace(choice, answer_tokens=_whole(text, 1, MOST_ANSWER, "tokens of an answer"))


def _typed_caps(choice: Choice, text: str) -> Choice:
    try:
        return replace(choice, caps=parse_caps(text))
    except ValueError:
        raise _refused(text, f"caps are written as {EXAMPLE}, or none") from None


def _typed_at_once(choice: Choice, text: str) -> Choice:
    return replace(choice, concurrency=_whole(text, 1, MOST_AT_ONCE, "requests at once"))


def _typed_logprobs(choice: Choice, text: str) -> Choice:
    return replace(choice, surety_window=_whole(text, 1, LARGEST_WINDOW, "tokens of a group"))


_TYPED: dict[str, Callable[[Choice, str], Choice]] = {
    fields.QUESTIONS: _typed_questions,
    fields.SEED: _typed_seed,
    fields.ONLY: _typed_only,
    fields.SAMPLES: _typed_samples,
    fields.TEMPERATURE: _typed_temperature,
    fields.ANSWER: _typed_answer,
    fields.CAPS: _typed_caps,
    fields.AT_ONCE: _typed_at_once,
    fields.LOGPROBS: _typed_logprobs,
}


def _whole(text: str, least: int, most: int, what: str) -> int | None:
    if text.lower() in OWN:
        return None
    digits = text.replace(",", "").replace("_", "")
    if not digits.isdecimal() or not least <= int(digits[:12]) <= most:
        raise _refused(text, f"{what} are a whole number from {least:,} to {most:,}")
    return int(digits)


def _refused(text: str, rule: str) -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_INPUT,
        f"{one_line(text, 40)!r} does not fit: {rule}",
        kept="the value is as it was",
    )


def stepped(view: ExamsView, field: str, step: int) -> ExamsView:
    """A field one step higher (1) or lower (-1); the same view where there is none."""
    change = _STEPS.get(field)
    return view if change is None else with_choice(view, change(view, step))


def _step_level(view: ExamsView, step: int) -> Choice:
    levels = view.info.levels if view.info else 0
    level = min(max(1, level_of(view) + step), max(levels, 1))
    return view.choice.with_part(level=level) if levels else view.choice


def _step_questions(view: ExamsView, step: int) -> Choice:
    info, wanted = view.info, view.choice.part.questions
    if info is None:
        return view.choice
    if is_made(info):
        now = QUESTIONS if wanted is None else wanted
        return view.choice.with_part(questions=_next(QUESTION_STEPS, now, step))
    whole = info.questions or (len(view.exam.questions) if view.exam and wanted is None else None)
    steps = [n for n in QUESTION_STEPS if whole is None or n < whole]
    if wanted is None:
        fewer = steps[-1] if steps else None
        return view.choice.with_part(questions=fewer) if step < 0 else view.choice
    if step > 0 and (not steps or wanted >= steps[-1]):
        return view.choice.with_part(questions=None)
    return view.choice.with_part(questions=_next(steps or (wanted,), wanted, step))


def _step_seed(view: ExamsView, step: int) -> Choice:
    made = view.info is not None and is_made(view.info)
    seed = view.choice.part.seed
    if made:
        return view.choice.with_part(seed=max(0, seed_of(view) + step))
    if seed is None:
        return view.choice.with_part(seed=0) if step > 0 else view.choice
    return view.choice.with_part(seed=None if seed + step < 0 else seed + step)


def _step_dial(view: ExamsView, step: int) -> Choice:
    return replace(view.choice, dial=step_dial(view.dial, step))


def _step_samples(view: ExamsView, step: int) -> Choice:
    return replace(view.choice, samples=_next(SAMPLE_STEPS, view.choice.samples, step))


def _step_temperature(view: ExamsView, step: int) -> Choice:
    now = temperature_of(view)
    value = min(max(0.0, (0.6 if now is None else now) + step / 10), HOTTEST)
    return replace(view.choice, temperature=round(value, 2))


def _step_answer(view: ExamsView, step: int) -> Choice:
    return replace(view.choice, answer_tokens=_next(ANSWER_STEPS, view.answer_tokens, step))


def _step_at_once(view: ExamsView, step: int) -> Choice:
    now = view.choice.concurrency
    if now is None:
        return replace(view.choice, concurrency=AT_ONCE_STEPS[0]) if step > 0 else view.choice
    if step < 0 and now <= AT_ONCE_STEPS[0]:
        return replace(view.choice, concurrency=None)
    return replace(view.choice, concurrency=_next(AT_ONCE_STEPS, now, step))


def _step_logprobs(view: ExamsView, step: int) -> Choice:
    now = view.choice.surety_window
    if now is None:
        return replace(view.choice, surety_window=WINDOW_STEPS[0]) if step > 0 else view.choice
    if step < 0 and now <= WINDOW_STEPS[0]:
        return replace(view.choice, surety_window=None)
    return replace(view.choice, surety_window=_next(WINDOW_STEPS, now, step))


_STEPS: dict[str, Callable[[ExamsView, int], Choice]] = {
    fields.LEVEL: _step_level,
    fields.QUESTIONS: _step_questions,
    fields.SEED: _step_seed,
    fields.DIAL: _step_dial,
    fields.SAMPLES: _step_samples,
    fields.TEMPERATURE: _step_temperature,
    fields.ANSWER: _step_answer,
    fields.AT_ONCE: _step_at_once,
    fields.LOGPROBS: _step_logprobs,
}


def _next(steps: Sequence[int], value: int, step: int) -> int:
    """The step above or below a value; the value itself where there is none."""
    if step > 0:
        return next((n for n in steps if n > value), value)
    return next((n for n in reversed(steps) if n < value), value)
