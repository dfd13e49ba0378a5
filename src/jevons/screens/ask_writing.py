"""Commands of the Ask screen that write, ask and steer.

Each `do_` method is the action of that name in `core/actions.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from jevons.core.problems import Problem, ProblemKind
from jevons.core.state import ask as state
from jevons.widgets.composer import LARGEST_PASTE, Composer

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen


class WritingCommands(Screen[None]):
    """The part of `AskScreen` that asks: it has the widgets these act on."""

    edited_turn: str | None = None
    set_aside = ""
    """What was being written when an edit began."""

    def do_send(self: AskScreen) -> None:
        self.composer.submit()

    def do_newline(self: AskScreen) -> None:
        self.composer.insert("\n")

    def do_clear_draft(self: AskScreen) -> None:
        self.composer.put_aside()
        self.notify("Cleared: up brings it back.")

    def do_read(self: AskScreen) -> None:
        self.set_focus(self.reading_place)

    def do_write(self: AskScreen) -> None:
        self.set_focus(self.composer)

    async def do_back(self: AskScreen) -> None:
        if self.stop():
            return
        if self.focus_scope == "samples":
            await self.do_show_samples()
            return
        if self.edited_turn is not None:
            self.edited_turn = None
            self.composer.load_text(self.set_aside)
            self.notify("The question stays as it was.")
            return
        if self.focus_scope == "composer":
            self.set_focus(self.reading_place)
        else:
            self.transcript.forget_mark()
            self.set_focus(self.composer)

    def stop(self: AskScreen) -> bool:
        """Stop what runs; whether anything did."""
        if self.welcome is not None and self.welcome.pulling:
            self.welcome.cancel()
            return True
        if self.state.live and self.steering is not None:
            self.steering.stop()
            return True
        return False

    def do_end_thought(self: AskScreen) -> None:
        if self.solving is not None:
            self.solving.end_thought(self.marked_sample)
        elif self.steering is not None:
            self.steering.end_thought()

    async def do_think_on(self: AskScreen) -> None:
        if self.state.live:
            assert self.steering is not None
            if self.solving is not None:
                self.solving.think_on(self.marked_sample)
            else:
                self.steering.think_on()
            self.notify("It will think on when the thought would end.")
            return
        last = self.state.last
        if last is None or await self.catch_up():
            return
        self.state = state.begin_attempt(self.state)
        self.start(last.turn_id, onward=last.generation)

    async def do_regenerate(self: AskScreen) -> None:
        last = self.state.last
        if last is None or self.at_it() or await self.catch_up():
            return
        self.state = state.begin_attempt(self.state)
        if self.dialogue.strategy is None:
            self.start(last.turn_id)
        else:
            await self.start_samples(last.turn_id)

    def do_edit(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is None or self.at_it():
            return
        if self.edited_turn is None:
            self.set_aside = self.composer.text
        self.edited_turn = exchange.turn_id
        self.composer.load_text(exchange.question)
        self.composer.move_cursor(self.composer.document.end)
        self.set_focus(self.composer)
        self.notify("Change the question and press enter to go on from there; esc leaves it.")

    @on(Composer.PasteRefused)
    def tell_paste(self: AskScreen, event: Composer.PasteRefused) -> None:
        """Say what became of a paste that is too large."""
        self.tell(
            Problem(
                ProblemKind.BAD_INPUT,
                f"the paste has {event.length:,} characters; this field takes {LARGEST_PASTE:,}",
                kept="nothing was changed",
                remedy="put it into a file and run: jevons ask - < FILE",
            )
        )
