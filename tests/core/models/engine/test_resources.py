"""Cores and memory under control groups of both versions."""

import os

import pytest

from jevons.core.models.engine.resources import available_memory, usable_cores

HERE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
MIB = 1024 * 1024


@pytest.fixture
def system(tmp_path):
    """A system's files: `system({path: text})` gives their root."""

    def make(files):
        files = {"proc/meminfo": f"MemTotal: 99 kB\nMemAvailable: {8 * 1024} kB\n", **files}
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return tmp_path

    return make


def test_without_groups(system):
    root = system({})
    assert usable_cores(root) == HERE
    assert available_memory(root) == 8 * MIB


def test_this_machine():
    assert 1 <= usable_cores() <= HERE
    assert available_memory() > 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_affinity(system):
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        assert usable_cores(system({})) == 1
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", HERE), ("100000 100000", 1), ("20000 100000", 1), ("99999999 100000", HERE)],
)
def test_quota_v2(system, quota, cores):
    root = system({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": quota + "\n"})
    assert usable_cores(root) == min(cores, HERE)


@pytest.mark.parametrize(("quota", "cores"), [("-1", HERE), ("100000", 1), ("50000", 1)])
def test_quota_v1(system, quota, cores):
    root = system(
        {
            "proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/box\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": quota + "\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        }
    )
    assert usable_cores(root) == min(cores, HERE)


def test_memory_v2_counts_the_tightest_group_above(system):
    root = system(
        {
            "proc/self/cgroup": "0::/a/b\n",
            "sys/fs/cgroup/a/b/memory.max": "max\n",
            "sys/fs/cgroup/a/memory.max": f"{4 * MIB}\n",
            "sys/fs/cgroup/a/memory.current": f"{3 * MIB}\n",
            "sys/fs/cgroup/a/memory.stat": f"anon 5\ninactive_file {2 * MIB}\n",
        }
    )
    assert available_memory(root) == 3 * MIB


def test_memory_v1(system):
    root = system(
        {
            "proc/self/cgroup": "4:memory:/x\n",
            "sys/fs/cgroup/memory/x/memory.limit_in_bytes": f"{5 * MIB}\n",
            "sys/fs/cgroup/memory/x/memory.usage_in_bytes": f"{6 * MIB}\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        }
    )
    assert available_memory(root) == 0
