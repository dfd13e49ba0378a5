"""What the Frontier screen reads and works out, in threads; its handlers own the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.message import Message

from jevons.core.analysis.ways import Ways, ways_of, with_sweeps
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView, Shown
from jevons.core.state.frontier_keeping import read_wanted, wanted_row
from jevons.screens.moving import Moving
from jevons.screens.place_screen import PlaceScreen
from jevons.widgets.signs import Signs

MOST = 2_000
"""Runs that are looked at."""


class FrontierReading(Moving):
    """The part of `FrontierScreen` that reads the library and replays."""

    class Listed(Message):
        """The runs of the library were read."""

        def __init__(self, runs: Sequence[Run]) -> None:
            super().__init__()
            self.runs = runs

    class Replayed(Message):
        """Strategies were replayed on the samples of some runs."""

        def __init__(self, numbers: Sequence[int], ways: Ways) -> None:
            super().__init__()
            self.numbers = tuple(numbers)
            self.ways = ways

    class Found(Message):
        """These runs belong together."""

        def __init__(self, numbers: Sequence[int]) -> None:
            super().__init__()
            self.numbers = numbers

    class Placed(Message):
        """Ways were priced and placed."""

        def __init__(self, shown: Shown) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library
        self.view = FrontierView()
        self._ways: tuple[tuple[int, ...], Ways] | None = None
        self._replaying: tuple[int, ...] = ()

    def show_view(self, view: FrontierView) -> None:
        """Show this from now on."""
        raise NotImplementedError

    def look(self) -> None:
        """Read which runs there are."""
        if not self.is_at("read"):
            self.in_thread(lambda: self.Listed(self.library.runs.runs(MOST)), "read")

    def on_frontier_reading_listed(self, event: Listed) -> None:
        """Begin with what was there when jevons was left, or with the newest runs."""
        left, self._resume = self._resume, {}
        if left:
            wanted, cursor = read_wanted(left.get("wanted", {})), str(left.get("way", ""))
            self.view = replace(self.view, wanted=wanted, cursor=cursor)
        self.want(state.listed(self.view, event.runs))

    def where(self) -> dict[str, Any]:
        """What is wanted on the picture, and the way that the cursor is on."""
        found = {"wanted": wanted_row(self.view.wanted), "way": self.view.cursor}
        return {**super().where(), **found}

    def forget(self) -> None:
        """Hold nothing for known any more."""
        self._ways = None
        self.view = state.outdated(self.view)

    def do_reread_frontier(self) -> None:
        self.forget()
        self.look()

    def show_run(self, number: int) -> None:
        """Put a run on the picture, and those that cut its thoughts."""
        self.in_thread(lambda: self.Found(with_sweeps(self.library.runs, [number])), "find")

    def on_frontier_reading_found(self, event: Found) -> None:
        """Put them there."""
        self.want(state.of_runs(self.view, event.numbers))

    def want(self, view: FrontierView) -> None:
        """Show what is known, and have worked out what is not."""
        self.show_view(view)
        wanted = view.wanted
        if not wanted.numbers or view.is_new:
            return
        if self._ways is not None and self._ways[0] == wanted.numbers:
            self._place(self._ways[1])
        elif self._replaying != wanted.numbers:
            self._replaying = wanted.numbers
            self.in_thread(lambda: self._replay(wanted.numbers), "replay")

    def _place(self, ways: Ways) -> None:
        wanted = self.view.wanted
        self.in_thread(lambda: self.Placed(state.work_out(ways, wanted)), "place")

    def _replay(self, numbers: Sequence[int]) -> Message:
        return self.Replayed(numbers, ways_of(self.library.runs, numbers))

    def on_frontier_reading_replayed(self, event: Replayed) -> None:
        """Have them priced and placed as it is wanted by now."""
        self._replaying = ()
        self._ways = (event.numbers, event.ways)
        self._place(event.ways)

    def on_frontier_reading_placed(self, event: Placed) -> None:
        """Show them; other prices may be wanted by now."""
        if event.shown.wanted.numbers == self.view.wanted.numbers:
            self._ways = (event.shown.wanted.numbers, event.shown.ways)
            self.want(state.arrived(self.view, event.shown))

    def on_place_screen_troubled(self, event: PlaceScreen.Troubled) -> None:
        """Go on with what is shown; the screen it is based on says why."""
        self._replaying = ()
        refused = state.refused(self.view, event.problem)
        if refused.wanted != self.view.wanted:
            self._told = ""  # the same may be tried again, and fail again
        self.show_view(refused)
