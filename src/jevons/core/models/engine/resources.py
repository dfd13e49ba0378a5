"""The cores and the memory that this process may use, in a container or out of it."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/")
UNLIMITED = 1 << 60
"""cgroup v1 says "no limit" with a number close to 2^63."""


def usable_cores(root: Path = ROOT) -> int:
    """Cores this process may keep busy: at least 1.

    The affinity of the process, cut down by the CPU quota of its control group and
    of the groups above (rounded up: half a core still runs one thread).
    """
    cores = _cores_by_affinity()
    for group in _groups(root, "cpu"):
        quota = _cpu_quota(group)
        if quota is not None:
            cores = min(cores, max(1, math.ceil(quota)))
    return cores


def available_memory(root: Path = ROOT) -> int:
    """Bytes that a new process can fill without swapping, within the limits of its control groups.

    Where the system does not tell (other than Linux), all its physical memory.
    """
    memory = _memory_free(root)
    for group in _groups(root, "memory"):
        room = _memory_room(group)
        if room is not None:
            memory = min(memory, room)
    return memory


def _cores_by_affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The directories of the control groups this process is in, for v1 and v2.

    In a container the path that the kernel names is often not mounted; its own
    group is then the mount's top, which comes last in any case.
    """
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        mount = root / "sys/fs/cgroup"
        if controllers:
            mount = mount / controller
        inside = Path(path.lstrip("/"))
        for part in (inside, *inside.parents):
            yield mount / part


def _cpu_quota(group: Path) -> float | None:
    """Cores' worth of time that a group may use, `None` for no limit."""
    words = _read(group / "cpu.max").split()
    if not words:
        words = [_read(group / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
    quota, period = (_number(word) for word in (*words, "", "")[:2])
    if quota is None or period is None or quota <= 0 or period <= 0:
        return None
    return quota / period


def _memory_free(root: Path) -> int:
    for line in _read(root / "proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _memory_room(group: Path) -> int | None:
    """Bytes left to a group below its limit, `None` for no limit.

    Pages of files that were read once and are not in use (`inactive_file`) are
    given back under pressure, so they count as free.
    """
    limit = _number(_read(group / "memory.max"))
    used = _number(_read(group / "memory.current"))
    name = "inactive_file"
    if limit is None:
        limit = _number(_read(group / "memory.limit_in_bytes"))
        used = _number(_read(group / "memory.usage_in_bytes"))
        name = "total_inactive_file"
    if limit is None or limit >= UNLIMITED:
        return None
    statistics = dict(
        line.split(maxsplit=1) for line in _read(group / "memory.stat").splitlines() if " " in line
    )
    return max(0, limit - (used or 0) + (_number(statistics.get(name, "")) or 0))


def _number(text: str) -> int | None:
    word = text.strip()
    return int(word) if word.removeprefix("-").isdecimal() else None


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
