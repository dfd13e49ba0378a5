"""`jevons talk`: a conversation in plain lines, without a screen."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `talk` to the command line."""
    parser = subparsers.add_parser(
        "talk",
        help="a conversation in plain lines, for screen readers and simple terminals",
        description="Ask one question after another, in plain lines that come one below the other:"
        " nothing is drawn over. /help lists what can be said besides questions.",
    )
    parser.add_argument("--model", help="the model to ask")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Talk until the user has had enough."""
    from jevons.commands.talking import talk

    return talk(args.model)
