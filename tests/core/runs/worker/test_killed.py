"""Worker processes that are killed, hung up on, or asked to end."""

import fcntl
import os
import pty
import random
import resource
import signal
import subprocess
import sys
import termios
from dataclasses import replace

import pytest

from core.runs.run_samples import a_sample, an_exam
from core.runs.worker.worker_processes import (
    Paced,
    a_run,
    assert_books_agree,
    assert_whole,
    places_asked,
    until,
    writer_of,
)
from jevons.core.records import Dial, Outcome
from jevons.core.runs.run import UNGRADED, RunState
from jevons.core.runs.worker.launch import start_worker
from servers.chat_server import ChatServer, in_thread

KILLS = 20
AT_ONCE = 6


def kill(process):
    process.kill()
    assert process.wait(30) == -signal.SIGKILL


def seen(server, count):
    until(lambda: len(server.requests) >= count)


def committed(runs, number):
    return set(runs.outline(number)[0])


@pytest.mark.slow
def test_killed_twenty_times_it_draws_everything_once(runs, workers):
    """What the server is asked for again was not committed; what was, is there once."""
    draw = random.Random(20250120)
    with in_thread(ChatServer(Paced(0.02))) as server:
        number = a_run(server, questions=100, samples=4, concurrency=AT_ONCE)
        exam = runs.exam(number)
        for _ in range(KILLS):
            known, before = committed(runs, number), len(server.requests)
            start_worker(number)
            seen(server, before + draw.randrange(1, 16))
            until(lambda: draw.random() < 0.2)  # some hundredths of a second more
            kill(workers[-1])
            run = runs.run(number)
            assert run.state is RunState.INTERRUPTED
            asked = places_asked(server.requests[before:], run, exam)
            assert not known & set(asked), "drawn again though it was committed"
            lost = set(asked) - committed(runs, number)
            assert len(lost) <= 2 * AT_ONCE, "finished ones wait to be written"
            assert_books_agree(runs, number)
        before = len(server.requests)
        known = committed(runs, number)
        assert 0 < len(known) < run.planned
        start_worker(number)
        assert workers[-1].wait(60) == 0
        asked = places_asked(server.requests[before:], run, exam)
    assert len(asked) == len(set(asked)) == run.planned - len(known)
    run = runs.run(number)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == run.planned
    assert_whole(runs, number)


def test_what_a_killed_worker_had_not_graded_is_graded_by_the_next(runs, workers):
    with in_thread(ChatServer(Paced(0.0))) as server:
        number = a_run(server, exam=an_exam(6))
        places = [(question, 0) for question in range(3)]
        runs.put(number, [a_sample(*place, None, exam=an_exam(6)) for place in places])
        assert runs.run(number).ledger.count(UNGRADED) == 3
        start_worker(number)
        assert workers[0].wait(30) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert runs.run(number).ledger.count(UNGRADED) == 0
    assert len(server.requests) == 9
    assert set(runs.verdicts(number)) >= set(places)
    assert_whole(runs, number)


def test_a_sweep_that_is_killed_draws_every_answer_once(runs, workers):
    exam = an_exam(30)
    with in_thread(ChatServer(Paced(0.02))) as server:
        whole = a_run(server, exam=exam, dial=Dial.budget(64), samples=1)
        places = [(question, 0) for question in range(30)]
        runs.put(whole, [a_sample(*place, exam=exam) for place in places])
        plan = replace(runs.run(whole).plan, dial=Dial.budget(8), cut_of=whole, concurrency=2)
        number = runs.create(exam, plan).number
        start_worker(number)
        seen(server, 5)
        kill(workers[-1])
        known, before = committed(runs, number), len(server.requests)
        start_worker(number)
        assert workers[-1].wait(60) == 0
        asked = places_asked(server.requests[before:], runs.run(number), exam)
    assert not known & set(asked)
    assert len(asked) == 30 - len(known)
    assert runs.run(number).state is RunState.FINISHED
    parents = {sample.generation.parent_id for sample in runs.iter_samples(number)}
    assert parents == {sample.generation.id for sample in runs.iter_samples(whole)}
    assert_whole(runs, number)


STARTER = """
import sys
from jevons.core.runs.worker.launch import start_worker
start_worker(int(sys.argv[1]))
print("started", flush=True)
sys.stdin.read()
"""


def _take_terminal():
    """Have the terminal's end be one's own, also where these tests outlive theirs."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_the_end_of_the_terminal_and_of_the_starter_is_not_its_end(runs, workers):
    ours, theirs = pty.openpty()
    with in_thread(ChatServer(Paced(0.1))) as server:
        number = a_run(server, questions=30, concurrency=4)
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(number)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(theirs)
        assert b"started" in os.read(ours, 100)
        worker = int(writer_of(number).split()[0])
        os.close(ours)
        assert starter.wait(30) == -signal.SIGHUP
        os.kill(worker, signal.SIGHUP)
        until(lambda: not runs.run(number).state.is_live)
    assert runs.run(number).state is RunState.FINISHED
    assert int(writer_of(number).split()[0]) == worker
    assert_whole(runs, number)


def test_asked_to_end_it_stops_and_can_be_resumed(runs, workers):
    paced = Paced(30.0)
    with in_thread(ChatServer(paced)) as server:
        number = a_run(server, questions=10, concurrency=4)
        start_worker(number)
        seen(server, 4)
        workers[0].terminate()
        assert workers[0].wait(30) == 0
        run = runs.run(number)
        assert (run.state, run.problem) == (RunState.STOPPED, "")
        assert run.ended_at is not None
        assert run.busy_s > 0
        paced.pause_s = 0.0
        start_worker(number)
        assert workers[1].wait(30) == 0
    again = runs.run(number)
    assert again.state is RunState.FINISHED
    assert again.busy_s > run.busy_s
    assert_whole(runs, number)


def disk_is_full(process, full):
    """Let a process write nothing to any file any more; or as before."""
    _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0 if full else most, most))


@pytest.fixture
def full_disk(runs, workers):
    """A run whose worker holds what it cannot write, and its server."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("no way to limit another process")
    with in_thread(ChatServer(Paced(0.05))) as server:
        number = a_run(server, questions=20, concurrency=4)
        start_worker(number)
        until(lambda: len(committed(runs, number)) >= 6)
        disk_is_full(workers[0], True)
        until(lambda: server.finished > len(committed(runs, number)) + 2)
        yield number, server


def test_what_a_full_disk_refuses_is_held_until_there_is_room(runs, workers, full_disk):
    number, server = full_disk
    until(lambda: len(server.requests) == server.finished)
    held = server.finished - len(committed(runs, number))
    assert held <= 3 * 4, "it goes on drawing though nothing can be kept"
    disk_is_full(workers[0], False)
    assert workers[0].wait(30) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert len(server.requests) == 40
    assert_whole(runs, number)


def test_asked_to_end_on_a_full_disk_it_waits_for_room(runs, workers, full_disk):
    number, server = full_disk
    workers[0].terminate()
    until(lambda: len(server.requests) == server.finished + server.disconnects)
    assert len(committed(runs, number)) < server.finished
    assert workers[0].poll() is None
    disk_is_full(workers[0], False)
    assert workers[0].wait(30) == 0
    assert runs.run(number).state is RunState.STOPPED
    assert len(committed(runs, number)) >= server.finished
    assert_books_agree(runs, number)
