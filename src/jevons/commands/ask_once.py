"""`jevons ask`: one question, answered once."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import replace
from typing import TextIO

from jevons.commands.ask_keeping import Keeping
from jevons.commands.ask_telling import CANCELLED, FAILED, meter_line, print_json, say
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
from jevons.core.models.steering import Steering
from jevons.core.records import FinishReason, Generation
from jevons.core.runs.ask import Asked, ask
from jevons.core.runs.costing import Costing
from jevons.core.runs.export import answer_object
from jevons.core.settings import Settings
from jevons.core.visible_text import visible


def ask_once(args: argparse.Namespace, asked: Asked, settings: Settings, *, keep: bool) -> int:
    """Ask; the exit status is that of `jevons ask`."""
    terminal = sys.stdout.isatty() and not args.json
    show = _Show(thinking=not (args.quiet or args.json), answer=terminal)
    keeping = Keeping(asked) if keep else None
    generation = asyncio.run(_draw(asked, settings, show, keeping))
    kept = keeping.close() if keeping else ""
    return _report(generation, kept, as_json=args.json, shown=show.answered)


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
