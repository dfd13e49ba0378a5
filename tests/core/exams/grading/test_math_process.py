import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from jevons.core.exams.grading import math_process, math_worker
from jevons.core.exams.grading.math_process import MathAnswer, MathProcess

ENDLESS = "9^{9^{9^{9}}}"

ORPHAN = """
import asyncio
from jevons.core.exams.grading.math_process import MathProcess

async def main():
    process = MathProcess(1.0)
    await process.ask("1", "1")
    print(process.pid, flush=True)
    MEANWHILE

asyncio.run(main())
"""


def run(use, deadline_s=10.0):
    """What `use` makes of a process, which is closed afterwards."""

    async def opened():
        process = MathProcess(deadline_s)
        try:
            return await use(process)
        finally:
            await process.aclose()

    return asyncio.run(opened())


def lives(pid):
    """Whether a process runs; one that only waits to be seen off by its parent does not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return told.stdout.strip()[:1] not in {"", "Z"}


def gone(pid, within_s=20.0):
    deadline = time.monotonic() + within_s
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


def test_answers():
    asked = [
        (r"\frac{1}{2}", r"\frac{2}{4}", MathAnswer.YES),
        ("$5$", r"**\(5\).**", MathAnswer.YES),
        (r"\sin^2 x + \cos^2 x", "1", MathAnswer.YES),
        (r"\sin x", r"\cos x", MathAnswer.NO),
        ("5", r"\frac{a}{b", MathAnswer.UNPARSABLE),
        ("5", "\ud800 \x00", MathAnswer.UNPARSABLE),
        ("5", "", MathAnswer.UNPARSABLE),
    ]

    async def use(process):
        return [await process.ask(gold, answer) for gold, answer, _ in asked]

    assert run(use) == [known for *_, known in asked]


def test_one_that_needs_too_much_memory_says_so(monkeypatch):
    import math_verify

    def parse(*_, **__):
        raise MemoryError

    monkeypatch.setattr(math_verify, "parse", parse)
    assert math_worker.compare("1", "1") == MathAnswer.NO_MEMORY


def test_one_process_answers_many():
    async def use(process):
        assert process.pid is None
        await process.ask("1", "1")
        pid = process.pid
        await asyncio.gather(*(process.ask("1", str(n)) for n in range(5)))
        return pid, process.pid

    first, last = run(use)
    assert first == last
    assert gone(first)


def test_the_loop_runs_on_while_it_thinks():
    async def use(process):
        asked = asyncio.create_task(process.ask("1", ENDLESS))
        turns = 0
        while not asked.done():
            await asyncio.sleep(0.01)
            turns += 1
        return await asked, turns

    known, turns = run(use, deadline_s=2.0)
    assert known is MathAnswer.TIMEOUT
    assert turns > 3


def test_one_that_takes_too_long_is_killed_and_replaced():
    async def use(process):
        await process.ask("1", "1")
        first = process.pid
        late = await process.ask("1", ENDLESS)
        assert gone(first)
        return late, await process.ask("1", "1"), process.pid != first

    assert run(use, deadline_s=2.0) == (MathAnswer.TIMEOUT, MathAnswer.YES, True)


def test_one_that_died_while_idle_is_replaced():
    async def use(process):
        await process.ask("1", "1")
        os.kill(process.pid, signal.SIGKILL)
        return await process.ask("1", "1")

    assert run(use) is MathAnswer.YES


def test_one_that_dies_at_work_has_crashed():
    async def use(process):
        asked = asyncio.create_task(process.ask("1", ENDLESS))
        while process.pid is None:
            await asyncio.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        return await asked, await process.ask("1", "1")

    assert run(use) == (MathAnswer.CRASHED, MathAnswer.YES)


def test_a_cancelled_question_leaves_nothing_behind():
    async def use(process):
        asked = asyncio.create_task(process.ask("1", ENDLESS))
        while process.pid is None:
            await asyncio.sleep(0.01)
        first = process.pid
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert gone(first)
        return await process.ask("2", "1")

    assert run(use) is MathAnswer.NO


def test_a_process_that_cannot_start_has_crashed(monkeypatch):
    monkeypatch.setattr(math_process.sys, "executable", "/bin/false")
    assert run(lambda process: process.ask("1", "1")) is MathAnswer.CRASHED


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param("await asyncio.sleep(3600)", id="it sees the end of its input"),
        pytest.param(f"await process.ask('1', '{ENDLESS}')", id="the kernel ends it"),
    ],
)
def test_it_ends_with_a_parent_that_is_killed(meanwhile):
    script = ORPHAN.replace("MEANWHILE", meanwhile)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert lives(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pid)
