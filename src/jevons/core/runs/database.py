"""One SQLite file: opened whatever its state, kept up to date, written in short transactions."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from jevons.core.paths import private_dir
from jevons.core.problems import Problem, ProblemError, ProblemKind, kind_of_os_error

VERSION = 7
"""The newest schema: the number of the last file in `migrations`."""

BUSY_S = 5.0
"""Seconds to wait for another process that writes."""

COPY_LIMIT_BYTES = 256 * 1024 * 1024
"""The largest library that is copied into memory where it cannot be written."""

GONE = "this is no longer in the library"

Prepare = Callable[[sqlite3.Connection], None]


class Database:
    """An open library file, or one in memory; safe to share between threads.

    `path` is `None` when it lives in memory and nothing will be kept.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for queries that change nothing.

        Raises:
            ProblemError: the library cannot be read.
        """
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise ProblemError(problem_of(error, self.path)) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: all of it is kept, or nothing.

        Raises:
            ProblemError: nothing was written (`NO_SPACE`, `READ_ONLY`, `BAD_LIBRARY`, or
                `NOT_FOUND` for a row that refers to one that is gone).
        """
        with self.reading() as connection, _transaction(connection):
            yield connection

    def close(self) -> None:
        """Close the file; what comes after raises `ProblemError`."""
        with self._lock:
            self._connection.close()


def open_database(path: Path, prepare: Prepare) -> tuple[Database, list[Problem]]:
    """Open the library at `path`, making or mending it where needed.

    `prepare` runs in a transaction once the schema is up to date. Whatever stands in the
    way, a database comes back, at worst one in memory; the problems say what happened.
    """
    try:
        private_dir(path.parent)
        _make_private(path)
        connection, problems = _open_or_begin_anew(path, prepare)
        return Database(connection, path), problems
    except OSError as error:
        problem = Problem(
            kind_of_os_error(error),
            f"the library at {path} cannot be opened",
            remedy="make room or give write access there, then start jevons again",
            details=repr(error),
        )
    except sqlite3.Error as error:
        problem = problem_of(error, path)
    except ProblemError as error:
        problem = error.problem
    kept = "nothing of this session will be kept"
    return Database(_in_memory(path, prepare), None), [problem.keeping(kept)]


def _make_private(path: Path) -> None:
    """Make the file, if it is not there, its owner's alone.

    One that is there is not opened: to close it would take away the locks that SQLite has
    on it for this process (https://sqlite.org/howtocorrupt.html, 2.2), and another process
    that believes itself alone would clear away the log.

    Raises:
        OSError: it cannot be made, read or written.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path) from None
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path) from None
    path.chmod(0o600)


def problem_of(error: sqlite3.Error, path: Path | None) -> Problem:
    """Tell an error of SQLite as a problem (https://sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    library = f"the library at {path}" if path else "the library in memory"
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            kind, what = ProblemKind.NO_SPACE, f"{library} has no space left to grow"
            remedy = "make room and try again"
        case sqlite3.SQLITE_IOERR:
            kind, what = ProblemKind.NO_SPACE, f"the disk refused to write or read {library}"
            remedy = "look at the disk's space, quota and health, and try again"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            kind, what = ProblemKind.READ_ONLY, f"{library} cannot be written"
            remedy = "give write access to it and its directory, and try again"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            kind, what = ProblemKind.BAD_LIBRARY, f"another program keeps {library} locked"
            remedy = "end that program and try again"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            kind, what = ProblemKind.BAD_LIBRARY, f"{library} is damaged"
            remedy = "move the file away and start jevons again to begin a new one"
        case sqlite3.SQLITE_CONSTRAINT:
            kind, what = ProblemKind.NOT_FOUND, GONE
            remedy = "begin a new conversation"
        case _:
            kind, what = ProblemKind.BAD_LIBRARY, f"{library} cannot be used"
            remedy = "start jevons again, or move the file away to begin a new one"
    return Problem(kind, what, "what was written before is kept", remedy, f"{code}: {error}")


def _open_or_begin_anew(path: Path, prepare: Prepare) -> tuple[sqlite3.Connection, list[Problem]]:
    try:
        return _connect(path, prepare), []
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
    with _alone(path):
        try:  # another process may just have begun a new one
            return _connect(path, prepare), []
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            damage = error
        aside = _set_aside(path)
        problem = Problem(
            ProblemKind.BAD_LIBRARY,
            f"the library at {path} is damaged; a new one was begun",
            kept=f"the damaged file is kept at {aside}",
            remedy=f"try `sqlite3 '{aside}' .recover` to read what is left in it",
            details=repr(damage),
        )
        return _connect(path, prepare), [problem]


def _connect(path: Path, prepare: Prepare) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        if _version(connection) > VERSION:
            raise ProblemError.of(
                ProblemKind.BAD_LIBRARY,
                f"the library at {path} was written by a newer jevons",
                remedy="upgrade jevons to use it",
            )
        _use_write_ahead_log(connection)
        _bring_up_to_date(connection)
        _prepare(connection, prepare)
    except BaseException:
        connection.close()
        raise
    return connection


def _in_memory(path: Path, prepare: Prepare) -> sqlite3.Connection:
    """A library in memory, with what can still be read of the one at `path`."""
    # Without its log's index a file on a read-only disk opens only as immutable.
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        with suppress(OSError, sqlite3.Error):
            return _copy(path, mode, prepare)
    return _begin_in_memory(None, prepare)


def _copy(path: Path, mode: str, prepare: Prepare) -> sqlite3.Connection:
    if path.stat().st_size > COPY_LIMIT_BYTES:
        raise OSError(f"{path} is too large to copy")
    source = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    try:
        if not 0 < _version(source) <= VERSION:
            raise OSError(f"{path} is of another version")
        return _begin_in_memory(source, prepare)
    finally:
        source.close()


def _begin_in_memory(source: sqlite3.Connection | None, prepare: Prepare) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if source:
            source.backup(connection)
        _bring_up_to_date(connection)
        _prepare(connection, prepare)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL, where the file system has what it takes, and make commits durable.

    SQLite does not wait by itself for another process that switches at the same moment.
    """
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = FULL")


def _prepare(connection: sqlite3.Connection, prepare: Prepare) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("holds", 2, _holds, deterministic=True)
    try:
        with _transaction(connection):
            prepare(connection)
    except sqlite3.OperationalError as error:
        # A long write elsewhere is no reason to do without the library.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise


def _holds(text: str, folded: str) -> bool:
    """Whether `text` has `folded` in it, in any case of any script (LIKE knows ASCII's)."""
    return folded in text.casefold()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    while _version(connection) < VERSION:
        with _transaction(connection):
            number = _version(connection) + 1  # another process may have been quicker
            if number <= VERSION:
                for statement in _statements(_migration(number)):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


def _migration(number: int) -> str:
    # Imported here: tens of milliseconds that an up-to-date library need not wait for.
    from importlib.resources import files

    directory = files("jevons.core.runs") / "migrations"
    for file in directory.iterdir():
        if file.name.startswith(f"{number:04}_"):
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(f"migration {number:04} is missing from this installation")


def _statements(script: str) -> Iterator[str]:
    """One statement at a time: `executescript` would commit the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes from setting the same file aside meanwhile."""
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_aside(path: Path) -> Path:
    """Rename the file and its logs, and return its new name."""
    name = f"{path}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{name}{suffix}")
    return Path(name)
