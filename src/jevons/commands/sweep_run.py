"""Sweeping a run from the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from jevons.commands.acting import with_runs
from jevons.commands.run_report import findings_of, run_object
from jevons.commands.watching import say, watch
from jevons.core.models.registry import find_model
from jevons.core.runs.run import Caps, Run, RunState
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sweeping import Cut, begin_sweep, parse_budgets, plan_sweep
from jevons.core.runs.worker.launch import start_worker
from jevons.core.state.quantities import amount, counted, percent_interval


@with_runs
def sweep(args: argparse.Namespace, store: RunStore) -> int:
    """Cut the thoughts of a run at each budget, one budget after the other."""
    run = store.run(args.number)
    caps = Caps(usd=args.cap_usd, tokens=args.cap_tokens)
    budgets = parse_budgets(args.budgets)
    cuts = plan_sweep(store, run, find_model(run.plan.model), budgets, caps)
    for cut in cuts:
        say(_expected(cut))
    if args.dry_run:
        say("nothing was started")
        return 0
    runs = begin_sweep(store, cuts)
    status = _start_all(runs) if args.detach else _one_by_one(store, runs)
    ended = [store.run(each.number) for each in runs]
    if args.json:
        print(json.dumps([json.loads(run_object(each)) for each in ended], indent=2))
    elif not args.detach:
        _report(store, [run, *ended])
    return status


def _expected(cut: Cut) -> str:
    return (
        f"think {cut.plan.dial.label()}: {counted(cut.answers, 'answer')} to be drawn,"
        f" about {amount(cut.answer_tokens)} tokens after {amount(cut.reread)} of thought"
        f" read again; {counted(cut.same, 'sample')} thought no longer and stay as they are"
    )


def _start_all(runs: Sequence[Run]) -> int:
    for run in runs:
        if run.state is not RunState.FINISHED:
            start_worker(run.number)
            say(f"run {run.number} goes on by itself: jevons attach {run.number}")
    return 0


def _one_by_one(store: RunStore, runs: Sequence[Run]) -> int:
    """Work on them in turn, as they ask the same server; the first that fails ends it."""
    for run in runs:
        if run.state is RunState.FINISHED:
            say(f"run {run.number} has think {run.plan.dial.label()} already")
            continue
        start_worker(run.number)
        status = watch(store, run.number, stops=True)
        if status:
            return status
    return 0


def _report(store: RunStore, runs: Sequence[Run]) -> None:
    """The accuracy of a sample under each budget, and where to look further."""
    parent = runs[0].number
    for run in [*runs[1:], runs[0]]:
        accuracy = findings_of(store, run).figures.accuracy
        said = "nothing graded yet" if accuracy is None else percent_interval(accuracy)
        print(f"think {run.plan.dial.label():>8}  {said}  (run {run.number})")
    print(f"jevons frontier {parent} shows what each budget costs, with every number of samples")
