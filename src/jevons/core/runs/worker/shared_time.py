"""A machine's time, shared out among the generations that it draws at once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class SharedTime:
    """Gives each generation its part of the seconds in which it was drawn.

    While k generations are drawn each takes 1/k of every second, so that the parts add up
    to the time in which anything was drawn: what the machine costs.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._drawn = 0
        self._share = 0.0  # what one that was there from the start would have by now
        self._noted = 0.0

    def start(self) -> float:
        """Begin a generation; returns the mark that `end` takes."""
        self._advance()
        self._drawn += 1
        return self._share

    def end(self, mark: float) -> float:
        """End a generation; returns its part in seconds."""
        self._advance()
        self._drawn -= 1
        return self._share - mark

    def _advance(self) -> None:
        now = self._clock()
        if self._drawn:
            self._share += (now - self._noted) / self._drawn
        self._noted = now
