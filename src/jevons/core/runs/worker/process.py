"""A worker's life: alone on its run, deaf to a closed terminal, polite at its end."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from jevons.core import logs, paths
from jevons.core import settings as settings_file
from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.judge import Judge
from jevons.core.models.registry import find_model
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.steps.shelf import PoolShelf
from jevons.core.runs.worker.cutting import thoughts_of
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.flights import show_flights, socket_of
from jevons.core.runs.worker.grading import RunGrader
from jevons.core.runs.worker.judging import judge_of
from jevons.core.runs.worker.scheduler import Scheduler
from jevons.core.runs.worker.server import Server
from jevons.core.runs.worker.spending import spent
from jevons.core.runs.worker.stepping import StepDrawer, Tools
from jevons.core.settings import Settings
from jevons.core.strategies.strategy import Need

LEAVING_S = 10.0
"""How long the worker before may take to go, once it has told how the run ended."""

POLL_S = 0.05


def work_on(number: int) -> int:
    """Work on a run until it is over, and write down how it ended.

    Only one worker works on a run: a second one leaves at once. Returns the process's exit
    status: 0, or 1 if there was no beginning or the end could not be written down.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    library, problems = Library.open()
    try:
        for problem in problems:
            logs.log_problem(problem)
        if not library.keeps:  # what is drawn would be lost
            raise ProblemError(problems[-1].keeping("nothing was drawn"))
        with _alone(library.runs, number) as alone:
            if alone:
                asyncio.run(_work(library, number))
        return 0
    except ProblemError as error:
        logs.log_problem(error.problem)
        print(error.problem.line(), file=sys.stderr)
        return 1
    finally:
        library.close()


@contextmanager
def _alone(store: RunStore, number: int) -> Iterator[bool]:
    """Whether no other worker is at the run, and keep it so.

    Raises:
        ProblemError: one that has ended the run does not go.
    """
    path = socket_of(number).with_suffix(".lock")
    paths.private_dir(path.parent)
    deadline = time.monotonic() + LEAVING_S
    with path.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                yield True
                return
            if store.run(number).state.is_live:
                yield False
                return
            if time.monotonic() > deadline:
                raise ProblemError.of(
                    ProblemKind.INTERNAL,
                    f"the last worker of run {number} does not end",
                    kept="the run is kept as it is",
                    remedy=f"try again in a while: jevons runs resume {number}",
                )
            time.sleep(POLL_S)


async def _work(library: Library, number: int) -> None:
    """Work, and tell how it ended while a signal still cannot end the process."""
    try:
        state, why = await _draw(library, number)
    except ProblemError as error:
        logs.log_problem(error.problem)
        state, why = RunState.FAILED, error.problem.line()
    except Exception as error:
        logs.log_exception(error)
        problem = Problem(ProblemKind.INTERNAL, f"an error of jevons ({error})")
        state, why = RunState.FAILED, problem.keeping("all that was drawn is kept").line()
    library.runs.tell(number, state, 0.0, why)


async def _draw(library: Library, number: int) -> tuple[RunState, str]:
    """Gather all that a run needs, begin, and draw until it is over."""
    store = library.runs
    run, exam = store.run(number), store.exam(number)
    settings, problems = settings_file.load()
    os.nice(settings.nice)
    for problem in problems:
        logs.log_problem(problem)
    servers = [_server(name, run.plan, settings) for name in run.plan.models]
    spending = spent(store, run)
    judge = judge_of(store, run, settings, spending) if run.plan.judge else None
    grading = _grader(judge, run.plan.judge)
    grader = RunGrader(store, number, exam, grading)
    verifier = _verifier(run.plan, settings)
    tools = Tools(exam.questions, grading, PoolShelf(store), verifier)
    drawer = _drawer(store, run.plan, settings, tools)
    scheduler = Scheduler(store, run, exam, servers, drawer, grader, spending)
    _look_for_garbage_seldom()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, scheduler.stop)
    async with AsyncExitStack() as open_ones:
        for server in servers:
            open_ones.push_async_callback(server.close)
        if judge is not None:
            open_ones.push_async_callback(judge.aclose)
        if verifier is not None:
            open_ones.push_async_callback(verifier.close)
        store.begin(number)
        await open_ones.enter_async_context(_watchable(number, drawer))
        return await scheduler.work()


def _server(name: str, plan: RunPlan, settings: Settings) -> Server:
    logprobs = plan.surety_window is not None
    return Server(find_model(name), settings, plan.concurrency, logprobs=logprobs)


def _verifier(plan: RunPlan, settings: Settings) -> Server | None:
    """The model that judges steps and answers on the way, if the strategy needs one."""
    if plan.steps is None or Need.JUDGE not in plan.steps.needs:
        return None
    return Server(find_model(plan.judge), settings, None)


def _drawer(store: RunStore, plan: RunPlan, settings: Settings, tools: Tools) -> Drawer:
    costing, steps = Costing(settings), plan.steps
    if steps is not None:
        return StepDrawer(plan, steps, costing, settings.answer_tokens, tools)
    return Drawer(plan, costing, settings.answer_tokens, thoughts_of(store, plan))


@asynccontextmanager
async def _watchable(number: int, drawer: Drawer) -> AsyncGenerator[None]:
    """Let others watch what is drawn; without a place for the socket it goes unwatched."""
    try:
        shown = await show_flights(number, drawer.flying)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        shown.close()
        socket_of(number).unlink(missing_ok=True)


def _look_for_garbage_seldom() -> None:
    """Leave alone what lives as long as the process; the rest has few cycles.

    At Python's own thresholds a sixth of a worker's CPU goes into looking.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _grader(judge: Judge | None, name: str) -> Grader:
    from jevons.core.exams.sources import find_checker

    return Grader(checkers=find_checker, judge=judge, judge_name=name)
