"""Room for a run from elsewhere: it is gathered beside the library, then joined at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Verdict
from jevons.core.runs import generation_rows, run_rows
from jevons.core.runs.generation_rows import timestamp
from jevons.core.runs.run import RunState
from jevons.core.runs.sample_rows import Sample, pool_place
from jevons.core.runs.transfer.run_reading import RunHeader

if TYPE_CHECKING:
    from sqlite3 import Connection

    from jevons.core.runs.database import Database

_TABLES = (
    "CREATE TABLE incoming.generations AS SELECT * FROM main.generations WHERE 0",
    "CREATE TABLE incoming.samples AS SELECT *, '' AS generation_id FROM main.samples WHERE 0",
    "CREATE TABLE incoming.verdicts AS SELECT *, '' AS generation_id FROM main.verdicts WHERE 0",
)


@contextmanager
def open_incoming(database: Database) -> Iterator[Incoming]:
    """Lend room for a run; nothing is left of it afterwards, whatever happens.

    Raises:
        ProblemError: there is no space for a temporary file, or room is lent already.
    """
    with database.reading() as connection:
        connection.execute("ATTACH DATABASE '' AS incoming")  # a temporary file without a name
    try:
        with database.reading() as connection:
            for statement in _TABLES:
                connection.execute(statement)
        yield Incoming(database)
    finally:
        with suppress(ProblemError), database.reading() as connection:
            connection.execute("DETACH DATABASE incoming")


class Incoming:
    """A run on its way in: `add` its samples, then `join` it.

    Nothing of it is in the library before `join`. All methods raise `ProblemError` if the
    library or the temporary file cannot be written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def twin(self, header: RunHeader) -> tuple[int, int] | None:
        """The number and the samples of the same run, if it is in the library."""
        with self._database.reading() as connection:
            return _twin(connection, header)

    def add(self, samples: Sequence[tuple[Sample, str]]) -> None:
        """Gather samples, each with the key of its pool."""
        with self._database.reading() as connection:
            connection.execute("BEGIN")
            try:
                _insert(connection, "generations", [_generation_row(*pair) for pair in samples])
                _insert(connection, "samples", [_sample_row(sample) for sample, _ in samples])
                verdicts = [row for sample, _ in samples for row in _verdict_rows(sample)]
                _insert(connection, "verdicts", verdicts)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def join(self, header: RunHeader) -> tuple[int, int]:
        """Put the run into the library, all of it at once.

        Others that write wait meanwhile: some seconds for a run of 80,000 samples.

        Returns:
            The run's number, and how many generations were not in the library.

        Raises:
            ProblemError: BAD_INPUT: the run came in meanwhile, or one of its generations
                is in the library and reads otherwise there, or it is a sweep of a run that
                is not in the library.
        """
        with self._database.writing() as connection:
            if _twin(connection, header):
                raise ProblemError.of(ProblemKind.BAD_INPUT, "the run came in by another import")
            added = _join_generations(connection)
            plan = replace(header.plan, cut_of=_whole(connection, header))
            number = run_rows.create(connection, header.exam, plan)
            run_rows.change(connection, number, _run_values(header))
            for table in ("samples", "verdicts"):
                _join_rows(connection, table, number)
            return number, added


def _twin(connection: Connection, header: RunHeader) -> tuple[int, int] | None:
    row = connection.execute(
        "SELECT number, (SELECT count(*) FROM samples WHERE run = runs.number) AS samples"
        " FROM runs WHERE created_at = ? AND models = ?"
        " AND exam = (SELECT number FROM exams WHERE digest = ?)",
        [timestamp(header.created_at), json.dumps(header.plan.models), header.exam.digest],
    ).fetchone()
    return None if row is None else (row["number"], row["samples"])


def _whole(connection: Connection, header: RunHeader) -> int | None:
    """The run here whose thoughts a sweep cut: the one that most of them are of."""
    number = header.plan.cut_of
    if number is None:
        return None
    row = connection.execute(
        "SELECT samples.run FROM main.samples JOIN main.generations AS whole"
        " ON whole.number = samples.generation JOIN runs ON runs.number = samples.run"
        " WHERE runs.cut_of IS NULL AND runs.exam = (SELECT number FROM exams WHERE digest = ?)"
        " AND whole.id IN (SELECT coalesce(parent_id, id) FROM incoming.generations)"
        " GROUP BY samples.run ORDER BY count(*) DESC, samples.run LIMIT 1",
        [header.exam.digest],
    ).fetchone()
    if row is None:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"it is a sweep of run {number} where it is from, and that run is not here",
            kept="nothing was imported",
            remedy="export and import that run first",
        )
    return int(row["run"])


