"""How many requests at once a server is given: more while that pays, fewer when it hurts.

Additive increase and multiplicative decrease (Chiu and Jain, 1989), begun by doubling as
TCP begins (RFC 5681, section 3.1). What is watched is the rate of finished generations
and the time to their first token.
"""

from __future__ import annotations

from statistics import median

FIRST = 8
"""Requests at once to begin with."""

MOST = 512
"""Requests at once that are never gone beyond unasked."""

PAYS = 1.05
"""The growth of the rate that justifies a higher limit."""

HURTS = 2.5
"""The growth of the time to the first token that says that requests queue."""

BACK_OFF = 0.8
"""What remains of the limit after a refusal (429, 503) or when requests queue."""

WINDOW_S = 2.0
"""Seconds that a rate is measured over, at least."""

COOL_S = 5.0
"""Seconds after a refusal in which further ones, already under way, mean nothing new."""


class Concurrency:
    """The limit for one server. `fixed` sets it for good; refusals alone lower it then."""

    def __init__(self, fixed: int | None = None, *, first: int = FIRST, most: int = MOST) -> None:
        self.limit = min(first, most) if fixed is None else max(1, fixed)
        self._fixed = fixed
        self._most = most
        self._doubling = True
        self._rate = 0.0
        self._quickest_s: float | None = None
        self._cool_until = 0.0
        self._began = 0.0
        self._count = 0
        self._busiest = 0
        self._waits: list[float] = []

    def fix(self, limit: int | None) -> None:
        """Set the limit for good, or leave it to what pays again."""
        if limit == self._fixed:
            return
        self._fixed = limit
        if limit is not None:
            self.limit = max(1, limit)

    def finished(self, now: float, ttft_s: float | None, in_flight: int) -> None:
        """Note that a generation finished, when `in_flight` were on their way with it."""
        if not self._count:
            self._began = now
        self._count += 1
        self._busiest = max(self._busiest, in_flight)
        if ttft_s is not None:
            self._waits.append(ttft_s)
        if now - self._began >= WINDOW_S and self._count > self.limit:
            self._judge(now)

    def refused(self, now: float) -> None:
        """Note that the server asked for fewer requests."""
        self._doubling = False
        if now < self._cool_until:
            return
        self._cool_until = now + COOL_S
        self._lower()
        self._begin_window(now)

    def _lower(self) -> None:
        self.limit = max(1, int(self.limit * BACK_OFF))

    def _judge(self, now: float) -> None:
        """Compare the window with what came before it, and set the limit."""
        rate = (self._count - 1) / (now - self._began)
        wait_s = median(self._waits) if self._waits else 0.0
        queues = self._quickest_s is not None and wait_s > HURTS * self._quickest_s > 0
        pays = rate > PAYS * self._rate
        if wait_s:
            self._quickest_s = min(wait_s, self._quickest_s or wait_s)
        used = self._busiest >= self.limit
        if queues and not pays:
            self._doubling = False
            self._lower()
        elif used and pays and self._fixed is None:
            grown = 2 * self.limit if self._doubling else self.limit + max(1, self.limit // 20)
            self.limit = min(self._most, grown)
        elif used and self._fixed is not None:
            self.limit = min(self._fixed, self.limit + max(1, self._fixed // 20))
        else:
            self._doubling = False
        self._rate = max(rate, 0.9 * self._rate)
        self._begin_window(now)

    def _begin_window(self, now: float) -> None:
        self._began = now
        self._count = 0
        self._busiest = 0
        self._waits = []
