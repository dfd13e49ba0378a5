"""Frames that are drawn once the app lets them be shown, and not before."""

from __future__ import annotations

from textual.screen import Screen


class WholeFrames(Screen[None]):
    """A screen that is not drawn in a batch of updates.

    The toolkit draws it there as well, shows nothing of it and takes it as shown: the first
    frame of the app then lacks what did not change after the batch, until the next one.
    """

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:
            super()._compositor_refresh()
