"""`jevons plan`: what a model costs to train, to serve and to own."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `plan` to the command line."""
    parser = subparsers.add_parser(
        "plan",
        help="what a model costs to train, to serve and to own",
        description="Fill in a worksheet and print what follows: training, reinforcement, serving,"
        " fleet, chips, demand. Each has options for its cells: jevons plan training --help."
        " Values are written as people do: 14.8T, 2,048, $2/h, 35-45%; a range gives intervals"
        " and says what drives them. Two more: `jevons plan shape MODEL` counts a model or a"
        " config.json, `jevons plan market` says which chips could be bought for China on a date.",
    )
    parser.add_argument(
        "sheet", nargs="?", metavar="WORKSHEET", help="without one, the worksheets are listed"
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="its options")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a worksheet; the exit status is 1 where something in it cannot be."""
    if args.sheet == "shape":
        from jevons.commands.plan_shape import run as print_shape

        return print_shape(args.rest)
    if args.sheet == "market":
        from jevons.commands.plan_market import run as print_market

        return print_market(args.rest)
    from jevons.commands.plan_sheet import run as print_sheet

    return print_sheet(args.sheet, args.rest)