def _run_values(header: RunHeader) -> dict[str, Any]:
    """How far the run came. One that was under way lost its worker on the way here."""
    interrupted = header.state.is_live or header.state is RunState.INTERRUPTED
    started, ended = header.started_at, header.ended_at
    return {
        "state": RunState.RUNNING if interrupted else header.state,
        "problem": header.problem,
        "created_at": timestamp(header.created_at),
        "started_at": started and timestamp(started),
        "ended_at": ended and timestamp(ended),
        "busy_s": header.busy_s,
        "other_usd": header.other_usd,
    }


def _generation_row(sample: Sample, key: str) -> dict[str, Any]:
    row = generation_rows.to_row(sample.generation, key)
    return row | {"sample": pool_place(sample.generation, sample.row.sample)}


def _sample_row(sample: Sample) -> dict[str, Any]:
    row = sample.row
    return {
        "question": row.question,
        "sample": row.sample,
        "generation_id": sample.generation.id,
        "outcome": row.outcome,
        "pooled": row.pooled,
        "attempts": sample.attempts,
        "prompt_tokens": sample.generation.usage.prompt,
        "thinking_tokens": row.thinking_tokens,
        "answer_tokens": row.answer_tokens,
        "seconds": row.seconds,
        "usd": row.usd,
        "finished_at": row.finished_at,
    }


def _verdict_rows(sample: Sample) -> list[dict[str, Any]]:
    """The verdicts as rows, the oldest first."""
    return [
        {
            "question": sample.row.question,
            "sample": sample.row.sample,
            "generation_id": sample.generation.id,
            **{name: getattr(verdict, name) for name in Verdict.__slots__},
            "graded_at": timestamp(at),
        }
        for at, verdict in reversed(sample.verdicts)
    ]


def _insert(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f"INSERT INTO incoming.{table} ({names}) VALUES ({marks})", rows)


def _join_generations(connection: Connection) -> int:
    """Add the generations that are not in the library, and return how many these are.

    Each has its place in its pool, unless that is taken.
    """
    names = ", ".join(_names(connection, "generations", {"number", "sample"}))
    into = f"INTO main.generations (sample, {names})"
    placed = connection.execute(
        f"INSERT OR IGNORE {into} SELECT sample, {names} FROM incoming.generations ORDER BY rowid"
    )
    unplaced = connection.execute(
        f"INSERT OR IGNORE {into} SELECT NULL, {names} FROM incoming.generations AS new WHERE"
        " NOT EXISTS (SELECT 1 FROM main.generations AS here WHERE here.id = new.id)"
    )
    other = connection.execute(
        "SELECT here.id FROM incoming.generations AS new JOIN main.generations AS here USING (id)"
        " WHERE (here.key, here.thinking, here.answer) IS NOT (new.key, new.thinking, new.answer)"
        " LIMIT 1"
    ).fetchone()
    if other is not None:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"generation {other['id']} is in the library and reads otherwise there",
            kept="nothing was imported",
        )
    return int(placed.rowcount + unplaced.rowcount)


def _join_rows(connection: Connection, table: str, run: int) -> None:
    """Add rows of a run, in the order they came in."""
    names = _names(connection, table, {"number", "run", "generation", "generation_id"})
    columns = ", ".join(names)
    connection.execute(
        f"INSERT INTO main.{table} (run, generation, {columns})"
        f" SELECT ?, here.number, {', '.join(f'new.{name}' for name in names)}"
        f" FROM incoming.{table} AS new JOIN main.generations AS here ON here.id = generation_id"
        " ORDER BY new.rowid",
        [run],
    )


def _names(connection: Connection, table: str, without: set[str]) -> list[str]:
    """The columns of a table of the room, but for some."""
    rows = connection.execute(f"PRAGMA incoming.table_info({table})")
    return [row["name"] for row in rows if row["name"] not in without]
