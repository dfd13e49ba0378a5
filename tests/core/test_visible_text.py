import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jevons.core import visible_text
from jevons.core.visible_text import MARKS_LIMIT, one_line, visible

BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
HIDDEN = {
    *range(0x20),
    *range(0x7F, 0xA0),
    *BIDI,
    *range(0xE0000, 0xE0080),
    *range(0xD800, 0xE000),
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF)),
    *(0xAD, 0x200B, 0x2028, 0x2029, 0x2060, 0x2064, 0xFEFF, 0xFFF9, 0xFFFB, 0x180E, 0x3164),
} - {0x0A}

NASTY = st.sampled_from([chr(code) for code in sorted(HIDDEN - set(range(0xD800, 0xE000)))])
JOINING = st.sampled_from("\u200c\u200d\u0301\u0489\ufe0f\u20e3\u1161a é👩क्ک\n\t\r")
TEXT = st.text(st.one_of(st.characters(), NASTY, JOINING), max_size=60)

CLEAN = [
    "letters, digits 0123 and signs !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "naïve café, cafe\u0301, Việt Nam, e\u0302\u0323",
    "汉字 かな が 한글 ㄱ 繁體",
    "👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 🇫🇷🇯🇵 1️⃣ #️⃣ ☺️ ☺︎",
    "∀x∈ℝ: ⌈x⌉ ≤ 10⁻³ ∑ᵢ √2 → ⇒ ≠ ∞ 𝔸𝛼 x̂ ā",
    "def f(x):\n    return x << 2  # ½ λ\n\n\tx".replace("\t", "    "),
    "می‌خواهم ‏".strip("\u200f") + " بِسْمِ ٱللَّهِ",
    "क्‍ष क्षत्रिय ශ්‍රී ന്‍ தமிழ் བསྒྲུབས",
    "שָׁלוֹם עֲלֵיכֶם",
    "┌──┐ │▓│ ⠿⣿ █▀▄ … • — ‘’ “” € £",
    "non\u00a0breaking, thin\u2009space, 全角\u3000空白",
    "private use \ue0b0",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_unchanged(text):
    assert visible(text) == text


@given(TEXT)
@example("\u202e\u200d")
@example("e" + "\u0301" * 20 + "\u200d\u200d" + "\u0301" * 20)
@example("a\x1b\u200d\ud800\u200c")
@example("\tab\r\n\tc\u2028d\x85")
def test_the_result_hides_nothing_and_stays_as_it_is(text):
    shown = visible(text)
    assert not HIDDEN & set(map(ord, shown))
    assert visible(shown) == shown
    assert longest_pile(shown) <= MARKS_LIMIT
    flat = visible(text, keep_newlines=False)
    assert "\n" not in flat
    assert visible(flat, keep_newlines=False) == flat


def longest_pile(text):
    longest = pile = 0
    for char in text:
        piles = unicodedata.category(char) in {"Mn", "Me"} or char in "\u200c\u200d"
        pile = pile + 1 if piles else 0
        longest = max(longest, pile)
    return longest


def test_every_format_character_of_unicode_shows_or_is_shown():
    joiners_and_signs = set(visible_text._JOINERS + visible_text._SIGNS)
    for code in range(0x110000):
        char = chr(code)
        if unicodedata.category(char) in {"Cf", "Cc", "Cs", "Zl", "Zp"} and char not in "\n\t":
            assert (visible(f"á{char}") == f"á{char}") == (char in joiners_and_signs), hex(code)


def test_every_mark_is_looked_for_in_floods():
    marks = [chr(code) for code in range(0x300, 0x110000) if visible_text._part(chr(code)) == "m"]
    assert all(len(visible("á" + mark * 20)) == 1 + MARKS_LIMIT for mark in marks)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m\x7f\x00", "\\x9b31m␡␀"),
        ("user\u202egpj.exe", "user\\u202egpj.exe"),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("a\tb\nlong\tc\t\td", "a   b\nlong    c       d"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("a\u200db", "a\\u200db"),
        ("\u200d\u200d", "\\u200d\\u200d"),
        ("é\u200d\u200d\u200dx", "é\u200d\\u200d\\u200dx"),
        ("\U000e0068\U000e0069", "\\U000e0068\\U000e0069"),
        ("\ud83d\udc4d \uffff\U0010ffff", "\\ud83d\\udc4d \\uffff\\U0010ffff"),
        ("soft\xadhyphen \u3164", "soft\\xadhyphen \\u3164"),
    ],
)
def test_what_would_act_is_shown(text, shown):
    assert visible(text) == shown


def test_floods_of_marks_are_cut_and_the_rest_is_kept():
    assert (
        visible("z" + "\u0335" * 500 + "algo\u0301") == "z" + "\u0335" * MARKS_LIMIT + "algo\u0301"
    )


def test_a_table_does_not_grow_with_what_it_has_seen(monkeypatch):
    monkeypatch.setattr(visible_text, "TABLE_LIMIT", 50)
    text = "\x1b" + "".join(map(chr, range(0x4E00, 0x5000)))
    assert visible(text) == "␛" + text[1:]
    assert len(visible_text._SHOWN) <= max(50, 1)


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("  a\n\n  b\tc ", 20, "a b c"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("ab\x1b[2J", 20, "ab␛[2J"),
        ("👩‍👩‍👧", 3, "👩…"),
        ("abc", 1, "…"),
        ("", 5, ""),
        ("\u2028\n", 5, ""),
    ],
)
def test_one_line(text, limit, line):
    assert one_line(text, limit) == line


@given(TEXT, st.integers(1, 30))
def test_one_line_is_one_line_that_fits(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert not HIDDEN & set(map(ord, line))
    assert one_line(line, limit) == line
