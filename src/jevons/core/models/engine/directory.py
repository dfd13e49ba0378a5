"""The directory where an engine and those who use it meet.

It is the owner's alone (0700) and holds:

- `start.lock`: held while somebody starts an engine, so that only one does.
- `alive.lock`: held by the engine as long as it lives, with its process id inside. The
  system lets go of it however the engine ends, so a recycled id deceives nobody.
- `engine.json`: where and how it serves; there only while it does. One without a
  living engine is what a crash leaves behind.
- `engine.sock`, `engine.log` and `engine.log.1`, the log of the engine before.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jevons.core import paths

LOG_LINE_LENGTH = 200
_TAIL_BYTES = 64 * 1024
_UNSAFE = re.compile(r"[^\x20-\x7e\u00a0-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine: an OpenAI-compatible server on a Unix socket.

    `context` is in tokens and for each of the `slots` requests it draws at once.
    """

    socket: Path
    api_key: str = field(repr=False)
    model: Path
    pid: int
    log: Path
    context: int
    slots: int


@dataclass(frozen=True, slots=True)
class EngineDirectory:
    """The files of the engine of one model."""

    path: Path

    @classmethod
    def of(cls, model: Path) -> EngineDirectory:
        """The directory for a model file, whatever path leads to it; it may not exist yet."""
        digest = hashlib.sha256(os.fsencode(model.resolve())).hexdigest()[:12]
        return cls(paths.runtime_dir() / f"engine-{digest}")

    @property
    def socket(self) -> Path:
        """Where the engine listens."""
        return self.path / "engine.sock"

    @property
    def log(self) -> Path:
        """What the engine has to say."""
        return self.path / "engine.log"

    @property
    def record(self) -> Path:
        """How the engine is reached, written when it serves."""
        return self.path / "engine.json"

    @property
    def alive_lock(self) -> Path:
        """Locked by the engine for its whole life."""
        return self.path / "alive.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by whoever starts an engine."""
        return self.path / "start.lock"

    def make(self) -> None:
        """Make the directory.

        Raises:
            OSError: it cannot be made or belongs to someone else.
        """
        paths.private_dir(self.path.parent)
        paths.private_dir(self.path)

    def is_alive(self) -> bool:
        """Whether an engine lives here, serving or still loading."""
        try:
            with self.alive_lock.open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def pid(self) -> int | None:
        """The process id of the living engine."""
        if not self.is_alive():
            return None
        text = self.alive_lock.read_text().strip()
        return int(text) if text.isdecimal() else None

    def serving(self) -> Engine | None:
        """The engine, if it lives and serves."""
        if not self.is_alive():
            return None
        try:
            found = json.loads(self.record.read_text("utf-8"))
            return Engine(
                socket=Path(found["socket"]),
                api_key=found["api_key"],
                model=Path(found["model"]),
                pid=found["pid"],
                log=Path(found["log"]),
                context=found["context"],
                slots=found["slots"],
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def publish(self, engine: Engine) -> None:
        """Say how the engine is reached; readers see all of it or nothing."""
        draft = self.record.with_suffix(".tmp")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(engine), file, default=str)
        os.replace(draft, self.record)

    def clear(self) -> None:
        """Take away what says that an engine serves here."""
        self.record.unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)

    def last_lines(self, n: int) -> list[str]:
        """The last lines of the log, shortened and without control characters."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, self.log.stat().st_size - _TAIL_BYTES))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return []
        lines = [_UNSAFE.sub(" ", line).strip() for line in text.splitlines()]
        return [line[:LOG_LINE_LENGTH] for line in lines if line][-n:]
