"""`jevons ask`: one question, without a screen."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `ask` to the command line."""
    parser = subparsers.add_parser(
        "ask",
        help="ask one question: thinking on stderr, answer on stdout",
        description="Ask one question. The thinking goes to stderr, the answer to stdout.",
    )
    parser.add_argument("question", help="the question; - reads it from stdin")
    parser.add_argument("--model", help="the model to ask (jevons models lists them)")
    parser.add_argument(
        "--think",
        metavar="N|off|max",
        help="how long it may think: off, max, or tokens; 200..1000 sets a minimum as well",
    )
    parser.add_argument("--max-tokens", type=int, metavar="N", help="the most tokens of the answer")
    parser.add_argument("--temperature", type=float, metavar="T", help="sampling temperature")
    parser.add_argument("--seed", type=int, metavar="N", help="makes the sampling repeatable")
    parser.add_argument(
        "--strategy",
        metavar="NAME[:K=V,...]",
        help="by several samples (adaptive-consistency, self-consistency, short, best-of-n ...) or "
        "step by step (probing, revision, judged-best, beam ...): jevons exam strategies",
    )
    parser.add_argument(
        "--samples",
        type=int,
        metavar="N",
        help="draw so many answers, or at most so many, and let them vote",
    )
    parser.add_argument("--judge", metavar="NAME", help="the model that scores for a strategy")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quiet", action="store_true", help="keep the thinking off stderr")
    parser.add_argument(
        "--keep",
        action=argparse.BooleanOptionalAction,
        help="keep it as a conversation of the app; by default where the answer goes to a terminal",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask; 0 for an answer, 1 for a failure with one clear line, 130 when cancelled."""
    from jevons.commands.ask_options import run as ask

    return ask(args)
