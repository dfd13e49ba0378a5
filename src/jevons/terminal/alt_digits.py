"""Alt and a digit as keys: what switches screens while a text field has the focus."""

from __future__ import annotations

from enum import Enum
from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

AltDigit = Enum("AltDigit", {f"ALT_{digit}": f"alt+{digit}" for digit in "0123456789"})  # type: ignore[misc]


def free_alt_digits() -> None:
    """Take alt and a digit for a key.

    The toolkit takes escape and a digit for the signs that one terminal's option key writes
    on macOS (`£` for 3); everywhere else that is how alt and the digit are sent. As keys of
    their own they are told from what comes right behind them, as on a slow connection.
    """
    known = cast("dict[str, tuple[Enum, ...]]", ANSI_SEQUENCES_KEYS)
    for key in AltDigit:
        known[f"\x1b{key.value[-1]}"] = (key,)
