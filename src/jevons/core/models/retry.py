"""When to try again: jittered backoff that honours what the server asks for."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that grow, with full jitter, up to `max_s` seconds.

    Full jitter draws each wait evenly from nothing to the bound, which spreads
    clients that failed together (Brooker, "Exponential Backoff And Jitter", AWS
    Architecture Blog, 2015).
    """

    base_s: float
    max_s: float
    rng: random.Random = field(default_factory=random.Random)

    def wait_s(self, attempt: int, retry_after_s: float | None = None) -> float:
        """Seconds to wait after the failed try number `attempt`, counted from 0.

        Never less than the server asked for.
        """
        bound = min(self.max_s, self.base_s * 2.0 ** min(attempt, 60))
        return (retry_after_s or 0.0) + self.rng.uniform(0.0, bound)


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for: a number, or a date (RFC 9110, 10.2.3).

    `None` if there is no header or it makes no sense; a date gone by asks for 0.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, now or datetime.now(UTC))
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()
