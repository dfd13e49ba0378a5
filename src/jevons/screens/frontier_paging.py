"""The pages beside the frontier: turning to them, and what they need read."""

from __future__ import annotations

from textual.message import Message

from jevons.core.problems import Problem
from jevons.core.runs.library import Library
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView, Page
from jevons.core.state.frontier_pages import EMPTY, Depth, PageContents, depth_of, page_of
from jevons.screens.frontier_reading import FrontierReading
from jevons.screens.place_screen import PlaceScreen
from jevons.widgets.signs import Signs

BESIDE = frozenset({Page.LONGER, Page.DIFFICULTY, Page.THINKING, Page.COVERAGE})
"""Pages that take the place of the picture."""

Asked = tuple[Page, int, str]
"""A page, of a run, at prices."""


class FrontierPaging(FrontierReading):
    """The part of `FrontierScreen` that turns pages."""

    class Deepened(Message):
        """What a page says of a run was worked out."""

        def __init__(self, asked: Asked, depth: Depth) -> None:
            super().__init__()
            self.asked = asked
            self.depth = depth

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(library, signs)
        self._depths: dict[Asked, Depth | Problem] = {}

    def forget(self) -> None:
        """The library is read again: what was worked out of it may be old."""
        super().forget()
        self._depths.clear()

    @property
    def asked(self) -> Asked | None:
        """The page that is open, of the run that the cursor is on."""
        shown, picked = self.view.shown, self.view.picked
        if shown is None or picked is None or self.view.page not in BESIDE:
            return None
        return self.view.page, picked.way.run.number, shown.ways.pricing.label

    @property
    def is_worked_out(self) -> bool:
        """Whether what is to be shown is known."""
        asked = self.asked
        return asked is None or asked[0] is Page.LONGER or asked in self._depths

    def contents(self) -> PageContents | None:
        """The page, if it is worked out; else it soon will be."""
        asked, shown, picked = self.asked, self.view.shown, self.view.picked
        if asked is None or shown is None or picked is None:
            return None
        page, number, _ = asked
        if self.is_worked_out:
            depth = self._depths.get(asked)
            if isinstance(depth, Problem):
                return PageContents(EMPTY, (), (depth.line(),))
            return page_of(shown, picked, depth)
        store = self.library.runs
        self.in_thread(lambda: self.Deepened(asked, depth_of(store, shown, number, page)), "depth")
        return None

    def on_place_screen_troubled(self, event: PlaceScreen.Troubled) -> None:
        """Say why there is no page, where it would stand."""
        if self.asked is not None and not self.is_worked_out:
            self._depths[self.asked] = event.problem

    def on_frontier_paging_deepened(self, event: Deepened) -> None:
        """Show it, if it is still asked for."""
        self._depths[event.asked] = event.depth
        if event.asked == self.asked:
            self.show_view(self.view)

    def turn(self, page: Page) -> None:
        """Turn to a page, or back from it."""
        self.show_view(state.turned(self.view, page))

    def do_frontier_longer(self) -> None:
        self.turn(Page.LONGER)

    def do_frontier_difficulty(self) -> None:
        self.turn(Page.DIFFICULTY)

    def do_frontier_thinking(self) -> None:
        self.turn(Page.THINKING)

    def do_frontier_coverage(self) -> None:
        self.turn(Page.COVERAGE)

    def do_frontier_table(self) -> None:
        self.turn(Page.TABLE)


def is_beside(view: FrontierView) -> bool:
    """Whether a page takes the place of the picture."""
    return view.page in BESIDE and bool(view.placed)
