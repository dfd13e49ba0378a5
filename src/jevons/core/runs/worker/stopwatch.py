"""The seconds that a run is worked on; pauses do not count."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Stopwatch:
    """Goes from the start, until paused."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since: float | None = clock()
        self._total = 0.0
        self._noted = 0.0

    @property
    def total(self) -> float:
        """Seconds so far."""
        return self._total + (0.0 if self._since is None else self._clock() - self._since)

    def go(self, going: bool) -> None:
        """Go on, or pause."""
        if going == (self._since is not None):
            return
        self._total = self.total
        self._since = self._clock() if going else None

    def lap(self) -> float:
        """Seconds since the last lap."""
        total = self.total
        seconds, self._noted = total - self._noted, total
        return seconds
