"""`jevons replay`: what strategies would have answered and cost, from samples that are there."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `replay` to the command line."""
    parser = subparsers.add_parser(
        "replay",
        help="what any strategy would have answered and cost, from a run's samples",
        description="Replay strategies on the samples of a run, averaged over orders in which"
        " they might have come: accuracy, tokens, dollars and waiting, with intervals. Nothing"
        " is drawn, nothing is paid.",
    )
    parser.add_argument("number", metavar="RUN", type=int, help="the number of the run")
    parser.add_argument(
        "--strategy",
        action="append",
        metavar="NAME[:KEY=VALUE,…]",
        help="such as self-consistency:samples=8; may be given several times (default: a fair set)",
    )
    parser.add_argument(
        "--prices",
        metavar="PRICES",
        help="paid (default), o1@2025-01-27, @2025-01-27, 2.50/h or 2.50/h@1500 (tokens a second)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Replay; 0, or 1 for a problem in one clear line."""
    from jevons.commands.replay_report import replay_run

    return replay_run(args)
