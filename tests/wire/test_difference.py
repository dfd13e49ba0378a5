"""The difference, written to a terminal, shows what the toolkit's frames themselves show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from jevons.terminal.abilities import NONE, Abilities
from jevons.terminal.encoder import Encoder
from jevons.terminal.picture import Picture, is_frame
from wire.emulator import Emulator

WIDTH, HEIGHT = 24, 8
ALL = Abilities(erase=True, erase_cells=True, erase_in_color=True, scroll=True)
NO_BCE = ALL._replace(erase_in_color=False)

STYLES = (
    "", "1", "2;3", "7", "4", "31", "48;2;1;2;3", "38;2;9;8;7;48;2;1;2;3", "1;38;5;200;48;5;17",
    "7;9", "90;104", "53;21", "39;49", "2;38;2;9;8;7;48;2;4;4;4",
)  # fmt: skip
TEXTS = (
    "a", "hello", " ", " " * 13, "▸ run 4", "━" * 9, "漢字", "한", "e\u0301", "👍",
    "👩\u200d💻", "☺\ufe0f", "0 / 8", "\u0301", "…", "12,345",
)  # fmt: skip
LINKS = ("", "", "", "id=1;https://a.example", ";https://b.example")

texts = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4).map("".join)
pieces = st.tuples(texts, st.sampled_from(STYLES), st.sampled_from(LINKS))
places = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
lines = st.tuples(places, st.lists(pieces, min_size=1, max_size=4))
frames = st.tuples(st.lists(lines, min_size=1, max_size=10), places)


def written(frame) -> str:
    """A frame as the toolkit writes it: nothing goes over the edge, nor is a sign parted there."""
    drawn, (column, row) = frame
    out = []
    for (x, y), parts in sorted(drawn, key=lambda line: line[0][1]):  # from the top down
        out.append(f"\x1b[{y + 1};{x + 1}H")
        room, before = WIDTH - x, " "
        for text, style, link in parts:
            text = text.lstrip("\u0301") if before.endswith(" ") else text  # on a letter
            before = text or before
            text = set_cell_size(text, min(room, cell_len(text)))
            room -= cell_len(text)
            styled = f"\x1b[{style}m{text}\x1b[0m" if style and text else text
            out.append(f"\x1b]8;{link}\x1b\\{styled}\x1b]8;;\x1b\\" if link else styled)
        out.append("\n" if y + 1 < HEIGHT else "")
    return "".join(out) + f"\x1b[{row + 1};{column + 1}H"


class Pair:
    """Two terminals: one is written the frames themselves, one the differences."""

    def __init__(self, abilities: Abilities, *, known: bool = True, **kind: bool) -> None:
        self.plain, self.ours = (Emulator(WIDTH, HEIGHT, **kind) for _ in range(2))
        for screen in (self.plain, self.ours):
            screen.feed("\x1b[?7l")
        self.picture = Picture(WIDTH, HEIGHT)
        self.encoder = Encoder(abilities)
        self.encoder.forget(WIDTH, HEIGHT)
        if known:
            self.ours.feed(self.encoder.clear())

    def draw(self, frame: str) -> str:
        assert is_frame(frame)
        self.plain.feed(frame)
        data = self.encoder.encode(self.picture, self.picture.draw(frame))
        self.ours.feed(data)
        return data


@pytest.mark.parametrize("abilities", [NONE, NO_BCE, ALL], ids=["none", "no bce", "all"])
@pytest.mark.parametrize("known", [True, False])
@given(st.lists(frames, min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_every_frame_looks_as_the_toolkit_draws_it(abilities, known, session):
    pair = Pair(abilities, known=known, colored_erase=abilities.erase_in_color)
    for frame in session:
        pair.draw(written(frame))
        assert pair.ours.looks() == pair.plain.looks()
        place = (pair.ours.cursor.x, pair.ours.cursor.y)
        assert place == (pair.plain.cursor.x, pair.plain.cursor.y)


@given(st.lists(frames, min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_nothing_is_written_where_nothing_changes(session):
    pair = Pair(ALL)
    for frame in map(written, session):
        pair.draw(frame)
        assert pair.draw(frame) == ""
