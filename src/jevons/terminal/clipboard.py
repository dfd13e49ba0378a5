"""Copying to the clipboard of the terminal the user sits at, over any number of hops."""

from __future__ import annotations

import base64

LARGEST = 74_000
"""Bytes of text; with base64 this stays below the 100 kB that common terminals take."""


def osc52(text: str, *, in_tmux: bool) -> str:
    """The control sequences that ask the terminal to take `text` (xterm's OSC 52).

    Inside tmux the sequence is also sent wrapped, for configurations that pass
    sequences through but do not take them for themselves.
    """
    payload = base64.b64encode(text.encode(errors="replace")).decode("ascii")
    plain = f"\x1b]52;c;{payload}\x07"
    if not in_tmux:
        return plain
    return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
