"""Conversations and their turns, as queries on a connection to the library."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Generation
from jevons.core.runs.database import GONE
from jevons.core.runs.generation_rows import from_row, storable, timestamp
from jevons.core.runs.standing import standing

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_CONVERSATIONS = """
    SELECT c.id, c.title, c.model, c.created_at, c.updated_at, (
        SELECT count(*) FROM turns AS t
        WHERE t.conversation_id = c.id AND t.superseded_by IS NULL
    ) AS turns
    FROM conversations AS c
    WHERE c.deleted_at IS NULL
"""

_HOLDING_TEXT = """
    AND (holds(c.title, :text) OR EXISTS (
        SELECT 1 FROM turns AS t
        LEFT JOIN turn_generations AS tg ON tg.turn_id = t.id
        LEFT JOIN generations AS g ON g.id = tg.generation_id
        WHERE t.conversation_id = c.id AND t.superseded_by IS NULL
            AND (holds(t.question, :text) OR holds(coalesce(g.answer, ''), :text))
    ))
"""

_TURNS = """
    SELECT number, id, question, chosen, strategy FROM turns
    WHERE conversation_id = :conversation AND superseded_by IS NULL
        AND (:before IS NULL OR number < (SELECT number FROM turns WHERE id = :before))
    ORDER BY number DESC LIMIT :last
"""

_GENERATIONS = """
    SELECT t.id AS turn_id, g.* FROM turns AS t
    JOIN turn_generations AS tg ON tg.turn_id = t.id
    JOIN generations AS g ON g.id = tg.generation_id
    WHERE t.conversation_id = :conversation AND t.superseded_by IS NULL
        AND t.number BETWEEN :first AND :last
    ORDER BY tg.number
"""

_OUTLINE = """
    SELECT t.id, tg.generation_id FROM turns AS t
    LEFT JOIN turn_generations AS tg ON tg.turn_id = t.id
    WHERE t.conversation_id = ? AND t.superseded_by IS NULL
    ORDER BY t.number, tg.number
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it; `turns` counts those shown."""

    id: str
    title: str
    model: str
    created_at: datetime
    updated_at: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was generated for it.

    `chosen` is the id of the generation that a `strategy` chose among its samples.
    """

    id: str
    conversation_id: str
    question: str
    generations: tuple[Generation, ...] = ()
    chosen: str = ""
    strategy: str = ""

    @property
    def standing(self) -> int:
        """The place of the generation that stands.

        It is the chosen one; without one the last with an answer, else the last.
        """
        places = (n for n, found in enumerate(self.generations) if found.id == self.chosen)
        return next(places, standing(self.generations))


def gone() -> ProblemError:
    """The error for a change to what is not there."""
    return ProblemError.of(ProblemKind.NOT_FOUND, GONE, remedy="begin a new conversation")


def now() -> str:
    """The time of a change."""
    return timestamp(datetime.now(UTC))


def find(connection: Connection, search: str, limit: int) -> list[Conversation]:
    """The conversations that hold `search`, those last changed first."""
    holding = _HOLDING_TEXT if search else ""
    rows = connection.execute(
        f"{_CONVERSATIONS} {holding} ORDER BY c.updated_at DESC, c.number DESC LIMIT :limit",
        {"text": storable(search).casefold(), "limit": limit},
    )
    return [_conversation(row) for row in rows]


def get(connection: Connection, conversation_id: str) -> Conversation | None:
    """The conversation, unless it is not there or deleted."""
    row = connection.execute(f"{_CONVERSATIONS} AND c.id = ?", [conversation_id]).fetchone()
    return None if row is None else _conversation(row)


def new_conversation(title: str, model: str) -> Conversation:
    """A conversation without turns, still nowhere but in memory."""
    at = datetime.now(UTC)
    return Conversation(_new_id(), storable(title), storable(model), at, at, turns=0)


def new_turn(conversation_id: str, question: str) -> Turn:
    """A turn without generations, still nowhere but in memory."""
    return Turn(_new_id(), conversation_id, storable(question))


def put(connection: Connection, conversation: Conversation) -> None:
    """Insert the conversation, unless it is there."""
    created, updated = timestamp(conversation.created_at), timestamp(conversation.updated_at)
    connection.execute(
        "INSERT INTO conversations (id, title, model, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [conversation.id, conversation.title, conversation.model, created, updated],
    )


