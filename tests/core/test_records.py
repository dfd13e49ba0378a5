"""The thinking dial as text."""

import pytest

from jevons.core.records import Dial


@pytest.mark.parametrize(
    ("text", "dial"),
    [
        ("off", Dial.off()),
        ("0", Dial.off()),
        ("MAX", Dial.unlimited()),
        ("512", Dial.budget(512)),
        ("1,024", Dial.budget(1024)),
        ("200..1_000", Dial.budget(1000, minimum=200)),
        ("200..max", Dial.unlimited(minimum=200)),
    ],
)
def test_a_dial_is_read_and_its_label_reads_back(text: str, dial: Dial) -> None:
    assert Dial.parse(text) == dial
    assert Dial.parse(dial.label()) == dial


@pytest.mark.parametrize("text", ["", "much", "-5", "1.5", "..", "5..off", "9..5", "a..5", "5.."])
def test_what_is_no_dial_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"tokens|thinking"):
        Dial.parse(text)
