"""`jevons` itself, which also writes down what its driver takes and what it writes.

    RECORD=FILE python tests/wire/recorded.py [ARGUMENTS OF jevons]

Each line of the file is JSON: seconds, "takes", "sends" or "size", and the text or the size.
"""

from __future__ import annotations

import json
import os
import sys
import time

from jevons.cli import main
from jevons.terminal import difference
from jevons.terminal.driver import TerminalDriver


class RecordingDriver(difference.DifferenceDriver):
    """Writes down what it takes from the toolkit and what it gives to the terminal."""

    def __init__(self, *args, **kwargs) -> None:
        self._record = open(os.environ["RECORD"], "w", buffering=1)  # noqa: SIM115
        super().__init__(*args, **kwargs)

    def note(self, kind: str, what: object) -> None:
        self._record.write(json.dumps([time.monotonic(), kind, what]) + "\n")

    def write(self, data: str) -> None:
        with self._lock:
            self._notice_size()
            self.note("takes", data)
            super().write(data)

    def _notice_size(self) -> None:
        before = (self._picture.width, self._picture.height)
        super()._notice_size()
        size = (self._picture.width, self._picture.height)
        if size != before:
            self.note("size", size)


def send(self, data: str) -> None:
    """Give to the terminal."""
    self.note("sends", data)
    written(self, data)


if __name__ == "__main__":
    written = TerminalDriver.write
    TerminalDriver.write = send
    difference.DifferenceDriver = RecordingDriver
    sys.argv[0] = "jevons"
    sys.exit(main())
