"""That nothing but drawing reaches a terminal, whatever is shown on it."""

from __future__ import annotations

import re
import unicodedata

from terminal import hostile
from terminal.pty_app import PtyApp

_OSC = re.compile(r"\x1b\]22;[a-z]*\x07")
"""The shape of the mouse's pointer, which the toolkit sets."""

_STRING = re.compile(r"\x1b[]P_^X]")
_MODES = re.compile(r"\x1b\[[?=><]?[\d;]*[hl]")
_OURS = {"\x1b[?2026h", "\x1b[?2026l", "\x1b[?25h", "\x1b[?25l"}
"""Modes that drawing changes: updates as a whole, and the cursor."""


class Watch:
    """Sees that from now on nothing but drawing reaches the terminal."""

    def __init__(self, app: PtyApp) -> None:
        self.app, self.start = app, len(app.raw)

    def check(self) -> None:
        """Fail if anything else did."""
        sent = _OSC.sub("", self.app.raw[self.start :].decode("utf-8", "replace"))
        assert not _STRING.findall(sent), "a sequence with text in it"
        assert set(_MODES.findall(sent)) <= _OURS
        for acting in ("\x07", "\x1bc", "\x1b[2J", "\x1b#8"):
            assert acting not in sent, ascii(sent[max(0, sent.index(acting) - 60) :][:90])
        assert not {char for char in sent if char in hostile.FORBIDDEN}
        assert not {char for char in self.app.text if is_hidden(char)}


def is_hidden(char: str) -> bool:
    """Whether a character acts or cannot be seen."""
    return unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"


def settle(app: PtyApp, quiet_s: float = 0.15) -> None:
    """Draw until nothing comes for a while."""
    seen = -1
    while seen != len(app.raw):
        seen = len(app.raw)
        app.draw(quiet_s)
