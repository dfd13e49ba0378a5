"""What the Exams screen shows: plain values and pure functions from one to the next.

An exam is read, and what a run of it takes is worked out, elsewhere and meanwhile. What comes
back says what it was asked for (`Asked`, `Planned`); unless that is still wanted it changes
nothing, so that a late answer never takes the place of a newer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from jevons.core.analysis.outlook import Outlook
from jevons.core.exams.exam import Exam
from jevons.core.exams.gym.exam import PREFIX as GYM
from jevons.core.exams.sources import ExamInfo, ExamOptions
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import Dial
from jevons.core.runs.dialogue import default_dial
from jevons.core.runs.planning import Wanted
from jevons.core.settings import Settings
from jevons.core.state.exam_choice import Choice
from jevons.core.state.exam_contents import Contents
from jevons.core.strategies.registry import parse_spelled

Then = Literal["", "open", "stay"]
"""What to do once a run was started: nothing is to start, open the run, stay."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which exam is wanted, and which of its questions."""

    name: str
    options: ExamOptions


@dataclass(frozen=True, slots=True)
class Planned:
    """What a forecast is wanted for."""

    asked: Asked
    models: tuple[ModelSpec, ...]
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class ExamsView:
    """The exams there are, the chosen one, and what a run of it would be.

    `shown` are the exams whose texts hold the words of `text`. `exam` or `trouble` came of
    reading `read`, `outlook` or `refusal` of planning `planned`. `first` is the number of the
    first question shown, `down` how many lines of it are scrolled past. `then` is what was
    asked for before the forecast had come; `again` says that the pool may have grown since.
    """

    settings: Settings = field(default_factory=Settings)
    exams: tuple[ExamInfo, ...] = ()
    shown: tuple[ExamInfo, ...] = ()
    was_listed: bool = False
    text: str = ""
    choice: Choice = field(default_factory=Choice)
    models: tuple[ModelSpec, ...] | None = None
    read: Asked | None = None
    exam: Exam | None = None
    contents: Contents = field(default_factory=Contents)
    trouble: Problem | None = None
    planned: Planned | None = None
    outlook: Outlook | None = None
    refusal: Problem | None = None
    first: int = 0
    down: int = 0
    reveals: bool = False
    then: Then = ""
    again: bool = False

    @property
    def info(self) -> ExamInfo | None:
        """What is known of the chosen exam before it is read."""
        return next((info for info in self.exams if info.name == self.choice.exam), None)

    @property
    def chosen_models(self) -> tuple[ModelSpec, ...]:
        """The models to ask: those chosen that are there, else that of the settings, else any."""
        there = {spec.name: spec for spec in self.models or ()}
        chosen = tuple(there[name] for name in self.choice.models if name in there)
        usual = there.get(self.settings.model) or next(iter(there.values()), None)
        return chosen or ((usual,) if usual else ())

    @property
    def dial(self) -> Dial:
        """How long the models may think."""
        if self.choice.dial is not None:
            return self.choice.dial
        models = self.chosen_models
        return default_dial(models[0], self.settings) if models else Dial.off()

    @property
    def answer_tokens(self) -> int:
        """The most tokens of an answer."""
        return self.choice.answer_tokens or self.settings.answer_tokens

    @property
    def exam_is_read(self) -> bool:
        """Whether the exam that is wanted is here, or why it is not."""
        return asked_now(self) == self.read

    @property
    def outlook_is_new(self) -> bool:
        """Whether what is known of the run is of what is wanted now."""
        planned = planned_now(self)
        return planned is not None and planned == self.planned and not self.again

    @property
    def foresees_this_exam(self) -> bool:
        """Whether what is known of a run is of this exam at least, if not of this plan."""
        return self.planned is not None and self.planned.asked.name == self.choice.exam


# What is wanted.


def asked_now(view: ExamsView) -> Asked | None:
    """The exam to be read; `None` where none is chosen, or it has to be got first."""
    info = view.info
    if info is None or not info.here:
        return None
    return Asked(info.name, view.choice.part.options(info))


def planned_now(view: ExamsView) -> Planned | None:
    """What is to be planned; `None` without an exam that is read, or without a model."""
    asked, models = asked_now(view), view.chosen_models
    if asked is None or asked != view.read or view.exam is None or not models:
        return None
    choice = view.choice
    wanted = Wanted(
        dial=view.dial,
        samples=choice.samples,
        temperature=choice.temperature,
        answer_tokens=view.answer_tokens,
        caps=choice.caps,
        concurrency=choice.concurrency,
        judge=choice.judge,
        strategy=parse_spelled(choice.strategy) if choice.strategy else None,
        surety_window=choice.surety_window,
    )
    return Planned(asked, models, wanted)


# What came.


def listed(view: ExamsView, exams: Sequence[ExamInfo]) -> ExamsView:
    """The exams there are; those opened by hand follow the files."""
    names = {info.name for info in exams}
    own = [opened_info(name) for name in view.choice.opened if name not in names]
    at = next((n for n, info in enumerate(exams) if not info.here or info.kind == "gym"), None)
    at = len(exams) if at is None else at
    view = replace(view, exams=(*exams[:at], *own, *exams[at:]), was_listed=True)
    if view.info is None and view.exams:
        view = chosen(view, view.exams[0].name)
    return searched(view, view.text)


