"""Asking one question from the command line."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Any, TextIO

from jevons.core import settings as settings_file
from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
    GenerationEnded,
    GenerationEvent,
    Noticed,
    ThinkingDelta,
    ThoughtExtended,
    Waiting,
)
from jevons.core.models.registry import ModelSpec, find_model
from jevons.core.models.steering import Steering
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, FinishReason, Generation, Message
from jevons.core.runs.ask import Asked, ask
from jevons.core.runs.conversations import new_conversation, new_turn
from jevons.core.runs.costing import Costing
from jevons.core.runs.dialogue import TITLE_LENGTH, default_dial
from jevons.core.runs.export import answer_object
from jevons.core.runs.library import Library
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.unwritten import Unwritten
from jevons.core.settings import Settings
from jevons.core.state.meter import cost_readings, dollars, seconds
from jevons.core.visible_text import one_line, visible, visible_json

CANCELLED = 130
FAILED = 1
LARGEST_QUESTION = 8_000_000
"""Bytes; no model's context comes near it."""


def run(args: argparse.Namespace) -> int:
    """Ask; 0 for an answer, 1 for a failure with one clear line, 130 when cancelled."""
    settings, problems = settings_file.load()
    for problem in problems:
        say(problem.line())
    terminal = sys.stdout.isatty() and not args.json
    show = _Show(thinking=not (args.quiet or args.json), answer=terminal)
    try:
        question = _question(args.question)
        spec = find_model(args.model or settings.model)
        asked = _asked(args, spec, question, settings)
        keep = terminal if args.keep is None else args.keep
        if args.strategy is not None or args.samples is not None:
            return _ask_by_strategy(args, asked, settings, keep=keep)
        keeping = Keeping(asked) if keep else None
        generation = asyncio.run(_draw(asked, settings, show, keeping))
    except (ProblemError, ValueError) as error:
        if args.json:
            print_json({"finish_reason": FinishReason.ERROR, "problem": str(error)})
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return CANCELLED
    kept = keeping.close() if keeping else ""
    return _report(generation, kept, as_json=args.json, shown=show.answered)


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


class Keeping:
    """The question as a conversation in the library, with one turn, written as far as it goes."""

    def __init__(self, asked: Asked) -> None:
        question = asked.messages[-1].content
        self._conversation = new_conversation(one_line(question, TITLE_LENGTH), asked.spec.name)
        self.turn = new_turn(self._conversation.id, question)
        self._library, problems = Library.open()
        self._unwritten = Unwritten(self._library)
        for problem in problems:
            say(problem.line())
        with suppress(ProblemError):  # it is told at the end, if it is so still
            self._unwritten.put_turn(self._conversation, self.turn)

    @property
    def runs(self) -> RunStore:
        """The library, for what an answer takes beside itself."""
        return self._library.runs

    def put_generation(
        self, turn_id: str | None, generation: Generation, messages: tuple[Message, ...]
    ) -> None:
        """Write the answer as it stands, or at the end."""
        with suppress(ProblemError):
            self._unwritten.put_generation(turn_id, generation, messages)

    def choose(self, generation_id: str, strategy: str) -> None:
        """Let a sample stand for the answer."""
        with suppress(ProblemError):
            self._unwritten.choose(self.turn.id, generation_id, strategy)

    def close(self) -> str:
        """Write what is not written yet; what became of it, in words."""
        problem = self._unwritten.write()
        kept = self._library.keeps and problem is None
        self._library.close()
        if problem is not None:
            say(f"this is not kept: {problem.what}; {problem.remedy}")
        return "what came is kept: f8 in the app lists it" if kept else ""


async def _draw(
    asked: Asked, settings: Settings, show: _Show, keeping: Keeping | None
) -> Generation:
    """Ask, showing what comes; Ctrl-C stops it."""
    costing = Costing(settings)
    for problem in costing.problems():
        say(problem.line())
    steering = Steering()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, steering.stop)
    if keeping is not None:
        asked = replace(asked, turn_id=keeping.turn.id)
    generation: Generation | None = None
    async for event in ask(
        asked, settings=settings, costing=costing, steering=steering, library=keeping
    ):
        show.take(event)
        if isinstance(event, GenerationEnded):
            generation = event.generation
    show.end()
    assert generation is not None
    return generation


class _Show:
    """What is shown while it is drawn: the thought on stderr, on a terminal the answer too.

    In a pipe the answer waits for its end, so that nothing has to be taken back.
    """

    def __init__(self, *, thinking: bool, answer: bool) -> None:
        self._thinking = thinking
        self._answer = answer
        self._open: TextIO | None = None
        self.answered = False

    def take(self, event: GenerationEvent) -> None:
        """Show an event."""
        match event:
            case ThinkingDelta(text) | ThoughtExtended(text) if self._thinking:
                self._write(text, sys.stderr)
            case AnswerDelta(text) if self._answer:
                self.answered = True
                self._write(text, sys.stdout)
            case AnswerWasThinking() if self._answer:
                self.answered = False
                self._tell("what came so far was thinking")
            case Waiting(reason) if sys.stderr.isatty():
                self._tell(reason)
            case Noticed(problem):
                self._tell(problem.line())
            case _:
                pass

    def _write(self, text: str, out: TextIO) -> None:
        """More of a text, made harmless; one text begins on a line of its own."""
        if self._open is not out:
            self.end()
        out.write(visible(text))
        out.flush()
        self._open = None if text.endswith("\n") else out

    def _tell(self, text: str) -> None:
        self.end()
        say(text)

    def end(self) -> None:
        """Finish the line that is open."""
        if self._open is not None:
            self._open.write("\n")
            self._open.flush()
            self._open = None


def print_json(value: Any) -> None:
    """Print a value for programs."""
    print(visible_json(value))


def _report(generation: Generation, kept: str, *, as_json: bool, shown: bool) -> int:
    """Print the outcome, and give the exit status."""
    if as_json:
        print_json(answer_object(generation))
    elif generation.answer and not shown:
        print(visible(generation.answer))
    if generation.problem:
        say(generation.problem)
    if not as_json and generation.usage.output:
        say(meter_line(generation))
    if generation.finish_reason is FinishReason.CANCELLED:
        say(f"cancelled; {kept or 'nothing of it is kept (--keep does)'}")
        return CANCELLED
    failed = generation.finish_reason is FinishReason.ERROR or not generation.answer
    return FAILED if failed else 0


def meter_line(generation: Generation) -> str:
    """What the answer took, in one line."""
    usage, timing, cost = generation.usage, generation.timing, generation.cost
    parts = [
        f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens",
        seconds(timing.total_s),
        *(f"{value} {label}" for label, value in cost_readings(cost)),
    ]
    if cost is not None and cost.here_usd is None:
        parts.append(f"cost here {dollars(None)} ({cost.assumption})")
    return " · ".join(parts)


def say(text: str) -> None:
    """A line of our own on stderr."""
    print(f"jevons: {one_line(text, 2000)}", file=sys.stderr, flush=True)
