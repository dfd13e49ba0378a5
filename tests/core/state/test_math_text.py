import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from jevons.core.state.math_text import keep_math


def shown(markdown):
    """The text that a reader of the rendered Markdown sees, block by block."""
    tokens = MarkdownIt("commonmark").enable("table").parse(keep_math(markdown))
    blocks = [token for token in tokens if token.type in {"inline", "fence", "code_block"}]
    return "\n".join(_text(token) for token in blocks)


def _text(token):
    if token.children is None:
        return token.content
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(child.type, child.content) for child in token.children)


@pytest.mark.parametrize(
    "math",
    [
        r"\(x_1^2\)",
        r"\(a_i * b_i * c_i\)",
        r"$$\sum_{i=1}^n x_i^2$$",
        r"\[\frac{1}{2} < x\]",
        r"$x_1 + x_2$",
        r"\(\{a\} \& \#\)",
        r"\(a \\ b\)",
        r"$$|x| `y` [z](w)$$",
        r"\(&lt;\)",
    ],
)
def test_mathematics_is_shown_as_written(math):
    assert shown(f"so {math} holds *here*") == f"so {math} holds here"


def test_display_mathematics_keeps_its_lines():
    math = "\\[\n  a_1 &= b \\\\\n  + c_2\n  - d\n  = e\n\\]"
    assert shown(f"Then\n{math}\nholds") == (
        "Then\n\\[\na_1 &= b \\\\\n+ c_2\n- d\n= e\n\\]\nholds"
    )


def test_mathematics_in_a_table_does_not_end_its_cell():
    table = "| f | x |\n|---|---|\n| $|x|$ | \\(a|b\\) |"
    assert shown(table).split("\n") == ["f", "x", "$|x|$", "\\(a|b\\)"]


@pytest.mark.parametrize(
    "code",
    [
        "`\\(x_1\\)`",
        "``a ` \\(b_1\\)``",
        "```\n\\(x_1\\)\n```",
        "```latex\n$$x_1$$\n````",
        "~~~\n\\[x_1\\]\n~~~",
        "```\n\\(still_open\\)",
        "- item\n  ```\n  \\(x_1\\)\n  ```",
        "1. ```\n   \\(x_1\\)\n   ```",
        "> ```\n> \\(x_1\\)\n> ```",
    ],
)
def test_code_is_left_alone(code):
    assert keep_math(code) == code


def test_after_code_mathematics_is_found_again():
    assert keep_math("```\n`\n```\n$x_1$").endswith(r"\$x\_1\$")
    assert keep_math("`$`$x_1$") == r"`$`\$x\_1\$"


@pytest.mark.parametrize(
    "text",
    [
        "it costs $5 and $6",
        "from 5$ to 6$",
        "a `tick without its like",
        "just *words* with _marks_",
        r"\\(not math\\)",
        r"an escaped \$x_1\$ dollar",
        "",
    ],
)
def test_everything_else_is_left_alone(text):
    assert keep_math(text) == text


@pytest.mark.parametrize("opening", ["$$", r"\[", r"\("])
def test_mathematics_does_not_go_past_its_paragraph(opening):
    text = f"{opening} here\n\nand *there* {opening}"
    assert shown(text) == f"{opening} here\nand there {opening}"


def test_what_is_still_open_is_shown_as_it_is():
    assert shown(r"so \(x") == r"so \(x"


@given(st.text("ab_*`~$\\[]()\n |<&", max_size=60))
def test_no_text_is_lost(text):
    assert re.sub(r"[\\\s]", "", keep_math(text)) == re.sub(r"[\\\s]", "", text)


@given(st.from_regex(r"[a-z]( ?[a-z0-9_^*+=<>&#|{}!.~-]){0,20}", fullmatch=True))
def test_any_formula_is_shown_as_written(formula):
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]"), ("$$", "$$")):
        assert shown(f"so {opening}{formula}{closing}") == f"so {opening}{formula}{closing}"


@pytest.mark.parametrize(
    "unit",
    [
        "\\[ ",
        "\\( ",
        "$$ ",
        "$a ",
        "`a ``b ",
        "```\n",
        "~~~a\n```b\n",
        "\\",
        "\n",
        "   ",
        "\\(x_1\\) ",
    ],
)
def test_a_long_text_of_anything_is_gone_through_once(unit):
    """Were it gone through again at every sign, this would not come to its end."""
    text = unit * (300_000 // len(unit))
    assert len(keep_math(text)) >= len(text)
