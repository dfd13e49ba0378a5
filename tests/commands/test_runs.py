"""`jevons exam run`, `runs` and `attach` as they are typed, with real workers."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from jevons.cli import main
from jevons.core.models.adding import add_server
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunState
from servers.chat_server import ChatServer, Hang, Head, Send, delta, error, in_thread, sse, usage

EXAM = ["exam", "run", "arithmetic", "--level", "1", "--questions", "4", "--model", "served"]


def sums(request):
    """The sum of the two numbers in the question, boxed."""
    numbers = re.findall(r"\d+", request.body["messages"][-1]["content"])
    answer = f"\\boxed{{{int(numbers[0]) + int(numbers[1])}}}"
    return [Head(), Send(sse(delta(answer), delta(None, "stop"), usage(20, 5), "[DONE]"))]


@pytest.fixture
def served():
    """A model on a real server on loopback; `replies` can be changed on the way."""

    class Served:
        reply = staticmethod(sums)

    with in_thread(ChatServer(lambda request: Served.reply(request))) as server:
        settings = {"dialect": "vllm", "thinking": "prompted", "price_model": "o1"}
        add_server("served", server.base_url, "m", **settings)
        Served.server = server
        yield Served
        stop_all()


def stop_all():
    """End what a failed test left running."""
    library, _ = Library.open()
    for run in library.runs.runs():
        with library._database.reading() as connection:
            query = "SELECT writer FROM runs WHERE number = ?"
            writer = connection.execute(query, [run.number]).fetchone()["writer"]
        if run.state.is_live:
            os.kill(int(writer.split()[0]), signal.SIGKILL)
    library.close()


def until(number, *states):
    library, _ = Library.open()
    deadline = time.monotonic() + 30
    while (run := library.runs.run(number)).state not in states:
        assert time.monotonic() < deadline, run
        time.sleep(0.02)
    library.close()
    return run


def test_an_exam_runs_and_is_told_of(served, capsys):
    assert main([*EXAM, "--think", "off", "-k", "2"]) == 0
    out, err = capsys.readouterr()
    assert "arithmetic-1: 4 questions x 2 for served, thinking off" in err
    assert "a guess: no earlier run of this model" in err
    assert "8 correct = 8 planned" in out
    assert "accuracy 100.0 %" in out
    assert len(served.server.requests) == 8
    assert "$0.0048" in out  # 8 x (20 x 15 + 5 x 60) / 1e6


def test_as_json(served, capsys):
    assert main([*EXAM, "--think", "off", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "finished"
    assert told["ledger"]["correct"] == told["planned"] == 4
    assert told["accuracy"]["value"] == 1.0
    assert 0.3 < told["accuracy"]["low"] < 1.0
    assert told["usage"] == {"prompt": 80, "thinking": 0, "answer": 20}
    assert told["cost_usd"] == pytest.approx(4 * (20 * 15 + 5 * 60) / 1e6)


def test_a_dry_run_starts_nothing(served, capsys):
    assert main([*EXAM, "--dry-run"]) == 0
    assert "nothing was started" in capsys.readouterr().err
    assert not served.server.requests
    assert main(["runs"]) == 0
    assert "No runs yet" in capsys.readouterr().out


def test_the_second_time_is_forecast_from_the_first_and_pooled(served, capsys):
    main([*EXAM, "--think", "off", "-k", "2"])
    capsys.readouterr()
    assert main([*EXAM, "--think", "off", "-k", "3"]) == 0
    out, err = capsys.readouterr()
    assert "8 of them drawn before" in err
    assert "as in run 1" in err
    assert "8 samples from the pool" in out
    assert len(served.server.requests) == 12


def test_a_run_goes_on_by_itself_and_is_come_back_to(served, capsys):
    assert main([*EXAM, "--think", "off", "--detach"]) == 0
    assert "jevons attach 1" in capsys.readouterr().err
    assert main(["attach", "1"]) == 0
    assert "4 correct = 4 planned" in capsys.readouterr().out
    assert main(["runs"]) == 0
    assert re.search(r"1 +arithmetic-1 +served +off +4/4 +finished", capsys.readouterr().out)


def test_stopped_and_resumed(served, capsys):
    served.reply = staticmethod(lambda _: [Hang()])
    assert main([*EXAM, "--think", "off", "--detach"]) == 0
    until(1, RunState.RUNNING)
    assert main(["runs", "stop", "1"]) == 0
    assert until(1, RunState.STOPPED).ledger.missing == 4
    served.reply = staticmethod(sums)
    assert main(["runs", "resume", "1"]) == 0
    assert "4 correct = 4 planned" in capsys.readouterr().out


def test_paused_and_resumed(served, capsys):
    served.reply = staticmethod(lambda _: [Hang()])
    assert main([*EXAM, "--think", "off", "--detach", "--concurrency", "1"]) == 0
    assert main(["runs", "pause", "1"]) == 0
    until(1, RunState.PAUSED)
    assert main(["runs", "resume", "1", "--detach"]) == 0
    until(1, RunState.RUNNING)
    assert main(["runs", "stop", "1"]) == 0
    until(1, RunState.STOPPED)


def test_a_capped_run_is_raised_and_resumed(served, capsys):
    capped = [*EXAM, "--think", "off", "--concurrency", "1", "--cap-tokens", "10"]
    assert main(capped) == 1
    assert "the cap of 10 tokens is met" in capsys.readouterr().err
    assert main(["runs", "resume", "1", "--cap-tokens", "0"]) == 0
    assert "4 correct = 4 planned" in capsys.readouterr().out
    assert until(1, RunState.FINISHED).plan.caps.tokens is None


def test_ctrl_c_stops_the_run_and_keeps_what_was_drawn(served):
    served.reply = staticmethod(lambda _: [Hang()])
    command = [sys.executable, "-m", "jevons", *EXAM, "--think", "off"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not served.server.requests and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "run 1 is stopped" in err
    assert "Traceback" not in err
    until(1, RunState.STOPPED)


def test_a_wrong_key_is_one_clear_line(served, capsys):
    served.reply = staticmethod(lambda _: error(401, "bad key"))
    assert main([*EXAM, "--think", "off"]) == 1
    err = capsys.readouterr().err
    assert "asks for an API key" in err
    assert "jevons runs resume 1" in err


def test_two_runs_are_compared(served, capsys):
    main([*EXAM, "--think", "off"])
    main([*EXAM, "--think", "off", "--temperature", "0.9"])
    capsys.readouterr()
    assert main(["runs", "compare", "1", "2"]) == 0
    out = capsys.readouterr().out
    assert "on 4 questions of arithmetic-1" in out
    assert "difference +0.0 points" in out
    assert main(["runs", "compare", "1", "1"]) == 1


def test_graded_again(served, capsys):
    main([*EXAM, "--think", "off"])
    assert main(["runs", "regrade", "1"]) == 0
    assert "4 samples, 0 changed" in capsys.readouterr().err
    library, _ = Library.open()
    assert len(library.runs.sample(1, 0, 0).verdicts) == 2
    library.close()


def test_limits_are_changed(served, capsys):
    main([*EXAM, "--think", "off"])
    assert main(["runs", "set", "1", "--concurrency", "3", "--cap-minutes", "5"]) == 0
    assert "3 requests at once, caps: seconds 300" in capsys.readouterr().err
    assert main(["runs", "set", "1"]) == 1
    assert main(["runs", "set", "1", "--cap-usd", "-1"]) == 1


def test_deleted(served, capsys):
    main([*EXAM, "--think", "off"])
    assert main(["runs", "delete", "1"]) == 0
    assert main(["runs", "show", "1"]) == 1
    assert "there is no run 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--model", "nosuch"], "there is no model 'nosuch'"),
        (["-k", "0"], "samples are 1 to"),
        (["--cap-usd", "-2"], "a cap is more than nothing"),
        (["--think", "long"], "neither off, max nor a number"),
        (["--level", "99"], "level"),
    ],
)
def test_what_makes_no_sense_is_refused(served, capsys, words, line):
    assert main([*EXAM, *words]) == 1
    err = capsys.readouterr().err
    assert line in err
    assert "Traceback" not in err
    assert not served.server.requests
