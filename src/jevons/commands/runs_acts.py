"""What `jevons runs` and `jevons attach` do."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict, replace

from jevons.commands.acting import with_runs
from jevons.commands.columns import columns
from jevons.commands.run_report import print_report, run_object
from jevons.commands.watching import say, watch
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.regrading import regrade_run
from jevons.core.runs.run import Run, Wish
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.worker.launch import start_worker
from jevons.core.state.comparison import check_comparable
from jevons.core.state.comparison import compare_runs as compared
from jevons.core.state.figures import scores_of
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import percent, points
from jevons.core.state.runs import right_and_graded
from jevons.core.visible_text import one_line

SECONDS_A_MINUTE = 60.0


@with_runs
def listing(args: argparse.Namespace, store: RunStore) -> int:
    """Print the runs, the newest first."""
    runs = store.runs(10_000)
    if args.json:
        print(json.dumps([json.loads(run_object(run)) for run in runs], indent=2))
    elif not runs:
        print("No runs yet. Start one: jevons exam run arithmetic --level 1")
    else:
        for line in columns([_HEADINGS, *map(_row, runs)]):
            print(line)
    return 0


_HEADINGS = ("run", "exam", "model", "think", "strategy", "samples", "state", "right", "cost")


def _row(run: Run) -> tuple[str, ...]:
    total = run.ledger.total
    right, graded = right_and_graded(run)
    return (
        str(run.number),
        one_line(run.exam, 60),
        one_line(run.plan.model, 60),
        run.plan.dial.label(),
        run.plan.strategy_name,
        f"{total.samples:,}/{run.planned:,}",
        run.state,
        percent(right / graded) if graded else "",
        "unknown" if total.unpriced else dollars(run.usd),
    )


@with_runs
def show(args: argparse.Namespace, store: RunStore) -> int:
    """Print what a run came to."""
    print_report(store, args.number, as_json=args.json)
    return 0


@with_runs
def attach(args: argparse.Namespace, store: RunStore) -> int:
    """Follow a run until it ends."""
    status = watch(store, args.number, stops=False)
    if not store.run(args.number).state.is_live:
        print_report(store, args.number, as_json=False)
    return status


@with_runs
def resume(args: argparse.Namespace, store: RunStore) -> int:
    """Go on with a run, with other limits if some are given."""
    run = store.run(args.number)
    _set_limits(args, store, run)
    if run.state.is_live:
        store.wish(run.number, Wish.RUN)
    start_worker(run.number)
    if args.detach:
        say(f"run {run.number} goes on by itself: jevons attach {run.number}")
        return 0
    status = watch(store, run.number, stops=True)
    print_report(store, run.number, as_json=args.json)
    return status


@with_runs
def pause(args: argparse.Namespace, store: RunStore) -> int:
    """Start no more requests for a run."""
    _live(store, args.number)
    store.wish(args.number, Wish.PAUSE)
    say(f"run {args.number} pauses: jevons runs resume {args.number} goes on")
    return 0


@with_runs
def stop(args: argparse.Namespace, store: RunStore) -> int:
    """End a run now."""
    _live(store, args.number)
    store.wish(args.number, Wish.STOP)
    say(f"run {args.number} stops, what was drawn is kept: jevons runs resume {args.number}")
    return 0


@with_runs
def delete(args: argparse.Namespace, store: RunStore) -> int:
    """Take a run away."""
    store.delete(args.number)
    say(f"run {args.number} is deleted; its generations stay in the pool")
    return 0


@with_runs
def regrade(args: argparse.Namespace, store: RunStore) -> int:
    """Grade a run again; no generation is drawn."""
    again = asyncio.run(regrade_run(store, args.number))
    say(f"run {args.number} is graded again: {again.graded:,} samples, {again.changed:,} changed")
    return 0


@with_runs
def set_limits(args: argparse.Namespace, store: RunStore) -> int:
    """Change the caps and the concurrency of a run."""
    run = store.run(args.number)
    if not _set_limits(args, store, run):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "nothing to change was given",
            remedy="give --concurrency, --cap-usd, --cap-tokens or --cap-minutes",
        )
    plan = store.run(args.number).plan
    at_once = "as many as pay" if plan.concurrency is None else plan.concurrency
    caps = ", ".join(
        f"{name} {cap:g}" for name, cap in asdict(plan.caps).items() if cap is not None
    )
    say(f"run {run.number}: {at_once} requests at once, caps: {caps or 'none'}")
    return 0


def _set_limits(args: argparse.Namespace, store: RunStore, run: Run) -> bool:
    """Change what was given; tells whether anything was."""
    minutes = args.cap_minutes
    given = {
        "usd": args.cap_usd,
        "tokens": args.cap_tokens,
        "seconds": None if minutes is None else minutes * SECONDS_A_MINUTE,
    }
    if any(value is not None and value < 0 for value in (*given.values(), args.concurrency)):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "a limit is 0 or more",
            kept="nothing was changed",
            remedy="0 takes a limit away",
        )
    changes = {name: value or None for name, value in given.items() if value is not None}
    if changes:
        store.set_caps(run.number, replace(run.plan.caps, **changes))
    if args.concurrency is not None:
        store.set_concurrency(run.number, args.concurrency or None)
    return bool(changes) or args.concurrency is not None


def _live(store: RunStore, number: int) -> None:
    run = store.run(number)
    if not run.state.is_live:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {number} is not under way ({run.state})",
            remedy=f"jevons runs resume {number} goes on with it",
        )


@with_runs
def compare_runs(args: argparse.Namespace, store: RunStore) -> int:
    """Print the difference between two runs."""
    first, second = store.run(args.number), store.run(args.other)
    check_comparable(first, second)
    view = compared(
        first,
        second,
        store.exam(first.number).questions,
        *(
            scores_of(store.tallies(run.number), store.answers_if_any(run))
            for run in (first, second)
        ),
    )
    found = view.comparison
    if args.json:
        fields = asdict(found) | {"discordant": found.discordant, "questions": view.asked}
        print(json.dumps({"first": first.number, "second": second.number, **fields}, indent=2))
        return 0
    exam = one_line(first.exam, 80)
    print(f"runs {first.number} and {second.number} on {view.asked:,} questions of {exam}")
    print(f"  {percent(view.first_share)} and {percent(view.second_share)} right")
    low, high = points(found.difference.low), points(found.difference.high)
    print(f"  difference {points(found.difference.value)} points [{low}, {high}]")
    print(f"  p = {found.p_value:.3g} ({found.test})")
    print(f"  {found.better:,} questions better, {found.worse:,} worse")
    return 0
