"""`jevons frontier`: what accuracy costs, over strategies, budgets and models."""

from __future__ import annotations

import argparse

AXES = ("usd", "tokens", "thinking", "p50", "p90")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `frontier` to the command line."""
    parser = subparsers.add_parser(
        "frontier",
        help="what accuracy costs: every strategy on runs of one exam, and what to take",
        description="Replay strategies on runs of one exam, with their sweeps, and tell which are"
        " on the frontier of accuracy and cost, how sure that is, and what a right answer more"
        " costs.",
    )
    parser.add_argument("numbers", metavar="RUN", type=int, nargs="+", help="runs of one exam")
    parser.add_argument("--axis", choices=AXES, default="usd", help="the cost (default: usd)")
    parser.add_argument(
        "--prices",
        metavar="PRICES",
        help="paid (default), o1@2025-01-27, @2025-01-27, 2.50/h or 2.50/h@1500 (tokens a second)",
    )
    parser.add_argument(
        "--strategy",
        action="append",
        metavar="NAME[:KEY=VALUE,…]",
        help="only these; may be given several times (default: a fair set)",
    )
    parser.add_argument("--cheapest", metavar="SHARE", help="the cheapest way to it: 80%%")
    parser.add_argument(
        "--for",
        dest="sum",
        metavar="SUM",
        help="the most accuracy for it: 5usd or 200k tokens for the whole exam, 30s a question",
    )
    parser.add_argument("--no-sweeps", action="store_true", help="leave cut thoughts out")
    parser.add_argument(
        "--more", action="store_true", help="budgets, difficulty, thoughts and coverage as well"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print a report in Markdown")
    parser.add_argument("--csv", metavar="FILE", help="write the points to a file too")
    parser.add_argument(
        "--save",
        metavar="FILE",
        action="append",
        default=[],
        help="write it to a file too, as its end says: .svg, .png, .csv or .md",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the frontier; 0, or 1 for a problem in one clear line."""
    from jevons.commands.frontier_report import print_frontier

    return print_frontier(args)
