"""`jevons attach`: follow a run, plainly."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `attach` to the command line."""
    parser = subparsers.add_parser(
        "attach",
        help="follow a run until it ends; ctrl+c leaves it going",
        description="Follow a run until it ends. ctrl+c leaves it going; the app shows more.",
    )
    parser.add_argument("number", metavar="RUN", type=int, help="the number of the run")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Follow a run; 0 when it finished, 1 when it could not."""
    from jevons.commands.runs_acts import attach

    return attach(args)
