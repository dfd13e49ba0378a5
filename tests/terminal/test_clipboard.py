"""The sequences that ask the terminal to take a text."""

import base64
import re

from jevons.terminal.clipboard import LARGEST, osc52


def payload(sequence: str) -> str:
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert found, sequence
    return base64.b64decode(found[1]).decode()


def test_the_text_arrives_whole():
    assert payload(osc52("x² ≤ y\n", in_tmux=False)) == "x² ≤ y\n"


def test_tmux_gets_it_for_itself_and_to_pass_on():
    plain = osc52("hello", in_tmux=False)
    both = osc52("hello", in_tmux=True)
    assert both.startswith(plain)
    wrapped = both.removeprefix(plain)
    assert wrapped.startswith("\x1bPtmux;")
    assert wrapped.endswith("\x1b\\")
    inner = wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inner.replace("\x1b\x1b", "\x1b") == plain


def test_what_cannot_be_encoded_does_not_stop_it():
    assert payload(osc52("a\ud800b", in_tmux=False)) == "a?b"


def test_the_largest_text_stays_below_what_terminals_take():
    assert len(osc52("x" * LARGEST, in_tmux=False)) < 100_000
