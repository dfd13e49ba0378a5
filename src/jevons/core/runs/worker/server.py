"""A server that a run asks: reached, reached again after a crash, put off while in trouble."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import monotonic

from jevons.core import logs
from jevons.core.models.registry import ModelSpec
from jevons.core.models.retry import Backoff
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.connection import Connection, connect
from jevons.core.runs.worker.concurrency import Concurrency
from jevons.core.runs.worker.shared_time import SharedTime
from jevons.core.settings import Settings
from jevons.core.strategies.strategy import Need

HOPELESS = frozenset(
    {
        ProblemKind.UNAUTHORIZED,
        ProblemKind.MISSING_KEY,
        ProblemKind.NOT_FOUND,
        ProblemKind.BAD_SETTING,
        ProblemKind.BAD_MODEL_FILE,
        ProblemKind.NO_MEMORY,
        ProblemKind.UNKNOWN_MODEL,
        ProblemKind.UNSUPPORTED,
    }
)
"""Trouble that waiting does not mend."""

ABSENT = frozenset({ProblemKind.UNREACHABLE, ProblemKind.RATE_LIMITED, ProblemKind.ENGINE_FAILED})
"""Trouble of the server as a whole, which no question is to blame for."""

PASSING = frozenset(
    {
        ProblemKind.SERVER_ERROR,
        ProblemKind.BAD_RESPONSE,
        ProblemKind.CUT_STREAM,
        ProblemKind.TIMED_OUT,
        ProblemKind.ENGINE_CRASHED,
    }
)
"""Trouble that the same question may not meet again."""

OVERLOADED = frozenset({ProblemKind.RATE_LIMITED, ProblemKind.SERVER_ERROR})
"""Trouble that asks for fewer requests at once."""

GONE = frozenset(
    {
        ProblemKind.UNREACHABLE,
        ProblemKind.CUT_STREAM,
        ProblemKind.UNAUTHORIZED,
    }
)
"""What an engine that ended lets its clients see; the next one has another key."""

LONGEST_HOLD_S = 30.0


class Server:
    """One server (or the embedded engine) under a run's requests."""

    def __init__(
        self,
        spec: ModelSpec,
        settings: Settings,
        concurrency: int | None,
        *,
        logprobs: bool = False,
    ) -> None:
        self.spec = spec
        self.concurrency = Concurrency(concurrency)
        self.time = SharedTime()
        self.in_flight = 0
        self.failures = 0
        """Generations that failed since the last that did not."""
        self.problem: Problem | None = None
        """The last trouble, until tokens come again."""
        self._settings = settings
        self._connection: Connection | None = None
        self._left: list[Connection] = []
        self._connecting = asyncio.Lock()
        self._backoff = Backoff(1.0, LONGEST_HOLD_S)
        self._held_until = 0.0
        self._fixed = concurrency
        self._logprobs = logprobs

    @property
    def is_hopeless(self) -> bool:
        """Whether asking it again is no use."""
        return self.problem is not None and self.problem.kind in HOPELESS

    def has_room(self) -> bool:
        """Whether another request may go out now."""
        if self.is_hopeless or monotonic() < self._held_until:
            return False
        # After a failure one request finds out whether the trouble is over.
        limit = 1 if self.failures >= self.concurrency.limit else self.concurrency.limit
        return self.in_flight < limit

    async def reach(self) -> Connection:
        """The connection, made anew where there is none or its engine died.

        Raises:
            ProblemError: as `connect`.
        """
        async with self._connecting:
            if self._connection is not None and self._connection.crash() is not None:
                self._leave()
            if self._connection is None:
                self._connection = await connect(
                    self.spec, self._settings, many=True, logprobs=self._logprobs
                )
                if self._logprobs and Need.LOGPROBS not in self._connection.offers:
                    logs.log_problem(_tells_none(self.spec))
                # What the server was seen to do is part of the model; its name is the run's.
                self.spec = replace(self._connection.spec, name=self.spec.name)
                self.fix_concurrency(self._fixed)
            return self._connection

    def look_behind(self, connection: Connection, problem: Problem) -> Problem:
        """What a failure of that connection means: an engine that ended is started anew."""
        if self.spec.path is None or problem.kind not in GONE:
            return problem
        crash = connection.crash()
        if self._connection is connection:
            self._leave()
        return crash or replace(problem, kind=ProblemKind.ENGINE_CRASHED)

    def _leave(self) -> None:
        """Reach the server anew next time; others may be at the old connection still."""
        if self._connection is not None:
            self._left.append(self._connection)
            self._connection = None

    def fix_concurrency(self, concurrency: int | None) -> None:
        """Set the requests at once; `None`: an engine's slots, or as many as pay."""
        self._fixed = concurrency
        slots = self._connection.slots if self._connection is not None else None
        self.concurrency.fix(slots if concurrency is None else concurrency)

    def succeeded(self, ttft_s: float | None) -> None:
        """Note a generation that came to its end."""
        self.failures = 0
        self.problem = None
        self.concurrency.finished(monotonic(), ttft_s, self.in_flight)

    def heard(self) -> None:
        """Note that tokens come: whatever trouble there was, the server is at work."""
        if self.problem is not None and not self.is_hopeless:
            self.problem = None

    def failed(self, problem: Problem, *, absent: bool = False) -> None:
        """Note one that did not.

        No further requests go out for a while if the server as a whole is in trouble.
        """
        now = monotonic()
        self.failures += 1
        self.problem = problem
        if problem.kind in OVERLOADED:
            self.concurrency.refused(now)
        if (absent or problem.kind in ABSENT) and now >= self._held_until:
            attempt = min(self.failures, 10)
            self._held_until = now + self._backoff.wait_s(attempt, 0.5)

    async def close(self) -> None:
        """Close the connections."""
        self._leave()
        while self._left:
            await self._left.pop().client.aclose()


def _tells_none(spec: ModelSpec) -> Problem:
    what = f"{spec.name} does not tell the log-probabilities of tokens"
    return Problem(ProblemKind.UNSUPPORTED, what, "its samples are drawn without them")


def as_problem(error: BaseException) -> Problem:
    """Any failure to reach a server, as a problem."""
    if isinstance(error, ProblemError):
        return error.problem
    return Problem(ProblemKind.INTERNAL, f"an error of our own ({error})", details=repr(error))
