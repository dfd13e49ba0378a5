"""Commands of the Ask screen that move in what was said and take it out.

Each `do_` method is the action of that name in `core/actions.toml`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from jevons.core.problems import ProblemError
from jevons.core.state import ask as state
from jevons.core.state.ask import Exchange

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen

WINDOW_STEP = 20
"""Earlier turns loaded when the reader asks for more."""


class ReadingCommands(Screen[None]):
    """The part of `AskScreen` that reads: it has the widgets these act on."""

    def do_scroll_down(self: AskScreen) -> None:
        self.transcript.scroll_lines(1)

    def do_scroll_up(self: AskScreen) -> None:
        self._scroll_up(1)

    def do_half_down(self: AskScreen) -> None:
        self.transcript.scroll_lines(self._page() // 2)

    def do_half_up(self: AskScreen) -> None:
        self._scroll_up(self._page() // 2)

    def do_page_down(self: AskScreen) -> None:
        if self.samples_pane is not None and self.samples_pane.display:
            self.samples_pane.turn(1)
            return
        self.transcript.scroll_lines(self._page())

    def do_page_up(self: AskScreen) -> None:
        if self.samples_pane is not None and self.samples_pane.display:
            self.samples_pane.turn(-1)
            return
        self._scroll_up(self._page())

    def do_top(self: AskScreen) -> None:
        if self.state.earlier:
            self._load_earlier()
        self.transcript.scroll_lines(-self.transcript.virtual_size.height)

    def do_bottom(self: AskScreen) -> None:
        self.transcript.follow()

    def do_previous_turn(self: AskScreen) -> None:
        self.transcript.mark(-1)

    def do_next_turn(self: AskScreen) -> None:
        self.transcript.mark(1)

    def do_fold(self: AskScreen) -> None:
        index = self.transcript.marked
        if index is not None:
            self.state = state.fold(self.state, index)
            self.show_state()

    def do_previous_answer(self: AskScreen) -> None:
        self._show_answer(-1)

    def do_next_answer(self: AskScreen) -> None:
        self._show_answer(1)

    def _show_answer(self: AskScreen, step: int) -> None:
        """Show another answer to the marked question, and go on from that."""
        index, exchange = self.transcript.marked, self._marked_exchange()
        if index is None or exchange is None or self.at_it():
            return
        generations = self.dialogue.generations(exchange.turn_id)
        number = min(max(0, exchange.attempt - 1 + step), len(generations) - 1)
        self.dialogue.let_stand(exchange.turn_id, number)
        shown = state.show_attempt(self.state, index, generations, number)
        self.state = state.priced(shown, self.dialogue.cost_of)
        self.show_state()

    def _page(self: AskScreen) -> int:
        return max(2, self.transcript.size.height - 1)

    def _scroll_up(self: AskScreen, lines: int) -> None:
        if self.state.earlier and self.transcript.scroll_offset.y == 0:
            self._load_earlier()
        self.transcript.scroll_lines(-lines)

    def _load_earlier(self: AskScreen) -> None:
        if not self.state.live:
            self.load_turns(len(self.state.exchanges) + WINDOW_STEP)

    def _marked_exchange(self: AskScreen) -> Exchange | None:
        index = self.transcript.marked
        return None if index is None else self.state.exchanges[index]

    def do_copy(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is not None and exchange.answer:
            self.app.copy(exchange.answer, "the answer")  # type: ignore[attr-defined]
        else:
            self.notify("There is no answer to copy.")

    def do_copy_all(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is not None:
            whole = "\n\n".join((exchange.question, exchange.thinking, exchange.answer))
            self.app.copy(whole, "question, thought and answer")  # type: ignore[attr-defined]

    async def do_save_markdown(self: AskScreen) -> None:
        await self._save(".md")

    async def do_save_json(self: AskScreen) -> None:
        await self._save(".json")

    async def _save(self: AskScreen, suffix: str) -> None:
        """Write the whole conversation to a new file in the current directory."""
        from jevons.core.runs import export

        render = export.to_markdown if suffix == ".md" else export.to_json
        conversation, turns = self.dialogue.for_export()
        try:
            path = await asyncio.to_thread(
                export.save, render(conversation, turns), Path(), conversation.title, suffix
            )
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.notify(f"Saved as {path.absolute()}", markup=False)
