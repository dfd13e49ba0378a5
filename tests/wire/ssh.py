"""A real `sshd` on loopback with throw-away keys, and jevons over it on a pseudo-terminal."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terminal.pty_app import PtyApp

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH, KEYGEN = shutil.which("ssh"), shutil.which("ssh-keygen")
MISSING = "" if SSHD and SSH and KEYGEN else "openssh-server and openssh-client are not installed"
PATIENCE_S = 20.0


@contextmanager
def sshd(directory: Path) -> Iterator[int]:
    """Run a server that lets its own key in; its port."""
    for key in ("host", "user"):
        command = [str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", str(directory / key)]
        subprocess.run(command, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = directory / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1:{port}\n"
        f"HostKey {directory}/host\n"
        f"AuthorizedKeysFile {directory}/user.pub\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\n"
        "PermitRootLogin prohibit-password\nStrictModes no\nPidFile none\nPrintMotd no\n"
        "PrintLastLog no\nLogLevel ERROR\n"
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    server = subprocess.Popen([str(SSHD), "-D", "-e", "-f", str(config)])
    try:
        _until_it_listens(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _until_it_listens(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        assert server.poll() is None, "sshd does not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "sshd does not listen"
            time.sleep(0.02)


class SshApp(PtyApp):
    """`jevons` at the other end of a connection, which can be cut."""

    def __init__(self, port: int, directory: Path, *words: str) -> None:
        super().__init__(*words, size=(100, 30))
        home = os.environ["JEVONS_HOME"]
        there = f"JEVONS_HOME={home} LC_ALL=C.UTF-8 exec {sys.executable} -m jevons"
        options = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
        }
        self._argv = [str(SSH), "-tt", "-F", "none", "-p", str(port), "-i", f"{directory}/user"]
        self._argv += [
            part for name, value in options.items() for part in ("-o", f"{name}={value}")
        ]
        self._argv += [f"{getpass.getuser()}@127.0.0.1", " ".join([there, *words])]

    def cut(self) -> None:
        """Cut the connection without a word of farewell."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self.hang_up()
