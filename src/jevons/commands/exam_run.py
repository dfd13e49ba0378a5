"""Running an exam from the command line."""

from __future__ import annotations

import argparse
import sys

from jevons.commands.exam import USUAL
from jevons.commands.exam_choice import options_of
from jevons.commands.run_report import forecast_lines, print_report, run_object
from jevons.commands.watching import say, watch
from jevons.core import settings as settings_file
from jevons.core.analysis.forecast import Forecast, forecast
from jevons.core.exams.sources import find_exam
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.registry import ModelSpec, find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Dial
from jevons.core.runs.costing import Costing
from jevons.core.runs.dialogue import default_dial
from jevons.core.runs.library import Library
from jevons.core.runs.planning import Wanted, plan_run
from jevons.core.runs.run import Caps, RunPlan
from jevons.core.runs.worker.launch import start_worker
from jevons.core.settings import Settings
from jevons.core.strategies.registry import Spelled, parse_allocation, parse_any

SECONDS_A_MINUTE = 60.0

ASKS_FROM_USD = 1.0
"""Dollars that a run may come to before it is asked whether to start."""


def run(args: argparse.Namespace) -> int:
    """Plan, start and (unless detached) watch a run.

    The exit status is 0 when it finished, 1 for a failure with one clear line, 130 when it
    was stopped.
    """
    settings, problems = settings_file.load()
    library, more = Library.open()
    for problem in (*problems, *more):
        say(problem.line())
    try:
        return _run(args, settings, library)
    except ProblemError as error:
        say(error.problem.line())
        return 1
    except ValueError as error:
        say(str(error))
        return 1
    finally:
        library.close()


def _run(args: argparse.Namespace, settings: Settings, library: Library) -> int:
    specs = [find_model(name) for name in _names(args, settings)]
    exam = find_exam(args.name, options_of(args))
    costing = Costing(settings)
    plan, notices = plan_run(exam, specs, _wanted(args, specs[0], settings), costing)
    for notice in notices:
        say(notice.line())
    expected = forecast(exam, plan, specs[0], library.runs, costing)
    for line in forecast_lines(exam, plan, expected):
        say(line)
    if args.dry_run or not _agreed(args, plan, expected):
        say("nothing was started")
        return 0
    started = library.runs.create(exam, plan)
    start_worker(started.number)
    if args.detach:
        return _detached(args, library, started.number)
    status = watch(library.runs, started.number, stops=True)
    print_report(library.runs, started.number, as_json=args.json)
    return status


def _names(args: argparse.Namespace, settings: Settings) -> list[str]:
    names = [name.strip() for text in args.model or [settings.model] for name in text.split(",")]
    return [name for name in names if name]


def _wanted(args: argparse.Namespace, spec: ModelSpec, settings: Settings) -> Wanted:
    """What the options say.

    Raises:
        ValueError: the dial is not one.
    """
    minutes = args.cap_minutes
    return Wanted(
        dial=default_dial(spec, settings) if args.think is None else Dial.parse(args.think),
        samples=args.samples,
        temperature=args.temperature,
        answer_tokens=settings.answer_tokens if args.max_tokens is None else args.max_tokens,
        caps=Caps(
            usd=args.cap_usd,
            tokens=args.cap_tokens,
            seconds=None if minutes is None else minutes * SECONDS_A_MINUTE,
        ),
        concurrency=args.concurrency,
        judge=args.judge or "",
        surety_window=WINDOW if args.logprobs == USUAL else args.logprobs,
        strategy=_strategy(args),
    )


def _strategy(args: argparse.Namespace) -> Spelled | None:
    if args.allocate is not None:
        return parse_allocation(args.allocate)
    return None if args.strategy is None else parse_any(args.strategy)


def _agreed(args: argparse.Namespace, plan: RunPlan, expected: Forecast) -> bool:
    """Whether to go on: dear runs without a cap are asked about, where somebody can answer."""
    dear = expected.usd is not None and expected.usd.high >= ASKS_FROM_USD
    if args.yes or plan.caps.usd is not None or not dear or not sys.stdin.isatty():
        return True
    print("Start it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _detached(args: argparse.Namespace, library: Library, number: int) -> int:
    """Say how to find the run again; its worker goes on by itself."""
    if args.json:
        print(run_object(library.runs.run(number)))
    say(f"run {number} goes on by itself: jevons attach {number}, jevons runs stop {number}")
    return 0
