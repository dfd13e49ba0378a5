"""The app over a real ssh connection: a server of its own on loopback, a key made for it."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from wire.actions import LIMITS
from wire.link import PATIENCE_S, Link

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CTRL_P = "\x10"


class Server(NamedTuple):
    """How to reach an ssh server."""

    port: int
    key: Path

    def argv(self, *command: str) -> list[str]:
        """What runs a command there, on a terminal."""
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")
        flags = [part for option in options for part in ("-o", option)]
        at = ["-p", str(self.port), "-i", str(self.key), "-F", "none", "127.0.0.1"]
        return ["ssh", "-tt", *flags, *at, shlex.join(command)]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("no ssh server here (openssh-server)")
    place = tmp_path_factory.mktemp("ssh")
    for name in ("host", "user"):
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)]
        subprocess.run(argv, check=True)
    shutil.copy(place / "user.pub", place / "authorized")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (place / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {place}/host\nPidFile none\n"
        f"AuthorizedKeysFile {place}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it shuts itself in, as root
    log = place / "log"
    argv = [SSHD, "-D", "-f", str(place / "config"), "-E", str(log)]
    daemon = subprocess.Popen(argv)
    try:
        _wait_for(port, daemon, log)
        yield Server(port, place / "user")
    finally:
        daemon.terminate()
        daemon.wait(PATIENCE_S)


def _wait_for(port: int, daemon: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while daemon.poll() is None and time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    daemon.kill()
    pytest.skip(f"sshd does not start here: {log.read_text().strip()[-200:]}")


def test_a_session_over_ssh_writes_as_little_as_at_home(server):
    with serving() as url, home(url) as path:
        there = environment(path)
        words = [f"{name}={there[name]}" for name in ("JEVONS_HOME", "LANG")]
        command = server.argv("env", *words, *jevons("--model", MODEL))
        env = {**os.environ, "TERM": "xterm-256color"}
        with Link(command, env) as app:
            app.until(lambda text: "Quit" in text)
            app.settle()
            assert app.count <= LIMITS["first screen"]
            app.type("a")
            assert app.settle() <= LIMITS["typed letter"]
            app.type(CTRL_P)
            app.until(lambda text: "Search for commands" in text)
            app.type("\x1b")
            app.until(lambda text: "Search for commands" not in text)
            app.type("\x15200 100\r")  # ctrl+u clears what was written
            app.until(lambda text: "done" in text)
            assert "42" in app.text
            app.type("\x11")
            deadline = time.monotonic() + PATIENCE_S
            while not app.ended and time.monotonic() < deadline:
                app.pump(0.1)
            assert b"\x1b[?1049l" in app.raw[-400:]
