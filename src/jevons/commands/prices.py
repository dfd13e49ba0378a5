"""`jevons prices`: the price book at a date."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `prices` to the command line."""
    parser = subparsers.add_parser(
        "prices",
        help="print the price book at a date",
        description="Print what models cost at a date, in dollars per million tokens. "
        "Thinking is billed as output.",
    )
    parser.add_argument(
        "--at",
        metavar="DATE",
        help="a day, 2025-01-27, or a time (UTC), 2025-01-27T17:00; today if not given",
    )
    parser.add_argument("--model", help="this model alone, such as o1 or deepseek-r1")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the book; the exit status is 1 for a date or a model without prices."""
    from jevons.commands.price_list import run as print_prices

    return print_prices(args)
