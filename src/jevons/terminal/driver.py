"""Driving a terminal that may go away at any moment: a closed window, a dropped connection."""

from __future__ import annotations

import sys
from contextlib import suppress
from types import FrameType
from typing import IO

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from jevons.terminal.alt_digits import free_alt_digits


class TerminalDriver(LinuxDriver):
    """The toolkit's driver, which ends with its terminal instead of waiting for it.

    Left alone, the toolkit's writer dies with the terminal, and the app then waits for it
    for ever.
    """

    def __init__(
        self,
        app: App[int],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        free_alt_digits()
        self._file: IO[str] = _Forgiving(self._file)  # type: ignore[assignment]

    def _sigcont_application(self, *_: int | FrameType | None) -> None:
        """Go on after having been suspended; a terminal that hangs up sends SIGCONT as well."""
        if self._must_signal_resume:
            super()._sigcont_application()


class _Forgiving:
    """A terminal's file; what is written once the terminal is gone is dropped."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        try:
            return self._file.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def driver_class(kind: str) -> type[Driver] | None:
    """The driver of a kind (see the setting `driver`); `None` leaves the choice to the toolkit."""
    if sys.platform == "win32":
        return None
    if kind == "stock":
        return TerminalDriver
    from jevons.terminal.difference import DifferenceDriver

    return DifferenceDriver
