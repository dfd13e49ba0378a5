"""A conversation in plain lines: each part is named by a word and comes below the one before.

For screen readers and for terminals that only print: nothing moves, nothing is coloured.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager

from jevons.commands.ask_telling import meter_line, say
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
from jevons.core.models.registry import find_model
from jevons.core.models.steering import Steering
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Generation
from jevons.core.runs.costing import Costing
from jevons.core.runs.dialogue import Dialogue
from jevons.core.runs.library import Library
from jevons.core.visible_text import one_line, visible

HELP = """\
Write a question, and enter. Ctrl-C ends an answer; all that came is kept. Besides:
  /think N    how long it may think: off, max, or a number of tokens
  /model NAME ask another model
  /again      draw another answer to the last question
  /new        begin a new conversation
  /thoughts   read the thoughts aloud, or no longer
  /quit       leave"""


def talk(model: str | None) -> int:
    """Talk until the end of the input; the process's exit status."""
    settings, problems = settings_file.load()
    library, of_library = Library.open()
    for problem in (*problems, *of_library):
        say(problem.line())
    try:
        dialogue = Dialogue(library, settings, Costing(settings))
        dialogue.choose(find_model(model or settings.model))
        return _Talk(dialogue).go()
    except ProblemError as error:
        say(str(error))
        return 1
    finally:
        library.close()


class _Talk:
    """One conversation on standard input and output."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._reads_thoughts = True
        self._commands: dict[str, Callable[[str], None]] = {
            "/think": self._think,
            "/model": self._model,
            "/again": self._again,
            "/new": self._new,
            "/thoughts": self._thoughts,
            "/help": lambda _: print(HELP),
        }

    def go(self) -> int:
        """Take one line after the other."""
        assert self._dialogue.spec is not None
        print(
            f"{one_line(self._dialogue.spec.title, 60)} answers. /help says what else can be said."
        )
        while (line := _line()) is not None:
            word, _, rest = line.partition(" ")
            if word in {"/quit", "/exit"}:
                break
            try:
                self._take(word, rest.strip(), line)
            except (ProblemError, ValueError) as error:
                say(str(error))
        problem = self._dialogue.unwritten.write()
        if problem is not None:
            say(f"not saved, and lost now: {problem.what}")
        return 1 if problem is not None else 0

    def _take(self, word: str, rest: str, line: str) -> None:
        if not line:
            return
        if word in self._commands:
            self._commands[word](rest)
        elif word.startswith("/"):
            say(f"there is no {word[:40]}: /help lists what there is")
        else:
            asyncio.run(self._ask(line))

    # What can be said besides questions.

    def _think(self, rest: str) -> None:
        self._dialogue.dial = Dial.parse(rest)
        print(f"It may think: {self._dialogue.dial.label()}.")

    def _model(self, rest: str) -> None:
        self._dialogue.choose(find_model(rest))
        print(f"{one_line(rest, 60)} answers from now on.")

    def _again(self, _: str) -> None:
        if not self._dialogue.turns:
            raise ValueError("nothing was asked yet")
        asyncio.run(self._draw(self._dialogue.turns[-1].id))

    def _new(self, _: str) -> None:
        self._dialogue.clear()
        print("A new conversation.")

    def _thoughts(self, _: str) -> None:
        self._reads_thoughts = not self._reads_thoughts
        print("Thoughts are written out." if self._reads_thoughts else "Thoughts are left out.")

    # Asking.

    async def _ask(self, question: str) -> None:
        turn, problem = await self._dialogue.add_turn(question)
        if problem is not None:
            say(problem.line())
        await self._draw(turn.id)

    async def _draw(self, turn_id: str) -> None:
        """Draw an answer and write it as it comes; ctrl+c ends it."""
        steering, lines = Steering(), _Lines(self._reads_thoughts)
        ended: Generation | None = None
        with _interrupted_by(steering.stop):
            async with aclosing(self._dialogue.draw(turn_id, steering)) as events:
                async for event in events:
                    lines.take(event)
                    if isinstance(event, GenerationEnded):
                        ended = event.generation
        lines.end()
        if ended is not None and ended.problem:
            say(ended.problem)
        if ended is not None and ended.usage.output:
            print(f"Took: {meter_line(ended)}")


class _Lines:
    """What comes of a model, written part below part."""

    def __init__(self, reads_thoughts: bool) -> None:
        self._reads_thoughts = reads_thoughts
        self._part = ""

    def take(self, event: GenerationEvent) -> None:
        """Write an event, where it is one to be told."""
        match event:
            case ThinkingDelta(text) | ThoughtExtended(text):
                self._write("Thinking", text if self._reads_thoughts else "")
            case AnswerDelta(text):
                self._write("Answer", text)
            case AnswerWasThinking():
                self.end()
                print("What came so far was thinking.")
            case Waiting(reason):
                self.end()
                print(f"Wait: {one_line(reason, 200)}.")
            case Noticed(problem):
                self.end()
                say(problem.line())
            case _:
                pass

    def _write(self, part: str, text: str) -> None:
        if part != self._part:
            self.end()
            print(f"{part}:")
            self._part = part
        sys.stdout.write(visible(text))
        sys.stdout.flush()

    def end(self) -> None:
        """Finish the part that is open."""
        if self._part:
            print()
        self._part = ""


def _line() -> str | None:
    """The next line of the user, `None` at the end of the input."""
    try:
        return input("You: ").strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return None


@contextmanager
def _interrupted_by(stop: Callable[[], None]) -> Iterator[None]:
    """Have ctrl+c call `stop` meanwhile."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
