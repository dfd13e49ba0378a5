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
        loop = asyncio.get_running_loop()
        self._stop: asyncio.Future[None] = loop.create_future()
        self._end: asyncio.Future[None] = loop.create_future()
        self._extensions = 0

    def stop(self) -> None:
        """End the generation; what came is kept."""
        if not self._stop.done():
            self._stop.set_result(None)

    def end_thought(self) -> None:
        """Close the thought now and ask for the answer."""
        if not self._end.done():
            self._end.set_result(None)

    def think_on(self) -> None:
        """Refuse the next end of the thought, whoever would end it."""
        self._extensions += 1

    @property
    def stopped(self) -> bool:
        """Whether the user ended the generation."""
        return self._stop.done()

    @property
    def wants_answer(self) -> bool:
        """Whether the thought is to be ended now."""
        return self._end.done()

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
        signals = (self._stop, self._end) if thinking else (self._stop,)
        if any(signal.done() for signal in signals):
            work.close()
            raise Interrupted
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, *signals}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Interrupted
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
