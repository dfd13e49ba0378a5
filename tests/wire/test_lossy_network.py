"""Real ssh sessions in a network of their own that delays packets and loses some of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

NETWORK = f"jevons-test-{os.getpid()}"
FAULTS = ("delay", "50ms", "10ms", "loss", "1%")
LONGEST_S = 240
SESSIONS = Path(__file__).with_name("test_ssh.py")


@pytest.fixture
def lossy() -> Iterator[list[str]]:
    """What runs a command in the network; it has a loopback device and nothing else."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("tc") is None:
        pytest.skip("a network of its own needs root, and ip and tc (iproute2)")
    made = _run("ip", "netns", "add", NETWORK)
    if made.returncode:
        pytest.skip(f"no network of its own here: {made.stderr.strip()}")
    inside = ["ip", "netns", "exec", NETWORK]
    try:
        _run(*inside, "ip", "link", "set", "lo", "up").check_returncode()
        faulty = _run(*inside, "tc", "qdisc", "add", "dev", "lo", "root", "netem", *FAULTS)
        if faulty.returncode:
            pytest.skip(f"no netem in this kernel: {faulty.stderr.strip()}")
        yield inside
    finally:
        _run("ip", "netns", "del", NETWORK)


def _run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, timeout=LONGEST_S)


@pytest.mark.slow
def test_sessions_over_a_network_that_delays_and_loses(lossy):
    pytest_alone = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider")
    run = _run(*lossy, *pytest_alone, str(SESSIONS))
    assert run.returncode == 0, run.stdout[-4000:]
    assert "passed" in run.stdout
