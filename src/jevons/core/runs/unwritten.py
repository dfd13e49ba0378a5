"""What the library did not take: kept in memory until it does."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Generation, Message
from jevons.core.runs.conversations import Conversation, Turn

if TYPE_CHECKING:
    from jevons.core.runs.library import Library


class _Write(NamedTuple):
    kind: str
    write: Callable[[], None]


class Unwritten:
    """Writes turns and generations in their order; what fails waits and is tried again.

    Blocking, safe to share between threads. While anything waits nothing overtakes it: a
    generation is of no use without its turn.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._waiting: dict[str, _Write] = {}
        self._problem: Problem | None = None

    @property
    def problem(self) -> Problem | None:
        """Why something waits; `None` when all is written."""
        return self._problem

    def put_turn(
        self, conversation: Conversation, turn: Turn, instead_of: str | None = None
    ) -> None:
        """Write a new turn, and its conversation if that is not there.

        Raises:
            ProblemError: it waits.
        """
        self._put(
            turn.id,
            "question",
            lambda: self._library.put_turn(conversation, turn, instead_of),
        )

    def put_generation(
        self, turn_id: str | None, generation: Generation, messages: tuple[Message, ...]
    ) -> None:
        """Write a generation as it stands now.

        Raises:
            ProblemError: it waits, or (`NOT_FOUND`) its turn was removed for good.
        """
        self._put(
            generation.id,
            "answer",
            lambda: self._library.put_generation(turn_id, generation, messages),
        )

    def choose(self, turn_id: str, generation_id: str, strategy: str) -> None:
        """Write which generation of a turn stands, as a strategy chose it.

        Raises:
            ProblemError: it waits.
        """
        self._put(
            f"choice {turn_id}",
            "choice",
            lambda: self._library.choose(turn_id, generation_id, strategy),
        )

    def count(self) -> str:
        """How much waits, in words."""
        with self._lock:
            kinds = Counter(waiting.kind for waiting in self._waiting.values())
        return " and ".join(
            f"1 {kind}" if count == 1 else f"{count} {kind}s" for kind, count in kinds.items()
        )

    def write(self) -> Problem | None:
        """Try to write what waits; what still stands in the way."""
        with self._lock:
            return self._write()

    def _put(self, key: str, kind: str, write: Callable[[], None]) -> None:
        with self._lock:
            self._waiting[key] = _Write(kind, write)
            problem = self._write()
        if problem is not None:
            raise ProblemError(problem)

    def _write(self) -> Problem | None:
        """Write in order up to the first that fails; what refers to nothing is given up."""
        lost = None
        while self._waiting:
            key = next(iter(self._waiting))
            try:
                self._waiting[key].write()
            except ProblemError as error:
                if error.problem.kind is not ProblemKind.NOT_FOUND:
                    self._problem = error.problem
                    return self._problem
                lost = error.problem
            del self._waiting[key]
        self._problem = None
        return lost
