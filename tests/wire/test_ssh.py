"""Over a real SSH connection that is cut in the middle of things: nothing is lost."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from jevons.core import paths
from jevons.core.models.adding import add_server
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunState
from screens.app_driver import add_scripted
from screens.run_libraries import fill, runs_library
from servers.chat_server import ChatServer, in_thread, steady
from servers.thinker import Thinker
from wire import ssh

pytestmark = pytest.mark.skipif(bool(ssh.MISSING), reason=ssh.MISSING)
WITHIN_S = 30.0


@pytest.fixture
def connect(tmp_path):
    """Opens jevons over SSH."""
    directory = tmp_path / "ssh"
    directory.mkdir(mode=0o700)
    with ssh.sshd(directory) as port:
        yield lambda *words: ssh.SshApp(port, directory, *words)


def until(happened):
    deadline = time.monotonic() + WITHIN_S
    while not (found := happened()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    return found


def apps():
    """The processes of apps that use this home."""
    mark = f"JEVONS_HOME={os.environ['JEVONS_HOME']}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"jevons" in words[2:3] and mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def assert_sound():
    """The library holds together."""
    connection = sqlite3.connect(paths.library_file())
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_cut_in_the_middle_of_a_thought_it_is_kept_and_shown_again(connect):
    with in_thread(ChatServer(Thinker(thought=200, answer=5, pause_at="t150"))) as server:
        add_scripted(server)
        with connect("--model", "scripted") as app:
            app.until(lambda: "Ask a question" in app.text)
            app.type("How many?\r")
            app.until(lambda: "t149" in app.text)
            app.cut()
        until(lambda: not apps())
        assert_sound()
        with connect("--model", "scripted") as app:
            app.until(lambda: "How many?" in app.text and "Ask a question" in app.text)
            app.type("\t\x0f")
            app.until(lambda: "t149" in app.text)
            app.type("\x11")
            assert app.leave() == 0


def test_cut_in_the_middle_of_a_run_the_run_goes_on(connect):
    with in_thread(ChatServer(lambda _: steady(40, 20, thinking=30))) as server:
        add_scripted(server, price_model="o1")
        words = "exam run arithmetic --questions 6 --samples 2 --model scripted"
        with connect(*words.split()) as app:
            app.until(lambda: "Start it?" in app.text)
            app.type("y\r")
            app.until(lambda: "running" in app.text)
            app.cut()
        until(lambda: run().state is RunState.FINISHED)
        assert run().ledger.missing == 0
        with connect("attach", "1") as app:
            app.until(lambda: "finished" in app.text)
            assert app.leave() == 0


def run():
    library, _ = Library.open()
    try:
        return library.runs.run(1)
    finally:
        library.close()


def test_cut_in_the_middle_of_writing_it_opens_where_one_was(connect):
    with runs_library() as store:
        fill(store, ["✓✗"] * 200)
    add_server("nowhere", "http://127.0.0.1:9/v1", "none", dialect="llama-server")
    with connect("--model", "nowhere") as app:
        app.until(lambda: "Ask" in app.text and "Quit" in app.text)
        app.type("half a question\x1b3")
        app.until(lambda: "1 run " in app.text)
        app.type("\r")
        app.until(lambda: "of all asked" in app.text)
        app.type("\x1b[6~" * 40)  # more than has been written when the connection goes
        app.draw()
        app.cut()
    until(lambda: not apps())
    assert_sound()
    with connect() as app:
        app.until(lambda: "of all asked" in app.text)
        app.type("1")
        app.until(lambda: "half a question" in app.text)
        app.type("\x11")
        assert app.leave() == 0
