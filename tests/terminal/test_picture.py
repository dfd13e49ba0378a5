"""What is a frame, and what it draws."""

import pytest

from jevons.terminal.cells import Style
from jevons.terminal.picture import Picture, is_frame


@pytest.mark.parametrize(
    "data",
    [
        "\x1b[1;1Htext\x1b[2;3H",
        "\x1b[H\x1b[1;38;2;1;2;3;48;5;7mtext\x1b[0m\n\x1b[2;1H漢字",
        "\x1b[3;1H\x1b]8;id=1;https://a.example\x1b\\link\x1b]8;;\x1b\\",
    ],
)
def test_moves_colours_links_and_text_are_a_frame(data):
    assert is_frame(data)


@pytest.mark.parametrize(
    "data",
    [
        "text", "\x1b[1;1Ha\tb", "\x1b[1;1H\x07", "\x1b[1;1H\x1b[K", "\x1b[1;1H\x1b[4:3mcurly",
        "\x1b[1;1H\x1b[58;5;1mcolour of a line", "\x1b[1;1H\x1b]0;title\x07", "\x1b[1;1H\x9b2J",
        "\x1b[2J", "\x1b[?1049h", "\x1b[1;1H\x1b[38;2;1m",
    ],
)  # fmt: skip
def test_whatever_else_is_in_it_makes_it_none(data):
    assert not is_frame(data)


def row(picture: Picture, y: int = 0) -> str:
    return "".join(cell[0] if cell else "?" for cell in picture.rows[y])


def test_text_that_goes_over_the_edge_is_cut():
    picture = Picture(5, 2)
    assert picture.draw("\x1b[1;3H漢字x\n\x1b[2;9Hfar\x1b[7;1Hdown") == {0, 1}
    assert row(picture) == "??漢 "
    assert row(picture, 1) == "?????"
    assert picture.cursor == (0, 1)


def test_half_a_wide_sign_leaves_a_blank():
    picture = Picture(4, 1)
    picture.draw("\x1b[1;1H漢字")
    picture.draw("\x1b[1;2Hab")
    assert row(picture) == " ab "


def test_what_an_encoding_lacks_is_a_question_mark_of_the_same_width():
    picture = Picture(6, 1, encoding="latin-1")
    picture.draw("\x1b[1;1Hé漢…x")
    assert row(picture) == "é???x?"


def test_blanks_have_no_ink():
    picture = Picture(3, 1)
    picture.draw("\x1b[1;1H\x1b[1;31;44m \x1b[0m\x1b[7;31m \x1b[0m")
    assert picture.rows[0][:2] == [
        (" ", Style(background="44")),
        (" ", Style("31", "", frozenset({"7"}))),
    ]


def test_a_change_of_size_keeps_what_is_left():
    picture = Picture(3, 2)
    picture.draw("\x1b[1;1Habc\n\x1b[2;1Hdef")
    picture.resize(2, 3)
    assert [row(picture, y) for y in range(3)] == ["ab", "de", "??"]
