"""The log: details for whoever looks into a problem, never a key, never in the way.

One file, and the one before it once it has grown; several processes may write it.
"""

from __future__ import annotations

import os
import re
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from jevons.core import paths
from jevons.core.problems import Problem, ProblemError
from jevons.core.visible_text import visible

LIMIT_BYTES = 1_000_000
"""The size at which the log is put aside and a new one begun."""

_SECRETS = [
    (re.compile(r"(?i)\b(bearer)\s+[^\s\"']+"), r"\1 [redacted]"),
    (re.compile(r"\b(sk[-_])[\w-]{4,}"), r"\1[redacted]"),
    (re.compile(r"\b((?:hf|gsk|xai|nvapi)[-_])(?=[\w-]*\d)[\w-]{6,}"), r"\1[redacted]"),
    (re.compile(r"(://)[^/\s@]+@"), r"\1[redacted]@"),
    (
        re.compile(
            r"""(?ix) ((?:api[_-]?key|token|secret|password|authorization) ["']? \s*[:=]\s* ["']?
            (?:basic\s+)?) [^\s"',;&}]+"""
        ),
        r"\1[redacted]",
    ),
]


def log_problem(problem: Problem) -> None:
    """Write a problem down with its details. Never raises."""
    _write(f"{problem.kind}: {problem.line()}", problem.details)


def log_exception(error: BaseException, doing: str = "") -> None:
    """Write an error down with where it came from, and what was being done. Never raises."""
    with suppress(Exception):
        details = error.problem.details if isinstance(error, ProblemError) else ""
        trace = "".join(traceback.format_exception(error))
        _write(f"error {doing}".rstrip(), "\n".join(filter(None, (trace.rstrip(), details))))


def redacted(text: str) -> str:
    """`text` without what looks like a key, a token or a password."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _write(what: str, details: str) -> None:
    with suppress(Exception):
        stamp = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {os.getpid()}"
        entry = f"{stamp} {what}\n{details}".rstrip().replace("\n", "\n    ")
        _append(paths.log_file(), visible(redacted(entry)) + "\n")


def _append(file: Path, entry: str) -> None:
    paths.private_dir(file.parent)
    with suppress(FileNotFoundError):
        if file.stat().st_size > LIMIT_BYTES:
            os.replace(file, f"{file}.1")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as log:
        log.write(entry)
