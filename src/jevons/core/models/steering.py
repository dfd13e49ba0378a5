"""The hands on the wheel while a model thinks."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Interrupted(Exception):
    """The user cut short what was awaited."""


class Steering:
    """What a user asks of a generation under way: stop, end the thought, or think on.

    Made inside the event loop that draws the generation; its methods are called
    from that loop. `available` is false where the server cannot continue a
    prefilled turn: then a thought cannot be ended or prolonged from outside.
    """

    def __init__(self) -> None:
        self.available = True
        self.stopped = False
        """Whether the user ended the generation."""
        self.wants_answer = False
        """Whether the thought is to be ended now."""
        self._extensions = 0
        self._raced: asyncio.Timeout | None = None
        self._thinking = False

    def stop(self) -> None:
        """End the generation; what came is kept."""
        self.stopped = True
        self._interrupt()

    def end_thought(self) -> None:
        """Close the thought now and ask for the answer."""
        self.wants_answer = True
        if self._thinking:
            self._interrupt()

    def _interrupt(self) -> None:
        if self._raced is not None:
            self._raced.reschedule(0)

    def think_on(self) -> None:
        """Refuse the next end of the thought, whoever would end it."""
        self._extensions += 1

    def take_extension(self) -> bool:
        """Use up one request to think on, if there is one."""
        if not self._extensions:
            return False
        self._extensions -= 1
        return True

    async def race(self, work: Coroutine[Any, Any, T], *, thinking: bool = False) -> T:
        """Await `work` unless the user stops it first.

        While `thinking`, the wish for the answer cuts it short as well.

        Raises:
            Interrupted: the user came first; `work` was cancelled.
        """
        if self.stopped or (thinking and self.wants_answer):
            work.close()
            raise Interrupted
        # A time limit that stop() brings forward; a task of its own for each token costs more.
        self._thinking = thinking
        try:
            async with asyncio.timeout(None) as self._raced:
                return await work
        except TimeoutError:
            if self._raced is not None and self._raced.expired():
                raise Interrupted from None
            raise
        finally:
            self._raced = None
