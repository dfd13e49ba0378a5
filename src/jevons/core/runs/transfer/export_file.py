"""Large files for the user, written bit by bit: one is there whole, or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from jevons.core.problems import ProblemError, ProblemKind, kind_of_os_error

PART_OF_IT = "what came out is a part of it"


@contextmanager
def export_file(file: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """Lend a file to write to, which takes its name `file` once all is written.

    Until then it has a name of its own beside it, and is gone if anything goes wrong: no
    part of it is ever found under `file`. It can be read by its owner alone (0600). What
    is no regular file (a pipe, a device) is written to as it is.

    Raises:
        ProblemError: BAD_INPUT: there is such a file already, or it is a directory;
            NO_SPACE or READ_ONLY: it cannot be written.
    """
    kept = "nothing of it is left"
    try:
        target = file.resolve()
        if _is_special(target):
            kept = PART_OF_IT
            with target.open("wb") as stream:
                yield stream
            return
        _refuse_taken(target, overwrite)
        with _beside(target) as (stream, name):
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            _refuse_taken(target, overwrite)
            os.replace(name, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(str(file), error, kept) from error


def unwritable(name: str, error: OSError, kept: str) -> ProblemError:
    """A file that cannot be written, and what is left of it."""
    kind = kind_of_os_error(error)
    return ProblemError.of(
        kind,
        f"{name} cannot be written: {error.strerror or type(error).__name__}",
        kept=kept,
        remedy="make room there" if kind is ProblemKind.NO_SPACE else "choose another place",
        details=repr(error),
    )


@contextmanager
def _beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file in the same directory, which goes unless it was renamed."""
    descriptor, name = tempfile.mkstemp(prefix=".jevons-export-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream, Path(name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _is_special(target: Path) -> bool:
    """Whether this is a pipe, a device or a socket."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _refuse_taken(target: Path, overwrite: bool) -> None:
    if target.is_dir():
        raise ProblemError.of(
            ProblemKind.BAD_INPUT, f"{target} is a directory", remedy="name a file in it"
        )
    if target.exists() and not overwrite:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{target} is there already",
            kept="it is as it was",
            remedy="choose another name, or overwrite it with --force",
        )
