"""Replacing a small file as a whole: a reader sees the old one or the new one."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from jevons.core import paths
from jevons.core.problems import ProblemError, ProblemKind


def write_whole(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file`, readable by its owner alone (0600).

    A symbolic link stays one: what it points to is replaced. After a crash at any
    moment the file is the old one or the new one, never a part.

    Raises:
        ProblemError: READ_ONLY or NO_SPACE; the file is as it was.
    """
    try:
        target = file.resolve()
        if target.exists() and not target.stat().st_mode & 0o200:
            raise PermissionError(errno.EACCES, "it is write-protected")
        if not target.parent.is_dir():
            paths.private_dir(target.parent)
        _replace(target, content)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise ProblemError.of(
            ProblemKind.NO_SPACE if full else ProblemKind.READ_ONLY,
            f"{file} cannot be written: {error.strerror or type(error).__name__}",
            kept="it is as it was",
            remedy="make room" if full else "make it writable",
        ) from error


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
