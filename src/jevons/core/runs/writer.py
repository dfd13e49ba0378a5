"""Which process writes a generation, and whether it still lives."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


@cache
def _boot() -> str:
    """What tells this boot of this machine from any other, as far as the platform says."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When the process began, in the kernel's ticks; empty where the platform does not say.

    A process that ended but was not yet reaped counts as none.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # proc(5): the state and the start are fields 3 and 22; the command in brackets is field 2.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]


def this_process() -> str:
    """Name this process, so that one that later has the same number is told apart."""
    pid = os.getpid()
    return f"{pid} {_started(pid)} {_boot()}"


def lives(writer: str) -> bool:
    """Tell whether the process that `this_process` named still runs on this machine."""
    number = writer.partition(" ")[0]
    if not number.isdecimal():
        return False
    pid = int(number)
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass  # it runs, as another user
    except (OSError, OverflowError):
        return False
    return writer == f"{pid} {_started(pid)} {_boot()}"
