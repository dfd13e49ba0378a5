"""`jevons exam`: the exams there are, and what they ask."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `exam` to the command line."""
    parser = subparsers.add_parser(
        "exam",
        help="list exams, and show what they ask",
        description="List the exams: suites made on the spot, exam files, data sets.",
    )
    parser.set_defaults(run=run_list, json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    _add_list(actions)
    _add_show(actions)


def _add_list(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = actions.add_parser("list", help="list the exams (the default)")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=run_list)


def _add_show(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    show = actions.add_parser(
        "show",
        help="print some questions of an exam, with their answers",
        description="Print some questions of an exam, with their answers and what is known of "
        "them. With a seed a file's questions are drawn, without one the first are shown.",
    )
    add_choice(show)
    show.add_argument("--json", action="store_true", help="print one JSON object")
    show.set_defaults(run=run_show)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose an exam; `exam_choice.options_of` reads them."""
    parser.add_argument(
        "name",
        metavar="NAME",
        help="a suite (arithmetic-3), an exam file or its path (gsm8k, ./mine.jsonl), "
        "hf:OWNER/NAME@SPLIT, or gym:NAME",
    )
    parser.add_argument("--level", type=int, metavar="N", help="the level of a suite")
    parser.add_argument("--seed", type=int, metavar="N", help="makes or draws the questions")
    parser.add_argument("--questions", type=int, metavar="N", help="how many questions")
    parser.add_argument("--recipe", metavar="NAME", help="how to read a file")
    parser.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="ROLE=FIELD",
        help="the field that holds the question, answer, id, kind, cluster, level, subject or "
        "choices; can be given again",
    )
    parser.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="CONDITION",
        help="subject=Algebra, level>=4, level=1..3, question~triangle; can be given again",
    )


def run_list(args: argparse.Namespace) -> int:
    """Print the list."""
    from jevons.commands.exam_list import run

    return run(args)


def run_show(args: argparse.Namespace) -> int:
    """Print questions; the exit status is 1 where there is no such exam, or a broken file."""
    from jevons.commands.exam_show import run

    return run(args)
