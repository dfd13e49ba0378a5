import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.runs.run import Caps
from jevons.core.state.caps import EXAMPLE, caps_line, caps_words, parse_caps


@pytest.mark.parametrize(
    ("line", "caps"),
    [
        (EXAMPLE, Caps(5.0, 2_000_000, 5_400.0)),
        ("usd=0.25", Caps(usd=0.25)),
        ("usd=$3", Caps(usd=3.0)),
        ("time=90, tokens=12k", Caps(tokens=12_000, seconds=90.0)),
        ("time=2d", Caps(seconds=172_800.0)),
        ("none", Caps()),
        (" None ", Caps()),
    ],
)
def test_caps_are_read(line, caps):
    assert parse_caps(line) == caps


@pytest.mark.parametrize(
    "line", ["", "5", "usd", "usd=", "usd=x", "usd=-1", "usd=0", "time=1x", "gpu=1", "usd=1 usd=2"]
)
def test_what_are_no_caps_is_refused(line):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - it names the part itself
        parse_caps(line)
    assert str(refused.value) in line


@given(
    usd=st.none() | st.integers(1, 99_999).map(lambda cents: cents / 100),
    tokens=st.none() | st.integers(1, 10**12),
    seconds=st.none() | st.integers(1, 10**6).map(float),
)
def test_what_is_written_is_read_again(usd, tokens, seconds):
    caps = Caps(usd, tokens, seconds)
    assert parse_caps(caps_line(caps)) == caps


def test_caps_are_told_in_words():
    assert caps_words(parse_caps(EXAMPLE)) == "at most $5, 2,000,000 tokens, 1 h 30 m"
    assert caps_words(Caps()) == ""
