"""Alt and a digit as keys: what switches screens while a text field has the focus."""

from __future__ import annotations

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


def free_alt_digits() -> None:
    """Take alt and a digit for a key.

    The toolkit takes escape and a digit for the signs that one terminal's option key writes
    on macOS (`£` for 3); everywhere else that is how alt and the digit are sent.
    """
    for digit in "0123456789":
        ANSI_SEQUENCES_KEYS.pop(f"\x1b{digit}", None)
