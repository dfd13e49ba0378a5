"""Opening an exam file: what kind it is, its digest, its rows."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from io import BufferedReader
from pathlib import Path

from jevons.core.exams.files.json_rows import rows_of_document, rows_of_lines
from jevons.core.exams.files.parquet_rows import rows_of_parquet
from jevons.core.exams.files.row import Rows, unusable
from jevons.core.exams.files.table_rows import rows_of_commas, rows_of_tabs
from jevons.core.problems import ProblemKind

LARGEST_FILE = 2 * 2**30
"""Bytes; the largest exam known, with its pictures inside, has about an eighth of it."""

READERS: Mapping[str, Callable[[BufferedReader, str], Rows]] = {
    ".jsonl": rows_of_lines,
    ".ndjson": rows_of_lines,
    ".json": rows_of_document,
    ".csv": rows_of_commas,
    ".tsv": rows_of_tabs,
    ".parquet": rows_of_parquet,
}
"""What reads a file, by the end of its name."""


def open_exam_file(path: Path) -> BufferedReader:
    """The file, open for reading, if it is one that can be an exam.

    Raises:
        ProblemError: NOT_FOUND, UNSUPPORTED (its kind or its size), BAD_INPUT (a
            directory, empty, not readable).
    """
    if path.suffix.lower() not in READERS:
        kinds = ", ".join(READERS)
        what = f"no exam can be read from a {path.suffix or 'file without an ending'}"
        raise unusable(path.name, what, f"the kinds are {kinds}", ProblemKind.UNSUPPORTED)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "it is a directory" if path.is_dir() else "it is not a plain file"
            raise unusable(path.name, what, "give a file")
        if about.st_size == 0:
            raise unusable(path.name, "it is empty", "put questions into it")
        if about.st_size > LARGEST_FILE:
            what = f"it has {about.st_size / 2**30:.1f} GB, more than {LARGEST_FILE // 2**30}"
            raise unusable(path.name, what, "give a part of it", ProblemKind.UNSUPPORTED)
        return path.open("rb")
    except FileNotFoundError as error:
        where = path.parent.absolute()
        what = f"there is no such file in {where}"
        raise unusable(path.name, what, "check the name", ProblemKind.NOT_FOUND) from error
    except OSError as error:
        what = f"it cannot be read: {error.strerror or type(error).__name__}"
        raise unusable(path.name, what, "make it readable") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of an exam file, in hexadecimal digits.

    Raises:
        ProblemError: as `open_exam_file` does.
    """
    import hashlib  # OpenSSL behind it would hold up the start

    with closing(open_exam_file(path)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_rows(path: Path) -> Rows:
    """The rows of an exam file, one after the other.

    Raises:
        ProblemError: as `open_exam_file` and the readers of each kind do.
    """
    with closing(open_exam_file(path)) as file:
        yield from READERS[path.suffix.lower()](file, path.name)
