"""Untrusted text in Markdown, read back by a parser of CommonMark with GitHub's tables."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from jevons.core.runs.quoting import fenced, inline, quoted
from jevons.core.visible_text import one_line

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
STRUCK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

# fmt: off
PIECES = st.sampled_from(
    [
        "`", "``", "```", "~~~", "<b>", "<!--", "-->", "</details>", "<script>", "![x](http://e)",
        "[x]: /u", "\\", "|", "|-|", "- ", "> ", "# ", "1. ", "a", "\"", "(", ")", "<", ">", "!",
        "[", "]", "/", "&", ";", "*", "\n", "\n\n", "\n- ", "\n> ", "    ", "  ", " ", "\t", "\r",
        "\u001b[2J", "\u202e",
    ]
)
# fmt: on
HOSTILE = st.lists(PIECES, max_size=40).map("".join)


def tokens(markdown):
    for token in PARSER.parse(markdown):
        yield token
        yield from token.children or []


@given(HOSTILE)
def test_a_fence_holds_whatever_is_in_it(text):
    before, inside, after = PARSER.parse(f"{fenced(text)}\n\nafter")[:3]
    assert (before.type, inside.type, after.type) == ("fence", "paragraph_open", "inline")
    assert after.content == "after"
    assert not any("html" in token.type for token in tokens(fenced(text)))


@given(HOSTILE)
@example("a ` b\n` <script> `")
@example("``` `\n<script>")
@example("|a|b|\n|-|-|\n| ` a | b ` c ` <b> ` |")
@example("- a\n  ```\n<script>")
@example("```\n<b>\n   ```  \n<b>")
@example("~~~ `\n<b>\n~~~~\n![x](http://e)")
@example("\\` <b> `")
@example("`` <b> ``` `` <b>")
def test_a_quote_holds_whatever_is_in_it(text):
    parsed = PARSER.parse(f"{quoted(text)}\n\nafter")
    assert [token.type for token in parsed if token.level == 0][:2] == [
        "blockquote_open",
        "blockquote_close",
    ]
    assert (parsed[-2].content, parsed[-2].level) == ("after", 1)
    kinds = {token.type for token in tokens(quoted(text))}
    assert not kinds & {"html_block", "html_inline", "image"}


INLINE = st.lists(
    st.one_of(PIECES, st.sampled_from(["_", "**", "~~", "1)", "12.", "+", "=", "#", "$", "a_b"])),
    max_size=20,
).map("".join)


@given(INLINE)
@example("a #")
@example("1. a")
@example("=")
def test_inline_text_is_words_and_nothing_else(text):
    words = inline(text)
    if words:
        parsed = STRUCK.parse(f"# {words}")
        assert [token.type for token in parsed] == ["heading_open", "inline", "heading_close"]
        begun = STRUCK.parse(f"before\n\n{words}\n\nafter")[3:-3]
        assert [token.type for token in begun] == ["paragraph_open", "inline", "paragraph_close"]
        for inside in (parsed[1], begun[1]):
            assert {child.type for child in inside.children} <= {"text", "text_special"}
            assert "".join(child.content for child in inside.children) == one_line(text, 200)


@pytest.mark.parametrize(
    "plain",
    [
        "smollm2-135m, 2026-11-24 20:04 UTC",
        "0.10 $/h assumed: a cloud machine of 2 cores and 8 GB, on demand (set usd_per_hour)",
        "What is 17 * 23?".replace("*", "x"),
        "deepseek-ai/DeepSeek-R1 (2025-01-27)!",
    ],
)
def test_what_means_nothing_is_not_escaped(plain):
    assert inline(plain) == plain


def test_addresses_become_no_links():
    assert inline("http://evil.example www.evil.example") == (
        r"http\://evil.example www\.evil.example"
    )
    assert inline("from $5 to $6") == r"from \$5 to $6"


@pytest.mark.parametrize(
    "code",
    [
        "use `vector<int>` and `<b>` here",
        "``a ` <b>`` then `List<T>`",
        "```cpp\n#include <stdio.h>\nstd::vector<int> v;\n```\nand `map<K, V>`",
        "~~~html\n<b>![x](y)</b>\n~~~",
    ],
)
def test_code_is_left_as_it_is(code):
    assert re.sub(r"(?m)^> ?", "", quoted(code)) == code


def test_prose_is_left_as_it_is():
    prose = "# A\n\nSince 1 < 2 and a <- b, *see* [this](https://example.org)!\n\n- x\n- y"
    assert re.sub(r"(?m)^> ?", "", quoted(prose)) == prose
