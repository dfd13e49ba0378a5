"""How often to write: not faster than anyone can see, nor than the link carries.

A frame is followed by a question that every terminal answers (the cursor's position). The
next frame waits for the answer: nothing then queues up on the way, and what a key does is
never far behind it. Terminals that do not answer are written to at the full rate.
"""

from __future__ import annotations

import math
from collections import deque

FRAME_S = 0.05
"""Seconds between two frames that nobody pressed a key for: 20 a second at most."""

PRESSED_S = 0.25
"""Seconds after a key in which frames go out as soon as they come."""

WINDOW = 2_000
"""Bytes that may be on the way when a key's frame is sent: 60 ms at 256 kbit/s."""

SMALL = 512
APART_S = 0.5
"""Bytes and seconds: a frame so small and so long after the last one is not asked about."""

PATIENCE_S = 3.0
"""Seconds after which an answer is no longer waited for."""


class Pace:
    """Says when a frame may go out. Times are seconds on any one clock."""

    def __init__(self) -> None:
        self.round_trip_s: float | None = None
        """How long the last answer took; `None` before the first."""
        self._on_the_way: deque[tuple[float, int]] = deque()
        self._wrote_at = self._pressed_at = -math.inf
        self._mute = False

    def press(self, now: float) -> None:
        """A key was pressed."""
        self._pressed_at = now

    def wait_s(self, now: float) -> float:
        """How long the next frame has to wait, if no answer comes before."""
        self._give_up(now)
        pressed = now - self._pressed_at < PRESSED_S
        held_up = not pressed or sum(size for _, size in self._on_the_way) > WINDOW
        if self.round_trip_s is not None and self._on_the_way and held_up:
            return self._on_the_way[0][0] + PATIENCE_S - now
        return 0.0 if pressed else max(0.0, self._wrote_at + FRAME_S - now)

    def write(self, size: int, now: float) -> bool:
        """A frame of so many bytes goes out; whether to ask a question after it."""
        self._give_up(now)
        alone = size <= SMALL and now - self._wrote_at > APART_S and not self._on_the_way
        self._wrote_at = now
        if alone or self._mute or (self.round_trip_s is None and self._on_the_way):
            return False
        self._on_the_way.append((now, size))
        return True

    def answer(self, now: float) -> bool:
        """An answer came; whether a question was open."""
        if not self._on_the_way:
            return False
        asked_at, _ = self._on_the_way.popleft()
        self.round_trip_s = now - asked_at
        return True

    @property
    def waiting(self) -> bool:
        """Whether an answer is to be expected."""
        return bool(self._on_the_way)

    def _give_up(self, now: float) -> None:
        """Forget the answers that will not come; ask no more if none ever came."""
        while self._on_the_way and now - self._on_the_way[0][0] >= PATIENCE_S:
            self._on_the_way.popleft()
            self._mute = self.round_trip_s is None
