"""A machine shared with strangers: what another user can read or steer of a lab at work."""

import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core.runs.worker.worker_processes import until
from jevons.core.runs.library import Library
from servers.chat_server import ChatServer, in_thread, steady

SECRET = "sk-0123456789abcdef"
STRANGER = 65534
"""The user and group `nobody`."""


@pytest.fixture
def lab(monkeypatch):
    """A home that any user can reach, under a umask that forbids nothing."""
    with tempfile.TemporaryDirectory(prefix="jv-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        monkeypatch.setenv("JEVONS_HOME", f"{directory}/lab")
        monkeypatch.setenv("MY_BOX", SECRET)
        before = os.umask(0)
        yield Path(directory)
        os.umask(before)


@pytest.fixture
def at_work(lab):
    """A lab with a model behind a key, an answered question and a run in flight."""
    server = ChatServer(lambda _: steady(2_000, 100, thinking=1_900), key=SECRET)
    with in_thread(server):
        adding = ("models", "add", "box", "--url", server.base_url, "--model", "test-model")
        jevons(*adding, "--key-env", "MY_BOX", "--dialect", "vllm", "--price-model", "o1")
        jevons("exam", "run", "arithmetic", "--model", "box", "--questions", "4", "--detach")
        until(lambda: len(server.requests) >= 4)
        yield lab
        jevons("runs", "stop", "1")
        until(lambda: not run_of(1).state.is_live)


def jevons(*words):
    command = [sys.executable, "-m", "jevons", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def run_of(number):
    library, _ = Library.open()
    try:
        return library.runs.run(number)
    finally:
        library.close()


def inside(lab):
    """Everything below the lab, itself included."""
    top = lab / "lab"
    return [top, *sorted(top.rglob("*"))]


def as_stranger(act):
    """What `act` gives in a process of another user, as JSON."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.setgroups([])
        os.setgid(STRANGER)
        os.setuid(STRANGER)
        os.write(write, json.dumps(act()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        found = json.load(told)
    os.waitpid(child, 0)
    return found


def opened(paths):
    """Those of the paths that can be read, listed or connected to."""
    return [str(path) for path in paths if _opens(path)]


def _opens(path):
    try:
        if path.is_socket():
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(str(path))
        elif path.is_dir():
            os.listdir(path)
        else:
            path.read_bytes()
    except OSError:
        return False
    return True


def test_all_files_are_their_owners_alone(at_work):
    found = inside(at_work)
    kinds = {"dir" if p.is_dir() else "socket" if p.is_socket() else p.suffix for p in found}
    assert {"dir", "socket", ".db", ".toml", ".log"} <= kinds
    for path in found:
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode == 0o700 if path.is_dir() else mode & 0o177 == 0, f"{path} has {mode:o}"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_can_read_and_steer_nothing(at_work):
    paths = inside(at_work)
    assert opened(paths) == list(map(str, paths)), "its owner can"
    assert as_stranger(lambda: opened(paths)) == []
    assert as_stranger(lambda: opened([at_work])) == [str(at_work)], "the stranger can get there"


def test_the_key_is_in_no_file_no_argument_and_no_export(at_work):
    exported = jevons("export", "1", "-o", "-")
    assert "box" in exported
    assert SECRET not in exported
    for path in inside(at_work):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    arguments = subprocess.run(
        ["ps", "-e", "-o", "args="], capture_output=True, text=True, check=True
    ).stdout
    assert "jevons.core.runs.worker" in arguments
    assert SECRET not in arguments
