"""Real worker processes: begun once, gone on with, and clear about what is in their way."""

import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from core.runs.worker.worker_processes import (
    MODEL,
    Paced,
    a_run,
    assert_whole,
    question_of,
    right_answer,
    until,
    writer_of,
)
from jevons.core import paths
from jevons.core.exams.exam import Exam
from jevons.core.models.adding import add_server
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Outcome, Question
from jevons.core.runs.database import VERSION
from jevons.core.runs.run import RunState, Wish
from jevons.core.runs.worker import launch
from jevons.core.runs.worker.flights import socket_of
from jevons.core.runs.worker.launch import start_worker
from servers.chat_server import ChatServer, Head, Send, delta, in_thread, sse, usage


def ended(process):
    return process.wait(30)


def test_it_finishes_and_grades(runs, workers):
    with in_thread(ChatServer(right_answer)) as server:
        number = a_run(server, questions=20, concurrency=8)
        start_worker(number)
        assert ended(workers[0]) == 0
    run = runs.run(number)
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert run.ledger.count(Outcome.CORRECT) == 40
    assert run.ledger.total.usd > 0
    assert run.busy_s > 0
    assert run.started_at < run.ended_at
    assert len(server.requests) == 40
    assert not socket_of(number).exists()
    assert_whole(runs, number)


def test_what_takes_time_to_grade_is_graded_beside_the_drawing(runs, workers):
    def identity(request):
        if "Simplify" not in question_of(request):
            return right_answer(request)
        return [Head(), Send(sse(delta("\\boxed{1}"), delta(None, "stop"), usage(9, 5), "[DONE]"))]

    asked = Question("s", "Simplify it.", r"\sin^2 x + \cos^2 x", AnswerKind.MATH)
    exam = replace(an_exam(5), questions=(asked, *an_exam(5).questions))
    with in_thread(ChatServer(identity)) as server:
        number = a_run(server, exam=exam)
        start_worker(number)
        assert ended(workers[0]) == 0
    run = runs.run(number)
    assert run.state is RunState.FINISHED
    assert run.ledger.count(Outcome.CORRECT) == 12
    assert "math-verify" in runs.sample(number, 0, 0).verdicts[0][1].how
    assert_whole(runs, number)


def test_a_finished_run_that_is_resumed_is_finished_still(runs, workers):
    with in_thread(ChatServer(right_answer)) as server:
        number = a_run(server)
        for _ in range(2):
            start_worker(number)
            assert ended(workers[-1]) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert len(server.requests) == 12
    assert len(workers) == 2


def test_of_two_that_begin_at_once_one_works_and_the_other_leaves(runs, workers):
    with in_thread(ChatServer(Paced(0.05))) as server:
        number = a_run(server, questions=30, concurrency=2)
        first, second = launch._start(number), launch._start(number)
        left, stayed = sorted((first, second), key=lambda p: until_gone_or_at(number, p))
        assert ended(left) == 0
        assert stayed.poll() is None
        assert runs.run(number).state is RunState.RUNNING
        start_worker(number)
        assert len(workers) == 2, "it has a worker"
        assert ended(stayed) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert len(server.requests) == 60
    assert_whole(runs, number)


def until_gone_or_at(number, process):
    """Whether a process is the one that works on the run, once that is settled."""
    pid = str(process.pid)
    until(lambda: process.poll() is not None or (writer_of(number) or "").split()[:1] == [pid])
    return process.poll() is None


def test_a_run_is_resumed_while_its_last_worker_is_leaving(runs, workers):
    paced = Paced(5.0)
    with in_thread(ChatServer(paced)) as server:
        number = a_run(server, questions=20, concurrency=4)
        for _ in range(2):
            start_worker(number)
            runs.wish(number, Wish.STOP)
            until(lambda: runs.run(number).state is RunState.STOPPED)
        paced.pause_s = 0.0
        start_worker(number)
        assert ended(workers[-1]) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert [ended(process) for process in workers] == [0] * 3
    assert_whole(runs, number)


def test_an_unknown_model_fails_the_run_with_a_clear_line_each_time(runs, workers):
    number = a_run(None)
    for _ in range(2):
        start_worker(number)
        assert ended(workers[-1]) == 0
        run = runs.run(number)
        assert run.state is RunState.FAILED
        assert f"there is no model '{MODEL}'" in run.problem
    assert run.ledger.missing == 12


def test_a_missing_key_fails_the_run_until_it_is_there(runs, workers, monkeypatch):
    with in_thread(ChatServer(right_answer, key="s3cret-Key")) as server:
        add_server(MODEL, server.base_url, "m", dialect="vllm", key_env="JEVONS_TEST_KEY")
        number = a_run(None)
        start_worker(number)
        assert ended(workers[0]) == 0
        run = runs.run(number)
        assert run.state is RunState.FAILED
        assert "asks for an API key" in run.problem
        assert "JEVONS_TEST_KEY" in run.problem
        assert f"jevons runs resume {number}" in run.problem
        monkeypatch.setenv("JEVONS_TEST_KEY", "s3cret-Key")
        start_worker(number)
        assert ended(workers[1]) == 0
    run = runs.run(number)
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert_whole(runs, number)


def test_nothing_is_drawn_for_a_library_that_keeps_nothing(runs, workers):
    with in_thread(ChatServer(right_answer)) as server:
        number = a_run(server)
        connection = sqlite3.connect(paths.library_file())
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.close()
        with pytest.raises(ProblemError, match="newer jevons; nothing was drawn"):
            start_worker(number)
        assert workers == []
        module = launch.start_worker.__module__.rpartition(".")[0]
        command = [sys.executable, "-m", module, str(number)]
        alone = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert alone.returncode == 1
        assert "nothing was drawn" in alone.stderr
        assert server.requests == []


def test_a_worker_that_cannot_begin_says_why(runs, workers, monkeypatch):
    number = a_run(None)
    monkeypatch.setenv("PYTHONPATH", str(paths.data_dir()))
    broken = paths.data_dir() / "sqlite3.py"
    broken.write_text("raise ImportError('no sqlite here')")
    with pytest.raises(ProblemError, match=r"did not begin \(ImportError: no sqlite here\)"):
        start_worker(number)
    assert runs.run(number).state is RunState.WAITING


def test_there_is_no_worker_for_no_run(runs, workers):
    with pytest.raises(ProblemError, match="there is no run 7"):
        start_worker(7)
    assert workers == []


def test_an_exam_without_questions_is_finished_at_once(runs, workers):
    with in_thread(ChatServer(right_answer)) as server:
        number = a_run(server, exam=Exam("none", ()))
        start_worker(number)
        assert ended(workers[0]) == 0
    assert runs.run(number).state is RunState.FINISHED
    assert server.requests == []
