"""The list of conversations beside the transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from jevons.core.problems import ProblemError
from jevons.core.runs.conversations import Conversation
from jevons.core.runs.dialogue import Dialogue
from jevons.core.visible_text import one_line
from jevons.screens.line_prompt import LinePrompt
from jevons.widgets.keys import bindings
from jevons.widgets.line_list import LineList, Row

LONGEST_TITLE = 400
"""Characters of a title that are shown."""


class ConversationList(LineList):
    """The rows; their commands are those of the `conversations` scope."""

    scope = "conversations"
    BINDINGS = bindings("conversations")


class SearchField(Input):
    """The text looked for; escape gives it up."""

    BINDINGS = [Binding("escape", "give_up", show=False)]

    async def action_give_up(self) -> None:
        """Show all conversations again."""
        self.value = ""
        await self.action_submit()


class ConversationsPane(Vertical):
    """Searches, renames and deletes conversations; opening one is the screen's business."""

    DEFAULT_CSS = """
    ConversationsPane {
        width: 34;
        max-width: 50%;
        background: $surface;
        border-right: tall $panel;
        #search { display: none; border: none; height: 1; padding: 0 1; background: $panel; }
        #search.-open { display: block; }
        ConversationList { height: 1fr; }
    }
    """

    class Opened(Message):
        """A conversation is to be shown."""

        def __init__(self, conversation_id: str) -> None:
            super().__init__()
            self.conversation_id = conversation_id

    class Renamed(Message):
        """A conversation has another title."""

        def __init__(self, conversation_id: str, title: str) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.title = title

    class Deleted(Message):
        """A conversation was deleted."""

        def __init__(self, conversation_id: str, title: str) -> None:
            super().__init__()
            self.conversation_id = conversation_id
            self.title = title

    def __init__(self, dialogue: Dialogue, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._dialogue = dialogue
        self._library = dialogue.library
        self._deleted: list[str] = []
        self._search = ""

    def compose(self) -> ComposeResult:
        """The search field, hidden until asked for, and the rows."""
        yield SearchField(placeholder="search", id="search", compact=True)
        yield ConversationList(id="rows", empty="no conversation yet")

    async def on_mount(self) -> None:
        """Show what there is."""
        self.query_one("#search", Input).cursor_blink = False
        await self.reload()

    @property
    def rows(self) -> ConversationList:
        """The list itself."""
        return self.query_one(ConversationList)

    @property
    def can_undo(self) -> bool:
        """Whether a conversation was deleted here."""
        return bool(self._deleted)

    async def reload(self, select: str | None = None) -> None:
        """Read the conversations again."""
        try:
            found = await asyncio.to_thread(self._dialogue.conversations, self._search)
        except ProblemError as error:
            self.notify(error.problem.line(), severity="error", markup=False)
            return
        self.rows.empty = "nothing found" if self._search else "no conversation yet"
        self.rows.show([_row(conversation) for conversation in found], select)

    def start_search(self) -> None:
        """Open the search field."""
        field = self.query_one("#search", Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Changed, "#search")
    def search(self, event: Input.Changed) -> None:
        """Show the conversations that contain the text; more of it may be on its way."""
        self._search = event.value.strip()
        self.run_worker(self.reload(), group="search", exclusive=True)

    @on(Input.Submitted, "#search")
    async def end_search(self) -> None:
        """Go to the rows that were found."""
        await self.reload()
        self.rows.focus()
        if not self._search:
            self.query_one("#search").remove_class("-open")

    @on(LineList.Chosen)
    def open_chosen(self, event: LineList.Chosen) -> None:
        """Have the conversation shown."""
        event.stop()
        self.post_message(self.Opened(event.row.key))

    def rename(self) -> None:
        """Ask for another title for the marked conversation."""
        row = self.rows.current
        if row is None:
            return

        async def keep(title: str | None) -> None:
            if title and await self._change(self._library.rename, row.key, title):
                self.post_message(self.Renamed(row.key, title))
                await self.reload(row.key)

        self.app.push_screen(LinePrompt("Rename the conversation", row.text), keep)

    async def delete(self) -> None:
        """Delete the marked conversation; undo brings it back."""
        row = self.rows.current
        if row is not None and await self._change(self._library.delete, row.key):
            self._deleted.append(row.key)
            self.post_message(self.Deleted(row.key, row.text))
            await self.reload()

    async def undelete(self) -> str | None:
        """Bring back the conversation deleted last, and return its id."""
        if not self._deleted:
            return None
        conversation_id = self._deleted[-1]
        if not await self._change(self._library.undelete, conversation_id):
            return None
        self._deleted.pop()
        await self.reload(conversation_id)
        return conversation_id

    async def _change(self, change: Callable[..., None], *values: str) -> bool:
        """Change the library; a problem is shown, and nothing is changed then."""
        try:
            await asyncio.to_thread(change, *values)
        except ProblemError as error:
            self.notify(error.problem.line(), severity="error", markup=False)
            return False
        return True


def _row(conversation: Conversation) -> Row:
    count = conversation.turns
    title = one_line(conversation.title, LONGEST_TITLE) or "untitled"
    return Row(conversation.id, title, str(count) if count else "")
