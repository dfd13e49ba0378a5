"""What of the Ask screen outlives it: conversations, the draft, the place where one was."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerCancelled, WorkerFailed

from jevons.core.problems import ProblemError
from jevons.core.state import ask as state

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen

WRITE_EVERY_S = 3.0
"""Seconds between two tries to write what the library did not take."""

KEPT_WITHIN_S = 5.0
"""Seconds that a generation under way gets to be written down when the app ends."""

DRAFT_KEY = "ask.draft"
CONVERSATION_KEY = "ask.conversation"
ABOVE_KEY = "ask.above"
STRATEGY_KEY = "ask.strategy"

LOOK_EVERY_S = 1.0
"""Seconds between two looks at what other windows did."""


class KeptConversations(Screen[None]):
    """The part of `AskScreen` that writes down, now or as soon as it can."""

    _trying: Timer | None = None
    _stamp: object = None

    async def recall_place(self: AskScreen) -> None:
        """Go on where the user was at the last start."""
        try:
            draft = self.dialogue.library.recall(DRAFT_KEY)
            last = self.dialogue.library.recall(CONVERSATION_KEY)
            above = self.dialogue.library.recall(ABOVE_KEY) or ""
            strategy = self.dialogue.library.recall(STRATEGY_KEY)
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.recall_strategy(strategy)
        if draft:
            self.composer.load_text(draft)
            self.composer.move_cursor(self.composer.document.end)
        if last:
            if above.isdecimal():
                self.transcript.go_back(int(above))
            await self.open_conversation(last)

    def remember_place(self: AskScreen) -> None:
        """Keep for the next start which conversation is open, what is written, what decides."""
        conversation = self.dialogue.conversation
        if conversation is not None:
            self.state = state.named(self.state, conversation.id, conversation.title)
        try:
            library = self.dialogue.library
            library.remember(CONVERSATION_KEY, conversation.id if conversation else "")
            library.remember(DRAFT_KEY, self.composer.text)
            library.remember(ABOVE_KEY, str(self.transcript.lines_below or ""))
            library.remember(STRATEGY_KEY, self.strategy_text)
        except ProblemError as error:
            self.log(error.problem.line())

    def watch_elsewhere(self: AskScreen) -> None:
        """Show what other windows do to the library, as they do it."""
        self._stamp = self.dialogue.library.stamp()
        self.set_interval(LOOK_EVERY_S, self._look_elsewhere)

    async def _look_elsewhere(self: AskScreen) -> None:
        before, self._stamp = self._stamp, self.dialogue.library.stamp()
        if before == self._stamp or self.state.live or not self.is_current:
            return
        await self.catch_up(quietly=True)
        self.refresh_list()

    async def catch_up(self: AskScreen, *, quietly: bool = False) -> bool:
        """See what another window did to the conversation before something is added to it."""
        try:
            changed = await self.dialogue.catch_up(lambda: self.state.live)
        except ProblemError:
            return False  # what is added then tells of it
        if changed:
            self.load_turns(max(1, len(self.dialogue.turns) - self.state.earlier))
            if not quietly:
                told = "This conversation went on in another window; it is shown as it is now."
                self.notify(told)
        return changed

    def keep_trying(self: AskScreen) -> None:
        """While something is not written, try again from time to time."""
        if self.dialogue.unwritten.problem is None:
            return
        if self._trying is None:
            self._trying = self.set_interval(WRITE_EVERY_S, self._write_again)
        self._trying.resume()

    async def _write_again(self: AskScreen) -> None:
        await asyncio.to_thread(self.dialogue.unwritten.write)
        if self.dialogue.unwritten.problem is None and self._trying is not None:
            self._trying.pause()
            self.notify("All that was not saved is written now.")
            self.remember_place()
            self.refresh_list()
            self.show_bars()

    async def finish(self: AskScreen) -> str:
        """Stop and keep what is under way, before the app ends; what could not be kept."""
        if self.welcome is not None:
            self.welcome.cancel()
        if self.steering is not None:
            self.steering.stop()
        if self.drawing is not None:
            with suppress(TimeoutError, WorkerCancelled, WorkerFailed):
                await asyncio.wait_for(self.drawing.wait(), KEPT_WITHIN_S)
        unwritten = self.dialogue.unwritten
        await asyncio.to_thread(unwritten.write)
        self.remember_place()
        if unwritten.problem is None:
            return ""
        return f"jevons: not saved, and lost now: {unwritten.count()}; {unwritten.problem.what}"
