"""Commands of the Exams screen that start a run.

Each `do_` method is the action of that name in `core/actions_exams.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from jevons.core.exams.exam import Exam
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.run import Run, RunPlan
from jevons.core.state import exams as state
from jevons.core.state.exams import Then
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import counted
from jevons.core.visible_text import one_line
from jevons.screens.moving import Moving

if TYPE_CHECKING:
    from jevons.screens.exams import ExamsScreen

ASKS_FROM_USD = 1.0
"""Dollars that a run without a cap may come to before it is asked whether to start."""


class ExamsStarting(Moving):
    """The part of `ExamsScreen` that starts what is planned."""

    class Started(Message):
        """A run was written down, and a worker is at it unless there was a problem."""

        def __init__(self, run: Run, then: Then, problem: Problem | None) -> None:
            super().__init__()
            self.run, self.then, self.problem = run, then, problem

    def do_start_run(self: ExamsScreen) -> None:
        self.ask_for_start("open")

    def do_start_and_stay(self: ExamsScreen) -> None:
        self.ask_for_start("stay")

    def ask_for_start(self: ExamsScreen, then: Then) -> None:
        """Start the run, at once or as soon as it is known what it takes."""
        problem = state.why_not(self.view)
        if problem is not None:
            self.tell(problem)
        elif not self.is_at("start"):
            self.view = state.start_asked(self.view, then)
            self.show_page()
            self.start_if_asked()

    def start_if_asked(self: ExamsScreen) -> None:
        """Start what was asked for, once the forecast has come."""
        view = self.view
        outlook, exam, then = view.outlook, view.exam, view.then
        if not then or not view.outlook_is_new or outlook is None or exam is None:
            return
        self.view = state.start_asked(view, "")
        usd = outlook.forecast.usd
        if outlook.plan.caps.usd is not None or usd is None or usd.high < ASKS_FROM_USD:
            self.start(exam, outlook.plan, then)
            return
        from jevons.screens.confirm import Confirm

        def start(sure: bool | None) -> None:
            if sure:
                self.start(exam, outlook.plan, then)

        text = (
            f"It may cost up to {dollars(usd.high)}, about {dollars(usd.value)}, and has no cap in"
            " dollars: c sets one."
        )
        self.app.push_screen(Confirm("Start this run?", text, "start it", "not now"), start)

    def start(self: ExamsScreen, exam: Exam, plan: RunPlan, then: Then) -> None:
        """Write the run down and have a worker begin it."""
        samples = counted(len(exam.questions) * plan.samples, "sample")
        if plan.strategy_name:
            samples = f"{one_line(plan.strategy_name, 60)}, at most {samples}"
        self.notify(f"Starting {one_line(exam.name, 60)}: {samples} …", markup=False)
        self.in_thread(lambda: self.started(exam, plan, then), "start")

    def started(self: ExamsScreen, exam: Exam, plan: RunPlan, then: Then) -> Message:
        """What came of it; for a thread."""
        from jevons.core.runs.worker.launch import start_worker

        if not self.library.keeps:
            raise ProblemError.of(
                ProblemKind.BAD_LIBRARY,
                "a run needs a library that can be written",
                kept="nothing was started",
                remedy="the problem was told at the start; mend it and open jevons again",
            )
        run = self.library.runs.create(exam, plan)
        problem = None
        try:
            start_worker(run.number)
        except ProblemError as error:
            problem = error.problem
        return self.Started(self.library.runs.run(run.number), then, problem)

    async def on_exams_starting_started(self: ExamsScreen, event: Started) -> None:
        """Go and watch the run, or stay."""
        if event.problem is not None:
            self.tell(event.problem)
        if event.then == "stay" or self.app.current_mode != self.place:
            self.notify(f"Run {event.run.number} is under way: 3 shows it.")
            self.show_view(state.foresee_again(self.view))
            return
        from jevons.screens.run import RunScreen

        await self.app.run_action("app.act('show_runs')")
        self.app.push_screen(RunScreen(self.library, self.signs, event.run))
