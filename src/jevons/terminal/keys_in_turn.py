"""Keys one at a time: what a key opens is there when the next one is taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump

PATIENCE_S = 1.0
"""Seconds after which the next key is taken, whatever the one before still does."""

ROUNDS = 2
"""A message goes round a widget twice: once as the key, once as what the widget says of it."""


class KeysInTurn(App[int]):
    """Takes each key once the one before has had all its effect.

    The toolkit hands a key to whatever has the focus when it arrives. Keys that come in a
    burst, as slow connections deliver them, would then miss what the first of them opens:
    letters meant for a filter would be commands, and enter would choose before them.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._keys: deque[Event] = deque()
        self._taking_keys = False

    async def on_event(self, event: Event) -> None:
        """Put keys and pastes into their row; all else is done at once."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._keys.append(event)
        if not self._taking_keys:
            self._taking_keys = True
            self.run_worker(self._take_keys(), group="keys")

    async def _take_keys(self) -> None:
        """Take the keys in the row, and those that come meanwhile."""
        try:
            while self._keys:
                event = self._keys.popleft()
                way = (self.focused or self.screen).ancestors_with_self
                await super().on_event(event)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._all_done(way), PATIENCE_S)
        except Exception as error:
            self._handle_exception(error)
        finally:
            self._taking_keys = False

    async def _all_done(self, way: Sequence[MessagePump]) -> None:
        """Wait until a key has gone its way up, and a screen that it opened has its focus."""
        for pump in way:
            await _passed(pump)
        if self._screen_stack and self.screen not in way:
            await _passed(self.screen)


async def _passed(pump: MessagePump) -> None:
    """Wait until all that lies in a widget's queue now is done, and what it says of it."""
    for _ in range(ROUNDS):
        done = asyncio.Event()
        if not pump.call_later(done.set):
            return
        await done.wait()
