"""A run as it would be: its plan, what to know of it, and what it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jevons.core.analysis.forecast import Forecast, forecast
from jevons.core.exams.exam import Exam
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import Problem
from jevons.core.runs.costing import Costing
from jevons.core.runs.planning import Wanted, plan_run
from jevons.core.runs.run import RunPlan
from jevons.core.runs.run_store import RunStore


@dataclass(frozen=True, slots=True)
class Outlook:
    """A run that could be started."""

    plan: RunPlan
    notices: tuple[Problem, ...]
    forecast: Forecast


def look_ahead(
    exam: Exam, models: Sequence[ModelSpec], wanted: Wanted, store: RunStore, costing: Costing
) -> Outlook:
    """Plan a run and foresee what it takes; nothing is started.

    Blocking: the pool is asked for each question.

    Raises:
        ProblemError: BAD_INPUT: the plan makes no sense; or the library cannot be read.
    """
    plan, notices = plan_run(exam, models, wanted, costing)
    return Outlook(plan, tuple(notices), forecast(exam, plan, models[0], store, costing))
