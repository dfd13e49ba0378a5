"""`jevons ask`: one question, without a screen."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from jevons.core.models.registry import ModelSpec
    from jevons.core.records import Dial, Generation
    from jevons.core.runs.ask import Asked
    from jevons.core.settings import Settings

CANCELLED = 130
FAILED = 1
LARGEST_QUESTION = 8_000_000
"""Bytes; no model's context comes near it."""


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
        "--think", metavar="N|off|max", help="how long it may think: off, max, or tokens"
    )
    parser.add_argument("--max-tokens", type=int, metavar="N", help="the most tokens of the answer")
    parser.add_argument("--temperature", type=float, metavar="T", help="sampling temperature")
    parser.add_argument("--seed", type=int, metavar="N", help="makes the sampling repeatable")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quiet", action="store_true", help="keep the thinking off stderr")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask; 0 for an answer, 1 for a failure with one clear line, 130 when cancelled."""
    from jevons.core import settings as settings_file
    from jevons.core.models.registry import find_model
    from jevons.core.problems import ProblemError

    settings, problems = settings_file.load()
    for problem in problems:
        _say(problem.line())
    try:
        question = _question(args.question)
        spec = find_model(args.model or settings.model)
        asked = _asked(args, spec, question, settings)
        generation = asyncio.run(_draw(asked, settings, quiet=args.quiet or args.json))
    except ProblemError as error:
        _say(error.problem.line())
        return FAILED
    except ValueError as error:
        _say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return CANCELLED
    return _report(generation, as_json=args.json)


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
    from dataclasses import replace

    from jevons.core.records import Message
    from jevons.core.runs.ask import Asked

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
    from jevons.core.records import Dial
    from jevons.core.runs.dialogue import default_dial

    return default_dial(spec, settings) if text is None else Dial.parse(text)


async def _draw(asked: Asked, settings: Settings, *, quiet: bool) -> Generation:
    """Ask, showing the thought as it comes; Ctrl-C stops it and keeps what came."""
    from jevons.core.events import GenerationEnded, Noticed, ThinkingDelta, ThoughtExtended, Waiting
    from jevons.core.models.steering import Steering
    from jevons.core.runs.ask import ask
    from jevons.core.runs.costing import Costing
    from jevons.core.runs.library import Library
    from jevons.core.visible_text import visible

    library, problems = await asyncio.to_thread(Library.open)
    for problem in problems:
        _say(problem.line())
    steering = Steering()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, steering.stop)
    generation: Generation | None = None
    thinking = _Lines(sys.stderr, visible)
    events = ask(
        asked, settings=settings, costing=Costing(settings), steering=steering, library=library
    )
    async for event in events:
        match event:
            case ThinkingDelta(text) | ThoughtExtended(text) if not quiet:
                thinking.write(text)
            case Waiting(reason):
                _say(reason)
            case Noticed(problem):
                _say(problem.line())
            case GenerationEnded():
                generation = event.generation
            case _:
                pass
    thinking.end()
    library.close()
    assert generation is not None
    return generation


class _Lines:
    """Writes text as it streams in, made harmless, a flush for each piece."""

    def __init__(self, out: TextIO, clean: Callable[[str], str]) -> None:
        self._out = out
        self._clean = clean
        self._open = False

    def write(self, text: str) -> None:
        self._out.write(self._clean(text))
        self._out.flush()
        self._open = not text.endswith("\n")

    def end(self) -> None:
        if self._open:
            self._out.write("\n")
            self._out.flush()


def _report(generation: Generation, *, as_json: bool) -> int:
    """Print the outcome, and give the exit status."""
    from jevons.core.records import FinishReason
    from jevons.core.runs.export import answer_object
    from jevons.core.visible_text import visible

    if as_json:
        print(json.dumps(answer_object(generation), ensure_ascii=False, indent=2))
    elif generation.answer:
        print(visible(generation.answer))
    if generation.problem:
        _say(generation.problem)
    if not as_json and generation.usage.output:
        _say(_meter(generation))
    if generation.finish_reason is FinishReason.CANCELLED:
        _say("cancelled; what came is kept in the library")
        return CANCELLED
    failed = generation.finish_reason is FinishReason.ERROR or not generation.answer
    return FAILED if failed else 0


def _meter(generation: Generation) -> str:
    """What the answer took, in one line."""
    from jevons.core.state.meter import cost_readings, dollars, seconds

    usage, timing, cost = generation.usage, generation.timing, generation.cost
    parts = [
        f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens",
        seconds(timing.total_s),
        *(f"{value} {label}" for label, value in cost_readings(cost)),
    ]
    if cost is not None and cost.here_usd is None:
        parts.append(f"cost here {dollars(None)} ({cost.assumption})")
    return " · ".join(parts)


def _say(text: str) -> None:
    """A line of our own on stderr."""
    from jevons.core.visible_text import one_line

    print(f"jevons: {one_line(text, 2000)}", file=sys.stderr, flush=True)
