"""`jevons exam`: the exams there are, what they ask, and putting them to a model."""

from __future__ import annotations

import argparse

USUAL = "usual"
"""Groups of tokens as large as in DeepConf, where their size is not said."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `exam` to the command line."""
    parser = subparsers.add_parser(
        "exam",
        help="list exams, show what they ask, put them to a model",
        description="List the exams: suites made on the spot, exam files, data sets.",
    )
    parser.set_defaults(run=run_list, json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    _add_list(actions)
    _add_show(actions)
    _add_run(actions)
    _add_strategies(actions)


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


def _add_strategies(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = actions.add_parser(
        "strategies",
        help="list the strategies that can decide on the answers",
        description="List the strategies: how each spends samples on a question and finds its "
        "answer, its settings with their defaults, its source, and whether a model can be asked "
        "by it.",
    )
    listing.add_argument("--model", metavar="NAME", help="the model, if not the usual one")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=run_strategies)


def _add_run(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = actions.add_parser(
        "run",
        help="put an exam to a model, and grade its answers",
        description="Put an exam to a model. It says beforehand what that will take. The work is "
        "done by a process of its own, which a closed terminal does not end; ctrl+c stops it.",
    )
    add_choice(run)
    run.add_argument(
        "--model",
        action="append",
        metavar="NAME",
        help="the model; several names, as servers of the same model, share the run",
    )
    run.add_argument("--think", metavar="N|off|max", help="how long it may think on each question")
    run.add_argument(
        "-k", "--samples", type=int, default=1, metavar="K", help="samples of each question"
    )
    decides = run.add_mutually_exclusive_group()
    decides.add_argument(
        "--strategy",
        metavar="NAME[:SETTINGS]",
        help="what decides how many samples a question takes and which answer it gets, instead "
        "of -k: adaptive-consistency:most=16; see jevons exam strategies",
    )
    decides.add_argument(
        "--allocate",
        metavar="NAME[:SETTINGS]",
        help="share out --cap-usd among the questions by votes: uniform, waves, or greedy (most "
        "to those whose answer more samples may change); it measures how stable answers are, "
        "not how right",
    )
    run.add_argument("--temperature", type=float, metavar="T", help="sampling temperature")
    run.add_argument("--max-tokens", type=int, metavar="N", help="the most tokens of an answer")
    run.add_argument("--concurrency", type=int, metavar="N", help="requests at once, if not auto")
    run.add_argument("--cap-usd", type=float, metavar="USD", help="dollars at most")
    run.add_argument("--cap-tokens", type=int, metavar="N", help="tokens drawn at most")
    run.add_argument("--cap-minutes", type=float, metavar="M", help="minutes at most")
    run.add_argument(
        "--logprobs",
        type=int,
        nargs="?",
        const=USUAL,
        metavar="TOKENS",
        help="have the server tell how likely its tokens were, for strategies that weigh samples"
        " by it; groups of so many tokens count for confidence (else as many as in DeepConf)",
    )
    run.add_argument("--judge", metavar="NAME", help="the model that judges answers in prose")
    run.add_argument("--detach", action="store_true", help="do not wait for its end")
    run.add_argument("--dry-run", action="store_true", help="say what it will take, and no more")
    run.add_argument("--yes", action="store_true", help="start a dear run without being asked")
    run.add_argument("--json", action="store_true", help="print one JSON object at the end")
    run.set_defaults(run=run_exam)


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


def run_strategies(args: argparse.Namespace) -> int:
    """Print the strategies."""
    from jevons.commands.exam_strategies import run

    return run(args)


def run_exam(args: argparse.Namespace) -> int:
    """Put an exam to a model; 0 when it finished, 1 for a failure, 130 when it was stopped."""
    from jevons.commands.exam_run import run

    return run(args)
