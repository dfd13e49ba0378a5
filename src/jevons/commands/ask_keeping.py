"""Keeping what is asked on the command line as a conversation of the app."""

from __future__ import annotations

from contextlib import suppress

from jevons.commands.ask_telling import say
from jevons.core.problems import ProblemError
from jevons.core.records import Generation, Message
from jevons.core.runs.ask import Asked
from jevons.core.runs.conversations import new_conversation, new_turn
from jevons.core.runs.dialogue import TITLE_LENGTH
from jevons.core.runs.library import Library
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.unwritten import Unwritten
from jevons.core.visible_text import one_line


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
