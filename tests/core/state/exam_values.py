"""Exams, models and outlooks for tests of what the Exams screen shows."""

from dataclasses import replace

from jevons.core.analysis.forecast import Forecast
from jevons.core.analysis.outlook import Outlook
from jevons.core.exams.exam import Exam
from jevons.core.exams.sources import ExamInfo
from jevons.core.models.registry import of_row
from jevons.core.records import AnswerKind, Dial, Estimate, Question, SamplingParams
from jevons.core.runs.run import RunPlan
from jevons.core.state import exams as state
from jevons.core.state.exam_contents import contents_of
from jevons.core.state.exams import ExamsView

SUITE = ExamInfo("arithmetic", "Arithmetic", "suite", "Apache-2.0", here=True, levels=5)
FILE = ExamInfo("gsm8k", "Word problems", "file", "MIT", here=True, questions=1319)
ABSENT = ExamInfo("aime", "Competition", "file", "own", here=False, remedy="get it")
GYM = ExamInfo("gym:dice", "dice", "gym", "Apache-2.0", here=True)


def a_model(name="one", **row):
    return of_row(name, {"kind": "server", "base_url": "http://h/v1", "server_model": name, **row})


def an_exam(questions=20, kind=AnswerKind.NUMBER):
    return Exam(
        "arithmetic-1",
        tuple(Question(f"q{n}", f"What is {n} + {n}?", str(2 * n), kind) for n in range(questions)),
    )


def an_outlook(usd=0.5, drawn=20, pooled=0, difference=0.3):
    dollars = None if usd is None else Estimate(usd, usd / 2, usd * 2, "a guess", 0)
    return Outlook(
        RunPlan(("one",), SamplingParams(), Dial.off()),
        (),
        Forecast(
            most=drawn,
            drawn=drawn,
            pooled=pooled,
            tokens=Estimate(2000, 1000, 4000, "a guess", 0),
            usd=dollars,
            seconds=Estimate(60, 30, 120, "a guess", 0),
            difference=difference,
            basis="a guess",
        ),
    )


def a_view(*models, exams=(SUITE, FILE, ABSENT, GYM)):
    """The view once the exams and the models are known; without models, one is."""
    view = state.models_listed(ExamsView(), models or (a_model(),))
    return state.listed(view, exams)


def read(view, exam=None):
    """The view once the exam that it wants was read."""
    exam = exam or an_exam()
    return state.exam_read(view, state.asked_now(view), exam, contents_of(exam))


def foreseen(view, outlook=None):
    """The view once what it plans was worked out."""
    return state.foreseen(view, state.planned_now(view), outlook or an_outlook())


def choosing(view, **changes):
    """The view with something else chosen."""
    return state.with_choice(view, replace(view.choice, **changes))