def purge(connection: Connection, older_than: timedelta) -> int:
    """Remove what was deleted longer ago, with the generations that nothing else shows."""
    before = timestamp(datetime.now(UTC) - older_than)
    generations = connection.execute(
        "SELECT tg.generation_id FROM conversations AS c"
        " JOIN turns AS t ON t.conversation_id = c.id"
        " JOIN turn_generations AS tg ON tg.turn_id = t.id WHERE c.deleted_at < ?",
        [before],
    ).fetchall()
    purged = connection.execute("DELETE FROM conversations WHERE deleted_at < ?", [before])
    connection.executemany(
        "DELETE FROM generations WHERE id = ?"
        " AND id NOT IN (SELECT generation_id FROM turn_generations)",
        [tuple(row) for row in generations],
    )
    return purged.rowcount


def window(
    connection: Connection, conversation_id: str, last: int | None, before: str | None
) -> list[Turn]:
    """The turns shown, in order: all or the `last` so many, of all or of those `before` one."""
    limit = -1 if last is None else max(last, 0)
    rows = connection.execute(
        _TURNS, {"conversation": conversation_id, "before": before, "last": limit}
    ).fetchall()
    if not rows:
        return []
    bounds = {"conversation": conversation_id, "first": rows[-1]["number"]}
    generations: dict[str, list[Generation]] = {row["id"]: [] for row in rows}
    for row in connection.execute(_GENERATIONS, bounds | {"last": rows[0]["number"]}):
        generations[row["turn_id"]].append(from_row(row))
    return [
        Turn(
            row["id"],
            conversation_id,
            row["question"],
            tuple(generations[row["id"]]),
            row["chosen"] or "",
            row["strategy"] or "",
        )
        for row in reversed(rows)
    ]


def count_turns(connection: Connection, conversation_id: str) -> int:
    """How many turns the conversation shows."""
    row = connection.execute(
        "SELECT count(*) FROM turns WHERE conversation_id = ? AND superseded_by IS NULL",
        [conversation_id],
    ).fetchone()
    return int(row[0])


def outline(connection: Connection, conversation_id: str) -> dict[str, list[str]]:
    """The ids of the turns shown, each with those of its generations."""
    found: dict[str, list[str]] = {}
    for turn, generation in connection.execute(_OUTLINE, [conversation_id]):
        found.setdefault(turn, []).extend([generation] if generation else [])
    return found


def put_turn(connection: Connection, turn: Turn, instead_of: str | None) -> None:
    """Insert a turn at the end, and bring the conversation back if it was deleted.

    It takes the place of the turn `instead_of` and of all that came after that.
    """
    at = now()
    connection.execute(
        "INSERT INTO turns (id, conversation_id, question, created_at) VALUES (?, ?, ?, ?)",
        [turn.id, turn.conversation_id, turn.question, at],
    )
    connection.execute(
        "UPDATE conversations SET updated_at = ?, deleted_at = NULL WHERE id = ?",
        [at, turn.conversation_id],
    )
    connection.execute(
        "UPDATE turns SET superseded_by = :new WHERE conversation_id = :conversation"
        " AND number >= (SELECT number FROM turns WHERE id = :old)"
        " AND superseded_by IS NULL AND id <> :new",
        {"new": turn.id, "conversation": turn.conversation_id, "old": instead_of},
    )


def conversation_of(connection: Connection, turn_id: str) -> str:
    """The id of the conversation that a turn belongs to.

    Raises:
        ProblemError: NOT_FOUND: there is no such turn.
    """
    row = connection.execute("SELECT conversation_id FROM turns WHERE id = ?", [turn_id]).fetchone()
    if row is None:
        raise gone()
    return str(row["conversation_id"])


def choose(connection: Connection, turn_id: str, generation_id: str, strategy: str) -> None:
    """Let a generation of a turn stand, as a strategy chose it; empty texts take that back."""
    connection.execute(
        "UPDATE turns SET chosen = ?, strategy = ? WHERE id = ?",
        [generation_id or None, strategy or None, turn_id],
    )


def link(connection: Connection, turn_id: str, generation_id: str) -> None:
    """Let the generation be the turn's latest, unless it is one of its own already."""
    connection.execute(
        "INSERT INTO turn_generations (turn_id, generation_id) VALUES (?, ?)"
        " ON CONFLICT DO NOTHING",
        [turn_id, generation_id],
    )
    connection.execute(
        "UPDATE conversations SET updated_at = ?"
        " WHERE id = (SELECT conversation_id FROM turns WHERE id = ?)",
        [now(), turn_id],
    )


def _conversation(row: Row) -> Conversation:
    return Conversation(
        id=row["id"],
        title=row["title"],
        model=row["model"],
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        turns=row["turns"],
    )


def _new_id() -> str:
    return os.urandom(8).hex()
