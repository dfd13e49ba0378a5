"""The thoughts in flight, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.message import Message
from textual.worker import Worker

from jevons.core.problems import ProblemError
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run
from jevons.core.state import flights as state
from jevons.core.state.flights import FlightsView
from jevons.core.visible_text import one_line
from jevons.screens.place_screen import PlaceScreen
from jevons.widgets.bars import Piece, TextBar
from jevons.widgets.flight_panes import FlightPanes
from jevons.widgets.keys import bindings
from jevons.widgets.pieces import PieceLines
from jevons.widgets.signs import Signs

if TYPE_CHECKING:
    from jevons.core.runs.worker.flights import Flight

AGAIN_S = 1.0
"""Seconds before a worker that cannot be watched yet is tried again."""

WATCHING = "jevons.core.runs.worker.flights"


class FlightsScreen(PlaceScreen):
    """What the worker of a run has on its way; nothing is watched while nobody looks."""

    scope = "flights"
    place = "show_runs"
    BINDINGS = bindings("flights")
    CSS_PATH = "../styles/runs.tcss"

    class Seen(Message):
        """What is in flight now."""

        def __init__(self, flights: Sequence[Flight]) -> None:
            super().__init__()
            self.flights = flights

    class Ended(Message):
        """The worker is at an end."""

    def __init__(self, library: Library, signs: Signs, run: Run) -> None:
        super().__init__(signs)
        self.library = library
        self.run_watched = run
        self.view = FlightsView()
        self._watching: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Status, what is said of it, the thoughts, the keys."""
        yield TextBar(id="status")
        yield PieceLines(id="said")
        yield FlightPanes(id="panes", signs=self.signs)
        yield TextBar(id="footer")

    @property
    def panes(self) -> FlightPanes:
        """The thoughts."""
        return self.query_one("#panes", FlightPanes)

    def on_screen_resume(self) -> None:
        """Watch."""
        self._watching = self.run_worker(self._watch(), group="flights", exclusive=True)
        self.show_view()

    def on_screen_suspend(self) -> None:
        """Nobody looks."""
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        """Post what is in flight, for as long as the run has a worker."""
        watch = (await asyncio.to_thread(import_module, WATCHING)).watch_flights
        number = self.run_watched.number
        try:
            while (await asyncio.to_thread(self.library.runs.run, number)).state.is_live:
                async with aclosing(watch(number)) as pictures:
                    async for flights in pictures:
                        self.post_message(self.Seen(flights))
                await asyncio.sleep(AGAIN_S)
        except ProblemError as error:
            self.tell(error.problem)
        self.post_message(self.Ended())

    def on_flights_screen_seen(self, event: Seen) -> None:
        """Show it."""
        self.view = state.looked(self.view, event.flights)
        self.show_view()

    def on_flights_screen_ended(self) -> None:
        """Say so; what was thought last stays to be read."""
        self.view = state.ended(self.view)
        self.show_view()

    # What is shown.

    def show_view(self) -> None:
        """Draw the panes, or why there are none."""
        if not self.is_mounted:
            return
        said = self._said()
        self.query_one("#said", PieceLines).show([[Piece(f" {said}", "weak")]] if said else [])
        self.panes.show(self.view.panes)
        self.show_bars()

    def _said(self) -> str:
        if self.view.ended:
            return "The worker has ended: nothing is in flight any more. esc goes back."
        if not self.view.seen:
            return "looking for the worker …"
        return "" if self.view.flying else "Nothing is in flight at the moment."

    def on_resize(self) -> None:
        """Other panes fit."""
        self.show_view()

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """Which run it is, and how many are in flight."""
        run, panes = self.run_watched, len(self.view.panes)
        said = [Piece(f"run {run.number}: {one_line(run.exam, 60)}, thoughts in flight ", "weak")]
        right = [Piece(f"{self.view.flying} in flight ", "busy" if self.view.flying else "weak")]
        first, page = self.panes.first, self.panes.page
        if panes > page:
            last = min(first + page, panes)
            right.append(Piece(f"{self.signs.dot} {first + 1} to {last} of {panes} "))
        return said, right

    # Commands: rows here are pages of panes.

    def do_row_down(self) -> None:
        self._turn(1)

    def do_row_up(self) -> None:
        self._turn(-1)

    def do_page_down(self) -> None:
        self._turn(1)

    def do_page_up(self) -> None:
        self._turn(-1)

    def do_half_down(self) -> None:
        self._turn(1)

    def do_half_up(self) -> None:
        self._turn(-1)

    def do_first_row(self) -> None:
        self._turn(-len(self.view.panes))

    def do_last_row(self) -> None:
        self._turn(len(self.view.panes))

    def _turn(self, pages: int) -> None:
        self.panes.turn(pages)
        self.show_bars()
