"""The library: conversations, their turns, and every generation that was drawn."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jevons.core import paths
from jevons.core.problems import Problem
from jevons.core.records import Generation, Message
from jevons.core.runs import conversations, generation_rows
from jevons.core.runs.conversations import Conversation, Turn
from jevons.core.runs.database import Database, open_database
from jevons.core.runs.generation_rows import INTERRUPTED, storable

if TYPE_CHECKING:
    from sqlite3 import Connection

    from jevons.core.runs.run_store import RunStore

__all__ = ["INTERRUPTED", "Conversation", "Library", "Turn"]

DELETED_FOR = timedelta(days=30)
"""How long a deleted conversation can be brought back."""


class Library:
    """Everything asked and drawn so far; blocking, quick, safe to share between threads.

    All methods raise `ProblemError`: `NO_SPACE`, `READ_ONLY` or `BAD_LIBRARY` when the
    file fails, after undoing what was half done, so that the call can be made again; and
    `NOT_FOUND` when they change what is not there.
    """

    def __init__(self, database: Database, interrupted: list[str]) -> None:
        self._database = database
        self._interrupted = interrupted

    @classmethod
    def open(cls, path: Path | None = None) -> tuple[Library, list[Problem]]:
        """Open the user's library (or the one at `path`), whatever its state.

        The problems say what was wrong and what was kept; where the file cannot be used
        the library is one in memory, and `keeps` is false.
        """
        interrupted: list[str] = []

        def tidy(connection: Connection) -> None:
            interrupted[:] = generation_rows.close_interrupted(connection)
            conversations.purge(connection, DELETED_FOR)

        database, problems = open_database(path or paths.library_file(), tidy)
        return cls(database, interrupted), problems

    @cached_property
    def runs(self) -> RunStore:
        """The runs of exams."""
        from jevons.core.runs.run_store import RunStore  # the first screen needs none

        return RunStore(self._database)

    @property
    def keeps(self) -> bool:
        """Whether what is written outlives this process."""
        return self._database.path is not None

    def stamp(self) -> tuple[float, ...]:
        """Times that are others after any process wrote to the file; cheap, and locks nothing.

        A commit writes to the log beside the file, a checkpoint to the file itself.
        """
        path = self._database.path
        if path is None:
            return ()
        return tuple(_changed_at(Path(f"{path}{suffix}")) for suffix in ("", "-wal"))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def conversations(self, search: str = "", limit: int = 200) -> list[Conversation]:
        """The conversations, those last changed first.

        `search` is looked for as it stands, in any case, in titles, questions and answers.
        """
        with self._database.reading() as connection:
            return conversations.find(connection, search, limit)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation, unless it is not there or deleted."""
        with self._database.reading() as connection:
            return conversations.get(connection, conversation_id)

    def create_conversation(self, title: str, model: str) -> Conversation:
        """Begin a conversation, still without turns."""
        conversation = conversations.new_conversation(title, model)
        with self._database.writing() as connection:
            conversations.put(connection, conversation)
        return conversation

    def rename(self, conversation_id: str, title: str) -> None:
        """Give the conversation another title."""
        self._change("UPDATE conversations SET title = ? WHERE id = ?", title, conversation_id)

    def delete(self, conversation_id: str) -> None:
        """Take the conversation out of sight; `undelete` brings it back for 30 days."""
        deleted = "UPDATE conversations SET deleted_at = ? WHERE id = ?"
        self._change(deleted, conversations.now(), conversation_id)

    def undelete(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        self._change("UPDATE conversations SET deleted_at = NULL WHERE id = ?", conversation_id)

    def purge_deleted(self, older_than: timedelta) -> int:
        """Remove for good what was deleted longer ago, and return how many conversations."""
        with self._database.writing() as connection:
            return conversations.purge(connection, older_than)

    def turns(
        self, conversation_id: str, *, last: int | None = None, before: str | None = None
    ) -> list[Turn]:
        """The turns shown, in their order.

        `last` limits them to so many at the end, `before` to those before that turn.
        """
        with self._database.reading() as connection:
            return conversations.window(connection, conversation_id, last, before)

    def turn_count(self, conversation_id: str) -> int:
        """How many turns the conversation shows."""
        with self._database.reading() as connection:
            return conversations.count_turns(connection, conversation_id)

    def add_turn(self, conversation_id: str, question: str) -> Turn:
        """Add a question to the conversation, and bring it back if it was deleted."""
        turn = conversations.new_turn(conversation_id, question)
        with self._database.writing() as connection:
            conversations.put_turn(connection, turn, None)
        return turn

    def replace_from(self, turn_id: str, question: str) -> Turn:
        """Ask otherwise: the turn and all after it are kept but no longer shown."""
        with self._database.writing() as connection:
            turn = conversations.new_turn(
                conversations.conversation_of(connection, turn_id), question
            )
            conversations.put_turn(connection, turn, turn_id)
        return turn

    def put_turn(
        self, conversation: Conversation, turn: Turn, instead_of: str | None = None
    ) -> None:
        """Write a new turn, and its conversation if that is not there.

        The turn `instead_of` and all after it are kept but no longer shown.
        """
        with self._database.writing() as connection:
            conversations.put(connection, conversation)
            conversations.put_turn(connection, turn, instead_of)

    def outline(self, conversation_id: str) -> dict[str, list[str]]:
        """The ids of the turns shown, each with those of its generations."""
        with self._database.reading() as connection:
            return conversations.outline(connection, conversation_id)

    def put_generation(
        self, turn_id: str | None, generation: Generation, messages: tuple[Message, ...]
    ) -> None:
        """Write a generation as it stands: new, further on, or ended.

        One that still runs (`finish_reason` is `None`) is marked as written by this
        process. It never takes the place of its own end, should the two be written out
        of order.
        """
        key = generation_rows.key_of(generation, messages)
        with self._database.writing() as connection:
            generation_rows.put(connection, generation, key)
            if turn_id is not None:
                conversations.link(connection, turn_id, generation.id)

    def choose(self, turn_id: str, generation_id: str, strategy: str) -> None:
        """Let a generation of a turn stand, as a strategy chose it; empty texts take that back."""
        with self._database.writing() as connection:
            conversations.choose(connection, turn_id, generation_id, strategy)

    def generation(self, generation_id: str) -> Generation | None:
        """The generation, if it is there."""
        with self._database.reading() as connection:
            return generation_rows.get(connection, generation_id)

    def interrupted(self) -> list[Generation]:
        """The generations that a process which died left unfinished, as found at opening.

        They are kept as far as they came, with `FinishReason.ERROR` and the problem
        `INTERRUPTED`.
        """
        found = (self.generation(generation_id) for generation_id in self._interrupted)
        return [generation for generation in found if generation is not None]

    def remember(self, key: str, value: str) -> None:
        """Keep a small text under a name: an unsent draft, the last conversation."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO remembered (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, storable(value)],
            )

    def recall(self, key: str) -> str | None:
        """What `remember` kept under the name."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM remembered WHERE key = ?", [key]).fetchone()
            return None if row is None else str(row["value"])

    def _change(self, statement: str, *values: str) -> None:
        with self._database.writing() as connection:
            changed = connection.execute(statement, [storable(value) for value in values])
            if not changed.rowcount:
                raise conversations.gone()


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
