import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from jevons.core.visible_text import visible
from jevons.widgets.line_wrap import WrappedText, wrap_line

# What breaks wrapping: words and runs of spaces about as long as a line, wide and
# zero-width characters, emoji joined out of several.
PIECES = st.sampled_from(
    [*"ab ,\n", "  ", "word ", "longerword", "漢", "漢字かな", "。", "한국어", "é",
     "e\u0301", "क\u094d", "👩", "\u200d", "\ufe0f", "❤", "🇩", "🇪", "\u00a0", "\u3000",
     "x" * 11, " " * 11, "\t", "\x1b"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40)
WIDTHS = st.integers(2, 12)


def test_words_are_kept_whole():
    assert wrap_line("the quick brown fox", 10) == ["the quick ", "brown fox"]


def test_a_line_that_just_fits_is_one_line():
    assert wrap_line("the quick", 9) == ["the quick"]
    assert wrap_line("the quicк", 9) == ["the quicк"]


def test_a_word_longer_than_a_line_is_cut():
    assert wrap_line("a " + "x" * 25, 10) == ["a ", "x" * 10, "x" * 10, "x" * 5]


def test_the_word_after_a_cut_one_keeps_its_distance():
    assert wrap_line("xxxxxxxxxxxx yy", 10) == ["x" * 10, "xx yy"]


def test_spaces_that_do_not_fit_are_left_out():
    assert wrap_line("word" + " " * 50 + "next", 6) == ["word  ", "next"]
    assert wrap_line(" " * 50 + "x", 6) == [" " * 6, "x"]


def test_an_indent_is_kept():
    assert wrap_line("    deep inside it", 12) == ["    deep ", "inside it"]


def test_chinese_fills_its_lines():
    assert wrap_line("So: 今日は晴れです and", 10) == ["So: 今日は", "晴れです ", "and"]


def test_nothing_is_an_empty_line():
    assert wrap_line("", 10) == [""]


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_it_may_be(pieces, width):
    text = visible("".join(pieces), keep_newlines=False)
    for line in wrap_line(text, width):
        assert cell_len(line) <= width


@given(TEXTS, WIDTHS)
def test_nothing_but_spaces_is_lost(pieces, width):
    text = visible("".join(pieces), keep_newlines=False)
    wrapped = "".join(wrap_line(text, width))
    assert re.sub(" ", "", wrapped) == re.sub(" ", "", text)


@given(TEXTS, WIDTHS)
@example(["x" * 11, " ", "b"], 10)
@example(["a", " " * 11, " ", "b"], 6)
@example(["  ", "a", " ", "a"], 3)
def test_text_that_comes_in_pieces_is_wrapped_like_the_whole(pieces, width):
    growing = WrappedText(width)
    text = ""
    for piece in pieces:
        text += piece
        growing.update(visible(text))
        assert growing.lines == WrappedText(width, visible(text)).lines


@given(TEXTS, TEXTS, WIDTHS)
def test_another_text_takes_the_place_of_the_old_one(before, after, width):
    text = WrappedText(width, "".join(before))
    text.update("".join(after))
    assert text.lines == WrappedText(width, "".join(after)).lines


def test_a_longer_text_that_is_another_is_not_taken_for_more():
    text = WrappedText(10, "old words")
    text.update("new words and more")
    assert text.lines == ["new words ", "and more"]


def test_each_newline_ends_a_line():
    assert WrappedText(10, "a\n\nb\n").lines == ["a", "", "b", ""]
    assert WrappedText(10).lines == []


@pytest.mark.parametrize("piece", ["word ", "x", " ", "漢", "\n", "é"])
def test_growing_wraps_only_what_is_new(monkeypatch, piece):
    from jevons.widgets import line_wrap

    wrapped = []
    break_line = line_wrap._break

    def counting(text, width):
        wrapped.append(len(text))
        return break_line(text, width)

    monkeypatch.setattr(line_wrap, "_break", counting)
    growing = WrappedText(40)
    for n in range(1, 2000):
        growing.update(piece * n)
    assert max(wrapped) <= 41 + len(piece)
    assert len(wrapped) <= 2 * 2000
