"""Work of which only the newest matters, done in threads that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable

Work = Callable[[], None]


class Latest:
    """Does what it was given last, a few things at once at most.

    What was given before and has not begun by then is left out. The threads are daemons: the
    reading of a large file holds up neither the screen nor the end of the app. What is given
    must not raise.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._free = at_once
        self._waiting: Work | None = None
        self._lock = threading.Lock()

    def give(self, work: Work) -> None:
        """Do this as soon as there is room, instead of what waits."""
        with self._lock:
            if not self._free:
                self._waiting = work
                return
            self._free -= 1
        threading.Thread(target=self._do, args=(work,), daemon=True).start()

    def _do(self, work: Work) -> None:
        at: Work | None = work
        while at is not None:
            at()
            with self._lock:
                at, self._waiting = self._waiting, None
                self._free += at is None