def opened_info(name: str) -> ExamInfo:
    """What is known of an exam that is in no list: nothing but where it is."""
    gym = name.startswith(GYM)
    return ExamInfo(
        name=name,
        title=name,
        kind="gym" if gym else "file",
        licence="Apache-2.0" if gym else "as its owner says",
        here=True,
    )


def searched(view: ExamsView, text: str) -> ExamsView:
    """Only the exams whose texts have these words."""
    words = text.casefold().split()
    shown = tuple(info for info in view.exams if all(word in _text(info) for word in words))
    return replace(view, text=text, shown=shown)


def _text(info: ExamInfo) -> str:
    state = "here" if info.here else "to get"
    return " ".join((info.name, info.title, info.note, info.licence, info.kind, state)).casefold()


def models_listed(view: ExamsView, models: Sequence[ModelSpec]) -> ExamsView:
    """The models that can be asked."""
    return replace(view, models=tuple(models))


def exam_read(view: ExamsView, asked: Asked, exam: Exam, contents: Contents) -> ExamsView:
    """An exam was read, and its questions counted."""
    if asked != asked_now(view):
        return view
    first = min(view.first, len(exam.questions) - 1)
    return replace(
        view, read=asked, exam=exam, contents=contents, trouble=None, first=first, down=0
    )


def exam_troubled(view: ExamsView, asked: Asked, problem: Problem) -> ExamsView:
    """An exam could not be read."""
    if asked != asked_now(view):
        return view
    return replace(view, read=asked, exam=None, trouble=problem, then="")


def foreseen(view: ExamsView, planned: Planned, outlook: Outlook) -> ExamsView:
    """What a run would take was worked out."""
    if planned != planned_now(view):
        return view
    return replace(view, planned=planned, outlook=outlook, refusal=None, again=False)


def refused(view: ExamsView, planned: Planned, problem: Problem) -> ExamsView:
    """The plan makes no sense."""
    if planned != planned_now(view):
        return view
    return replace(view, planned=planned, outlook=None, refusal=problem, then="", again=False)


# What the user does.


def chosen(view: ExamsView, name: str) -> ExamsView:
    """Another exam."""
    if name == view.choice.exam:
        return view
    choice = replace(view.choice, exam=name)
    return replace(view, choice=choice, exam=None, contents=Contents(), trouble=None, read=None,
                   first=0, down=0, reveals=False, then="")  # fmt: skip


def with_choice(view: ExamsView, choice: Choice) -> ExamsView:
    """Something else is chosen for the run, or another part of the exam."""
    return replace(view, choice=choice, then="")


def opened(view: ExamsView, name: str) -> ExamsView:
    """An exam by its path, address or name; a suite may be named with its level."""
    suite, _, level = name.rpartition("-")
    for info in view.exams:
        if info.name == name:
            return searched(chosen(view, name), "")
        if info.levels and info.name == suite and level.isdecimal():
            view = searched(chosen(view, suite), "")
            return with_choice(view, view.choice.with_part(level=int(level)))
    before = [info for info in view.exams if info.name not in view.choice.opened]
    view = replace(chosen(view, name), choice=view.choice.with_opened(name))
    return searched(listed(view, before), "")


def reread(view: ExamsView) -> ExamsView:
    """Read the exam again, whatever came of it before."""
    return replace(view, read=None, planned=None)


def foresee_again(view: ExamsView) -> ExamsView:
    """Work out again what the run takes: other runs may have drawn some of it."""
    return replace(view, again=True)


def turned(view: ExamsView, step: int) -> ExamsView:
    """Go on, or back, by so many questions."""
    last = len(view.exam.questions) - 1 if view.exam else 0
    return replace(view, first=min(max(0, view.first + step), last), down=0)


def scrolled(view: ExamsView, lines: int, most: int) -> ExamsView:
    """Scroll within the questions shown, at most so many lines past the first."""
    return replace(view, down=min(max(0, view.down + lines), most))


def revealed(view: ExamsView) -> ExamsView:
    """Show the answers, or hide them."""
    return replace(view, reveals=not view.reveals)


def start_asked(view: ExamsView, then: Then) -> ExamsView:
    """A run is to be started, as soon as it is known what it takes."""
    return replace(view, then=then)


def why_not(view: ExamsView) -> Problem | None:
    """Why no run can be started; `None` where one can, or it is not known yet."""
    info = view.info
    if info is None:
        return Problem(ProblemKind.NOT_FOUND, "no exam is chosen", remedy="choose one in the list")
    if not info.here:
        return Problem(
            ProblemKind.NOT_FOUND, f"{info.name} is not on this machine", remedy=info.remedy
        )
    if view.exam_is_read and view.trouble is not None:
        return view.trouble
    if view.models is not None and not view.models:
        return Problem(
            ProblemKind.UNKNOWN_MODEL,
            "there is no model yet",
            remedy="fetch one: 1 goes to Ask, which offers it",
        )
    return view.refusal if view.outlook_is_new else None
