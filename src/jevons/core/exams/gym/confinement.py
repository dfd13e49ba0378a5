"""What the scoring process may not do, whatever code it runs.

A second line behind `guards`: reasoning-gym runs code snippets that it ships, and a later
version may run more of an answer than this one. Python's audit events (PEP 578) see each
attempt; they bound what Python code does, and are no sandbox for machine code.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

MEMORY = 4 * 2**30
"""Bytes of address space."""

_FORBIDDEN = (
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.kill",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.putenv", "subprocess.", "pty.", "shutil.", "socket.", "ctypes.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine() -> None:
    """Forbid this process, from now on, to write, to reach the network or to start others."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    sys.addaudithook(_look)


def _look(event: str, args: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(args[2], int) and args[2] & _WRITING
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed here")
