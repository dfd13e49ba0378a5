"""Commands of the Ask screen for its conversations and their list.

Each `do_` method is the action of that name in `core/actions.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from jevons.core.state.ask import AskState

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen
    from jevons.screens.conversations_pane import ConversationsPane


class ConversationCommands(Screen[None]):
    """The part of `AskScreen` that goes from one conversation to another."""

    async def do_new(self: AskScreen) -> None:
        if self.at_it():
            return
        self.dialogue.clear()
        self.edited_turn = None
        self.state = AskState()
        self.remember_place()
        self.set_focus(self.composer)
        self.show_state()

    async def do_conversations(self: AskScreen) -> None:
        pane = self.pane
        if pane is None:
            from jevons.screens.conversations_pane import ConversationsPane

            pane = ConversationsPane(self.dialogue, id="conversations")
            await self.query_one("#body").mount(pane, before=0)
            self.pane = pane
        elif pane.display:
            pane.display = False
            self.set_focus(self.composer)
            return
        pane.display = True
        await pane.reload(self.state.conversation_id or None)
        pane.rows.focus()

    async def do_search(self: AskScreen) -> None:
        if self.pane is None or not self.pane.display:
            await self.do_conversations()
        assert self.pane is not None
        self.pane.start_search()

    def do_row_down(self: AskScreen) -> None:
        self._rows_move(1)

    def do_row_up(self: AskScreen) -> None:
        self._rows_move(-1)

    def do_first_row(self: AskScreen) -> None:
        self._rows_move(-1_000_000)

    def do_last_row(self: AskScreen) -> None:
        self._rows_move(1_000_000)

    def _rows_move(self: AskScreen, step: int) -> None:
        if self.pane is not None:
            self.pane.rows.move(step)

    def do_open(self: AskScreen) -> None:
        if self.pane is not None:
            self.pane.rows.choose()

    def do_rename(self: AskScreen) -> None:
        if self.pane is not None:
            self.pane.rename()

    async def do_delete(self: AskScreen) -> None:
        row = self.pane.rows.current if self.pane is not None else None
        if self.pane is None or row is None:
            return
        if row.key == self.state.conversation_id and self.at_it():
            return
        await self.pane.delete()

    async def do_undelete(self: AskScreen) -> None:
        if self.pane is not None and not self.at_it():
            restored = await self.pane.undelete()
            if restored is not None:
                await self.open_conversation(restored)

    async def on_conversations_pane_opened(
        self: AskScreen, event: ConversationsPane.Opened
    ) -> None:
        """Show the conversation that was chosen."""
        if self.at_it():
            return
        await self.open_conversation(event.conversation_id)
        if self.size.width < 100 and self.pane is not None:
            self.pane.display = False
        self.set_focus(self.composer)

    def on_conversations_pane_renamed(self: AskScreen, event: ConversationsPane.Renamed) -> None:
        """Show the open conversation's new title."""
        self.dialogue.renamed(event.conversation_id, event.title)
        self.remember_place()
        self.show_bars()

    async def on_conversations_pane_deleted(
        self: AskScreen, event: ConversationsPane.Deleted
    ) -> None:
        """Say how to undo it, and leave the conversation if it was open."""
        self.notify(f"Deleted “{event.title}”: u brings it back.", markup=False)
        if event.conversation_id == self.state.conversation_id:
            self.dialogue.clear()
            self.edited_turn = None
            self.state = AskState()
            self.show_state()
