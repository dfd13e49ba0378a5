"""Frames that are drawn whole, and without waiting for a tick of the toolkit's clock."""

from __future__ import annotations

import math
import time

from textual.events import Idle
from textual.screen import UPDATE_PERIOD, Screen


class WholeFrames(Screen[None]):
    """A screen that is not drawn in a batch of updates, and after that at once.

    The toolkit draws it in a batch as well, shows nothing of it and takes it as shown: the
    first frame of the app then lacks what did not change after the batch, until the next one.
    What changes after a frame waits there for the next of 60 ticks a second, also where the
    last frame is longer ago: keys that were pressed before the first frame do not, here.
    """

    _drawn_at = math.inf

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:
            super()._compositor_refresh()
            self._drawn_at = min(self._drawn_at, 0.0)

    async def _on_idle(self, event: Idle) -> None:
        await super()._on_idle(event)
        now = time.monotonic()
        if self._is_changed() and now - self._drawn_at >= UPDATE_PERIOD:
            self._drawn_at = now
            time.sleep(0)  # the thread that writes the last frame goes first
            self._on_timer_update()

    def _is_changed(self) -> bool:
        return bool(
            self._layout_required
            or self._scroll_required
            or self._repaint_required
            or self._recompose_required
            or self._dirty_widgets
        )
