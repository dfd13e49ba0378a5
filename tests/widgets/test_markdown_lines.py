import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from jevons.core.visible_text import visible
from jevons.widgets import markdown_lines
from jevons.widgets.markdown_lines import MarkdownColors, render_markdown

COLORS = MarkdownColors("cyan", "grey50", "ansi_dark")


def lines(text, width=60):
    return [strip.text.rstrip() for strip in render_markdown(text, width, COLORS)]


def styles(text):
    segments = [segment for strip in render_markdown(text, 60, COLORS) for segment in strip]
    return [segment.style for segment in segments if segment.style]


# What is drawn.


def test_emphasis_and_code():
    assert lines("so *this* and **that** and `it`") == ["so this and that and it"]
    assert any(style.italic for style in styles("*this*"))
    assert any(style.bold for style in styles("**that**"))


def test_blocks():
    text = "# Head\n\npara\n\n- one\n- two\n\n1. first\n\n> said\n\n---"
    got = [line.strip() for line in lines(text) if line]
    assert "Head" in got[0]
    assert "para" in got
    assert any("one" in line for line in got)
    assert any("first" in line for line in got)
    assert any("said" in line for line in got)
    assert len(got[-1]) > 10
    assert len(set(got[-1])) == 1


def test_a_table():
    got = lines("| a | b |\n|---|---|\n| 1 | 2 |")
    assert any("a" in line and "b" in line for line in got)
    assert any("1" in line and "2" in line for line in got)


def test_one_blank_line_stands_around_a_table():
    got = lines("before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter")
    assert [line.strip() for line in got if not line.strip("─ ")] == ["", got[3].strip(), ""]
    assert got[0].strip() == "before"
    assert not got[1].strip()
    assert got[2].split() == ["a", "b"]
    assert got[4].split() == ["1", "2"]
    assert not got[5].strip()
    assert got[6].strip() == "after"


@pytest.mark.parametrize("level", range(1, 7))
def test_a_heading_begins_at_the_left(level):
    assert lines(f"{'#' * level} Head") == ["Head"]


def test_code_blocks_keep_their_lines():
    got = [line.strip() for line in lines("```python\nif x:\n    pass\n```")]
    assert "if x:" in got
    assert "pass" in got


def test_a_fence_that_is_still_open_is_code():
    assert "\\(x_1\\)" in "\n".join(lines("```\n\\(x_1\\)"))


@pytest.mark.parametrize("math", [r"\(x_1^2\)", r"$$a_i * b_i$$", r"\[\frac{1}{2}\]", r"$x_1$"])
def test_mathematics_is_readable(math):
    assert lines(f"so {math} holds") == [f"so {math} holds"]


def test_no_blank_lines_around_it():
    got = lines("\n\n```\ncode\n```\n\n")
    assert got[0].strip()
    assert got[-1].strip()
    assert lines("") == []
    assert lines("\n \n") == []


# What a model wrote is data.


@pytest.mark.parametrize(
    "html",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<!-- hidden -->",
        "<div>\nx\n</div>",
        "<kbd>x</kbd>",
    ],
)
def test_html_is_shown_as_text(html):
    assert " ".join(lines(f"{html}")) == " ".join(html.split("\n"))


@pytest.mark.parametrize(
    ("markdown", "spelled"),
    [
        ("[safe](http://evil.example/x)", "safe (http://evil.example/x)"),
        ("<http://evil.example>", "http://evil.example (http://evil.example)"),
        ("[a][1]\n\n[1]: http://evil.example", "a (http://evil.example)"),
        ("![pic](http://evil.example/p.png)", "!pic (http://evil.example/p.png)"),
    ],
)
def test_links_are_spelled_out_and_lead_nowhere(markdown, spelled):
    assert lines(markdown) == [spelled]
    assert all(style.link is None for style in styles(markdown))
    assert all(not style.meta for style in styles(markdown))


@pytest.mark.parametrize(
    "markup", ["[bold]x[/bold]", "[@click=app.quit]x[/]", "[link=http://x]y[/link]"]
)
def test_markup_means_nothing(markup):
    assert lines(markup) == [markup]


@pytest.mark.parametrize(
    "entity",
    ["&#27;", "&#x1b;", "&#x9b;", "&#7;", "&#8;", "&#13;", "&#x202e;", "&#8203;", "&rlm;", "&shy;",
     "&ZeroWidthSpace;", "&#xe0041;", "&#0;", "&Tab;"],
)  # fmt: skip
@pytest.mark.parametrize(
    "place", ["{}", "`{}`", "```\n{}\n```", "# {}", "[{}](x)", "[x]({})", "| {} |\n|---|", "*{}*"]
)
def test_no_entity_becomes_a_control(entity, place):
    for strip in render_markdown(place.format(f"a{entity}]52;c;x"), 60, COLORS):
        assert visible(strip.text) == strip.text


# Width and length.

MARKDOWN = st.lists(
    st.sampled_from(
        [*"ab *_`~[]()<>#-+|$\\&;\n", "\n\n", "```\n", "- ", "1. ", "> ", "| a | b |\n|---|---|\n",
         "漢字", "👩\u200d🔬", "❤\ufe0f", "&#27;", "&#8203;", "\\(x_1\\)", "http://x.example/",
         "x" * 30, "    ", "**", "~~", "![a](b)", "<b>", "\x1b[2J", "\u202e"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKDOWN, st.integers(8, 40))
def test_lines_are_no_wider_than_they_may_be_and_hold_no_control(text, width):
    for strip in render_markdown(visible(text), width, COLORS):
        assert strip.cell_length <= width
        assert cell_len(strip.text) == strip.cell_length
        assert "\n" not in strip.text
        assert visible(strip.text) == strip.text
        assert not any(segment.control for segment in strip)


@pytest.mark.parametrize(
    "text",
    [
        "word *em* `code` " * 12_000,
        "- item\n" * 2_000,
        "# a\n" * 2_000,
        "[" * 200_000,
        "> " * 100_000,
    ],
)
def test_what_would_take_too_long_is_plain(monkeypatch, text):
    monkeypatch.setattr(markdown_lines, "_disarm", None)  # nothing may be rendered
    got = lines(text, 80)
    assert "".join(got).replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_long_code_is_not_coloured():
    code = "if x: pass\n" * 3000
    assert {style.color for style in styles(f"```python\n{code}```")} <= {None}
    assert not {style.color for style in styles("```python\nif x: pass\n```")} <= {None}
