"""`jevons sweep`: the whole curve of thinking budgets from one run of long thoughts."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `sweep` to the command line."""
    parser = subparsers.add_parser(
        "sweep",
        help="cut a run's thoughts at several budgets and draw only the answers",
        description="Cut each thought of a finished run at every budget, close it, and draw only"
        " the short answer: the curve of accuracy over budgets for little more than the run"
        " itself took. Each budget is a run of its own, which can be stopped and gone on with.",
    )
    parser.add_argument("number", metavar="RUN", type=int, help="the run whose thoughts are cut")
    parser.add_argument(
        "--budgets", required=True, metavar="N,N,…", help="tokens of thinking: 64,128,256"
    )
    parser.add_argument("--cap-usd", type=float, metavar="USD", help="dollars at most, a budget")
    parser.add_argument("--cap-tokens", type=int, metavar="N", help="tokens at most, a budget")
    parser.add_argument("--dry-run", action="store_true", help="say what it will take, and no more")
    parser.add_argument("--detach", action="store_true", help="do not wait for its end")
    parser.add_argument("--json", action="store_true", help="print the runs as JSON at the end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Sweep; 0 once all budgets are done, 1 for trouble, 130 when stopped."""
    from jevons.commands.sweep_run import sweep

    return sweep(args)
