import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import DimFilter

from jevons.widgets.line_filters import ASCII_SIGNS, AsciiSigns, WithoutColor, line_filters

BLACK = Color(0, 0, 0)


def text_of(text):
    (segment,) = AsciiSigns().apply([Segment(text)], BLACK)
    return segment.text


@pytest.mark.parametrize("code", ASCII_SIGNS)
def test_a_sign_keeps_its_cell(code):
    assert cell_len(chr(code)) == 1
    assert ASCII_SIGNS[code].isascii()
    assert ASCII_SIGNS[code].isprintable()
    assert len(ASCII_SIGNS[code]) == 1


def test_frames_and_signs_are_ascii():
    assert text_of("╭─ Help ─╮") == "+- Help -+"
    assert text_of("│ “x” … · ▎▌┃") == '| "x" ~ - |||'
    assert text_of("▂▇") == "  "


def test_letters_of_any_script_stay():
    assert text_of("é 七 Ж") == "é 七 Ж"


def test_styles_stay_where_signs_change():
    style = Style(bold=True, meta={"a": 1})
    (segment,) = AsciiSigns().apply([Segment("─", style)], BLACK)
    assert segment.style is style


def test_colours_go_and_attributes_stay():
    style = Style(color="red", bgcolor="#102030", bold=True, reverse=True, meta={"a": 1})
    plain, none = WithoutColor().apply([Segment("x", style), Segment("y")], BLACK)
    assert plain.style.color is None
    assert plain.style.bgcolor is None
    assert plain.style.bold
    assert plain.style.reverse
    assert plain.style.meta == {"a": 1}
    assert none.style is None


def test_filters_are_for_those_who_ask():
    toolkit = [DimFilter()]
    assert line_filters(toolkit, colors=True, ascii_only=False) == toolkit
    kinds = [type(f) for f in line_filters(toolkit, colors=False, ascii_only=True)]
    assert kinds == [WithoutColor, AsciiSigns]
