"""A worker's life: alone on its run, deaf to a closed terminal, polite at its end."""

from __future__ import annotations

import asyncio
import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from jevons.core import logs
from jevons.core import settings as settings_file
from jevons.core.exams.grading.grader import Grader
from jevons.core.models.registry import find_model
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run, RunState
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.flights import show_flights, socket_of
from jevons.core.runs.worker.grading import RunGrader
from jevons.core.runs.worker.judging import judge_of
from jevons.core.runs.worker.scheduler import Scheduler
from jevons.core.runs.worker.server import Server
from jevons.core.settings import Settings


def work_on(number: int) -> int:
    """Work on a run until it is over; the process's exit status.

    Only one worker works on a run: a second one leaves at once.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with _alone(number) as alone:
        if not alone:
            return 0
        library, problems = Library.open()
        for problem in problems:
            logs.log_problem(problem)
        try:
            return _work(library, number)
        finally:
            library.close()


@contextmanager
def _alone(number: int) -> Iterator[bool]:
    """Whether no other worker is at the run, and keep it so."""
    path = socket_of(number).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _work(library: Library, number: int) -> int:
    store = library.runs
    store.begin(number)
    try:
        state, why = asyncio.run(_draw(library, number))
    except ProblemError as error:
        logs.log_problem(error.problem)
        state, why = RunState.FAILED, error.problem.line()
    except Exception as error:
        logs.log_exception(error)
        problem = Problem(ProblemKind.INTERNAL, f"an error of jevons ({error})")
        state, why = RunState.FAILED, problem.keeping("all that was drawn is kept").line()
    store.tell(number, state, 0.0, why)
    return 0 if state is not RunState.FAILED else 1


async def _draw(library: Library, number: int) -> tuple[RunState, str]:
    run, exam = library.runs.run(number), library.runs.exam(number)
    settings, problems = settings_file.load()
    for problem in problems:
        logs.log_problem(problem)
    servers = [Server(find_model(name), settings, run.plan.concurrency) for name in run.plan.models]
    drawer = Drawer(run.plan, Costing(settings), settings.answer_tokens)
    grader = RunGrader(library.runs, number, exam, _grader(library, run, settings))
    scheduler = Scheduler(library.runs, run, exam, servers, drawer, grader)
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, scheduler.stop)
    shown = None
    with suppress(OSError):  # without a place for its socket a run goes on unwatched
        shown = await show_flights(number, drawer.flying)
    try:
        return await scheduler.work()
    finally:
        if shown is not None:
            shown.close()
            socket_of(number).unlink(missing_ok=True)
        for server in servers:
            await server.close()


def _grader(library: Library, run: Run, settings: Settings) -> Grader:
    from jevons.core.exams.sources import find_checker

    judge = judge_of(library.runs, run, settings) if run.plan.judge else None
    return Grader(checkers=find_checker, judge=judge, judge_name=run.plan.judge)
