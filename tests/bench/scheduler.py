"""What a worker adds to the time that a server takes: its throughput, CPU and memory.

A worker process asks a server that answers every request after one second, whatever it is
asked: the ideal is as many answers a second as there are requests at once. CPU is all that
the process took, its start left out (the same for any run), memory its highest.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import NamedTuple

from bench import table
from bench.fixed_time import answering
from bench.homes import MODEL, home
from bench.run_library import an_exam
from jevons.core.models.adding import add_server
from jevons.core.records import Dial, SamplingParams
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunPlan, RunState

ANSWER_S = 1.0
SAMPLES = 4
AT_ONCE = 256
REQUESTS = 10_000
OTHERS = (32, 128, 512)
WAVES = 12
"""Answers one after another, in the runs that show how it grows."""


class Work(NamedTuple):
    """What a worker did: seconds from its beginning to its end, and what it took."""

    seconds: float
    usage: resource.struct_rusage

    @property
    def cpu_s(self) -> float:
        """User and system time."""
        return self.usage.ru_utime + self.usage.ru_stime


def run(*, quick: bool) -> None:
    """Print the table."""
    main = (AT_ONCE, REQUESTS // 4 if quick else REQUESTS)
    others = [(at_once, at_once * WAVES) for at_once in OTHERS]
    with answering(ANSWER_S) as base_url, home(None):
        # The dialect is one that is not asked what it can do: that takes requests too.
        add_server(MODEL, base_url, "m", dialect="vllm", thinking="prompted")
        start_s = _work(SAMPLES, SAMPLES).cpu_s
        rows = [_row(at_once, requests, start_s) for at_once, requests in (main, *others)]
    table.show(
        f"A worker whose server takes {ANSWER_S:g} s; its start takes {start_s:.2f} s of CPU",
        ("at once", "requests", "requests/s", "of ideal", "CPU ms/request", "memory MB"),
        rows,
    )


def _row(at_once: int, requests: int, start_s: float) -> table.Row:
    work = _work(at_once, requests)
    rate = requests / work.seconds
    cpu_s = (work.cpu_s - start_s) / requests
    memory_mb = work.usage.ru_maxrss / 1024
    return (
        f"{at_once}",
        f"{requests:,}",
        f"{rate:.0f}",
        f"{rate * ANSWER_S / at_once:.0%}",
        f"{1000 * cpu_s:.3f}",
        f"{memory_mb:.0f}",
    )


def _work(at_once: int, requests: int) -> Work:
    """Have a worker process make so many requests."""
    library, _ = Library.open()
    params = SamplingParams(max_tokens=at_once)  # another for each, or the pool had them all
    plan = RunPlan((MODEL,), params, Dial.off(), samples=SAMPLES, concurrency=at_once)
    number = library.runs.create(an_exam(requests // SAMPLES), plan).number
    command = [sys.executable, "-m", "jevons.core.runs.worker", f"{number}"]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    done = library.runs.run(number)
    library.close()
    assert status == 0
    assert done.state is RunState.FINISHED, done.problem
    assert done.ledger.total.samples == requests
    assert done.started_at is not None
    assert done.ended_at is not None
    return Work((done.ended_at - done.started_at).total_seconds(), usage)
