from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jevons.widgets.bars import Hint, Piece, _fitting, footer_pieces, reading_pieces

WORDS = st.text("ab 漢é", min_size=1, max_size=12)
HINTS = st.lists(st.builds(Hint, WORDS, WORDS), max_size=12)


def text_of(pieces):
    return "".join(piece.text for piece in pieces)


def test_the_footer_has_its_last_two_keys_at_the_right():
    hints = [Hint("enter", "Ask"), Hint("^g", "Answer now"), Hint("f1", "Help"), Hint("^q", "Quit")]
    left, right = footer_pieces(hints, 80)
    assert text_of(left) == " enter Ask  ^g Answer now "
    assert text_of(right) == " f1 Help  ^q Quit "
    assert left[0] == Piece(" enter", "key")


def test_a_narrow_footer_keeps_the_ways_out():
    hints = [Hint("enter", "Ask"), Hint("^g", "Answer now"), Hint("f1", "Help"), Hint("^q", "Quit")]
    left, right = footer_pieces(hints, 30)
    assert text_of(left) == " enter Ask "
    assert text_of(right) == " f1 Help  ^q Quit "


@given(HINTS, st.integers(0, 60))
def test_a_footer_fits_and_holds_whole_keys(hints, width):
    left, right = footer_pieces(hints, width)
    assert cell_len(text_of(left)) + cell_len(text_of(right)) <= width
    whole = [f" {hint.key} {hint.title} " for hint in hints]
    for side in (left, right):
        pairs = [text_of(side[n : n + 2]) for n in range(0, len(side), 2)]
        assert all(pair in whole for pair in pairs)


@given(st.lists(st.builds(Piece, WORDS), max_size=12), st.integers(0, 40))
def test_pieces_that_do_not_fit_are_left_out_from_the_end(pieces, width):
    fitting = _fitting(pieces, width)
    assert cell_len(text_of(fitting)) <= width
    assert fitting[:-1] == pieces[: max(0, len(fitting) - 1)]


def test_readings_stand_apart_by_dots():
    pieces = reading_pieces([("ttft", "0.31 s"), ("tok/s", "42")], "·")
    assert text_of(pieces) == "· ttft 0.31 s · tok/s 42 "
    assert reading_pieces([], "·") == []
