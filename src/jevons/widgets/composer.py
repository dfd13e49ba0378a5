"""The field a question is written in."""

from __future__ import annotations

from rich.text import Text
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from jevons.widgets.keys import commands_within

LARGEST_PASTE = 100_000
"""Characters; beyond, wrapping would hold the keyboard up."""


class Composer(TextArea):
    """Enter asks, ctrl+j starts a new line; up and down in an empty field recall questions."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        max-height: 8;
        min-height: 1;
        border: none;
        padding: 0 0 0 2;
        background: $surface;
        &:focus { border: none; }
        .text-area--placeholder { color: $meter; }
    }
    """

    class Submitted(Message):
        """The question is to be asked."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class PasteRefused(Message):
        """A paste was too large to take."""

        def __init__(self, length: int) -> None:
            super().__init__()
            self.length = length

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            compact=True,
            highlight_cursor_line=False,
            placeholder="Ask a question",
        )
        self.cursor_blink = False
        self._asked: list[str] = []
        self._recalled: int | None = None

    def submit(self) -> None:
        """Hand the question over; a trailing backslash asks for a new line instead."""
        if self.text.endswith("\\") and self.cursor_at_end_of_text:
            self.action_delete_left()
            self.insert("\n")
            return
        text = self.text.strip()
        if text:
            self._asked.append(text)
        self._recalled = None
        self.post_message(self.Submitted(text))

    def put_aside(self) -> None:
        """Empty the field; up brings back what was in it."""
        self._asked.append(self.text)
        self._recalled = None
        self.load_text("")

    def remember(self, questions: list[str]) -> None:
        """The questions that up and down recall, oldest first."""
        self._asked = list(questions)
        self._recalled = None

    async def _on_key(self, event: Key) -> None:
        """Run commands and recall questions; everything else the text area takes after this."""
        command = commands_within("composer").get(event.key)
        if event.key == "question_mark" and not self.text:
            command = commands_within("composer")["f1"]
        if command is not None:
            event.stop()
            event.prevent_default()
            await self.app.run_action(command)
            return
        if event.key in {"up", "down"} and self._recall(-1 if event.key == "up" else 1):
            event.stop()
            event.prevent_default()

    def _recall(self, step: int) -> bool:
        """Show the question `step` away; only from an empty or a recalled field."""
        if not self._asked or (self.text and self._recalled is None):
            return False
        current = len(self._asked) if self._recalled is None else self._recalled
        index = current + step
        if index < 0:
            return True
        if index >= len(self._asked):
            self.load_text("")
            self._recalled = None
            return True
        self.load_text(self._asked[index])
        self.move_cursor(self.document.end)
        self._recalled = index
        return True

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: a sign stands for what would act on the terminal or hide."""
        drawn = "".join(map(_drawn, self.document.get_line(line_index)))
        return Text(drawn, end="", no_wrap=True)

    async def _on_paste(self, event: Paste) -> None:
        """Refuse a paste that is too large to edit; the text area takes any other."""
        if len(event.text) > LARGEST_PASTE:
            event.stop()
            event.prevent_default()
            self.post_message(self.PasteRefused(len(event.text)))


def _drawn(char: str) -> str:
    return char if char.isprintable() or char in _DRAWN_AS_THEY_ARE else "\ufffd"


_DRAWN_AS_THEY_ARE = "\t\u200c\u200d"  # the joiners of scripts and emoji
