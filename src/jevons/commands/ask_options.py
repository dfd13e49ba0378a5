"""What the options of `jevons ask` say, and which way of asking they lead to."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from jevons.commands.ask_once import ask_once
from jevons.commands.ask_telling import CANCELLED, FAILED, print_json, say
from jevons.core import settings as settings_file
from jevons.core.models.registry import ModelSpec, find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, FinishReason, Message
from jevons.core.runs.ask import Asked
from jevons.core.runs.dialogue import default_dial
from jevons.core.settings import Settings

LARGEST_QUESTION = 8_000_000
"""Bytes; no model's context comes near it."""


def run(args: argparse.Namespace) -> int:
    """Ask; 0 for an answer, 1 for a failure with one clear line, 130 when cancelled."""
    settings, problems = settings_file.load()
    for problem in problems:
        say(problem.line())
    terminal = sys.stdout.isatty() and not args.json
    try:
        question = _question(args.question)
        spec = find_model(args.model or settings.model)
        asked = _asked(args, spec, question, settings)
        keep = terminal if args.keep is None else args.keep
        if args.strategy is not None or args.samples is not None:
            return _ask_by_strategy(args, asked, settings, keep=keep)
        return ask_once(args, asked, settings, keep=keep)
    except (ProblemError, ValueError) as error:
        if args.json:
            print_json({"finish_reason": FinishReason.ERROR, "problem": str(error)})
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return CANCELLED


def _ask_by_strategy(
    args: argparse.Namespace, asked: Asked, settings: Settings, *, keep: bool
) -> int:
    """Ask as the strategy does: by several samples, or step by step.

    Raises:
        ProblemError: there is no such strategy, or it does not take so many samples.
    """
    from jevons.core.strategies.registry import parse_any
    from jevons.core.strategies.sizing import sized
    from jevons.core.strategies.strategy import Strategy
    from jevons.core.strategies.voting import SelfConsistency

    strategy = SelfConsistency() if args.strategy is None else parse_any(args.strategy)
    if not isinstance(strategy, Strategy):
        from jevons.commands.ask_steps import ask_by_steps

        if args.samples is not None:
            raise ValueError(f"{strategy.name} goes step by step: leave --samples out")
        return ask_by_steps(args, asked, settings, strategy, keep=keep)
    from jevons.commands.ask_samples import ask_by_samples

    if args.samples is not None:
        strategy = sized(strategy, args.samples)
    return ask_by_samples(args, asked, settings, strategy, keep=keep)


def _question(text: str) -> str:
    """The question from the command line or from stdin.

    Raises:
        ValueError: it is empty, or larger than any model takes.
    """
    if text == "-":
        raw = sys.stdin.buffer.read(LARGEST_QUESTION + 1)
        if len(raw) > LARGEST_QUESTION:
            raise ValueError(
                f"the question is over {LARGEST_QUESTION:,} bytes; nothing was sent; shorten it"
            )
        text = raw.decode("utf-8", errors="replace")
    if not text.strip():
        raise ValueError("the question is empty; write it after `jevons ask`, or pipe it to `-`")
    return text.strip()


def _asked(args: argparse.Namespace, spec: ModelSpec, question: str, settings: Settings) -> Asked:
    """What the options say.

    Raises:
        ValueError: an option is out of range.
    """
    most = args.max_tokens if args.max_tokens is not None else settings.answer_tokens
    if most < 1:
        raise ValueError("--max-tokens is at least 1")
    params = replace(spec.params, max_tokens=most)
    if args.temperature is not None:
        if args.temperature < 0:
            raise ValueError("--temperature is 0 or more")
        params = replace(params, temperature=args.temperature)
    if args.seed is not None:
        params = replace(params, seed=args.seed)
    return Asked(spec, (Message("user", question),), params, _dial(args.think, spec, settings))


def _dial(text: str | None, spec: ModelSpec, settings: Settings) -> Dial:
    return default_dial(spec, settings) if text is None else Dial.parse(text)
