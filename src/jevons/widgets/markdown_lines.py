"""A finished answer as lines: Markdown, rendered once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from jevons.core.state.math_text import keep_math
from jevons.core.visible_text import visible
from jevons.widgets.line_wrap import WrappedText

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import Markdown
    from rich.theme import Theme


@dataclass(frozen=True, slots=True)
class MarkdownColors:
    """The colours of rendered Markdown, as Rich names or hex."""

    accent: str
    muted: str
    code_theme: str


LARGEST = 100_000
"""Characters above which an answer is shown as plain text: drawing it would be felt."""

MOST_BLOCKS = 5_000
"""Tokens of Markdown's blocks (a heading has three) above which it is as well."""

LARGEST_CODE = 20_000
"""Characters of code that are coloured by its language."""


def render_markdown(text: str, width: int, colors: MarkdownColors) -> list[Strip]:
    """Visible `text` as lines of at most `width` cells.

    What a model wrote is data: raw HTML is shown as text, and links and images are
    spelled out rather than made to work.
    """
    if len(text) > LARGEST:
        return _plain(text, width)
    markdown = _answer_markdown()("", code_theme=colors.code_theme, hyperlinks=False)
    markdown.markup = text
    markdown.parsed = _parser().parse(keep_math(text))
    if len(markdown.parsed) > MOST_BLOCKS:
        return _plain(text, width)
    _disarm(markdown.parsed)
    console = _console(colors)
    options = console.options.update(width=width)
    lines = console.render_lines(markdown, options, pad=False)
    strips = [Strip(line).simplify() for line in lines]
    while strips and not strips[-1].text.strip():
        strips.pop()
    while strips and not strips[0].text.strip():
        del strips[0]
    return strips


@cache
def _answer_markdown() -> type[Markdown]:
    """Rich's Markdown with every heading at the left, and no empty edge around a table."""
    from rich.markdown import Heading, Markdown, TableElement
    from rich.table import Table

    class LeftHeading(Heading):
        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            text = self.text.copy()
            text.justify = "left"
            yield text

    class EdgelessTable(TableElement):
        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for part in super().__rich_console__(console, options):
                if isinstance(part, Table):
                    part.show_edge = False
                yield part

    class AnswerMarkdown(Markdown):
        elements = {
            **Markdown.elements,
            "heading_open": LeftHeading,
            "table_open": EdgelessTable,
        }

    return AnswerMarkdown


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable(["table", "strikethrough"]).disable("image")


@lru_cache(maxsize=4)
def _console(colors: MarkdownColors) -> Console:
    from rich.console import Console

    return Console(color_system="truecolor", force_terminal=True, theme=_rich_theme(colors))


def _plain(text: str, width: int) -> list[Strip]:
    return [Strip([Segment(line)]) for line in WrappedText(width, text).lines]


def _disarm(tokens: Iterable[Token]) -> None:
    """Make visible what entities such as `&#27;` have turned into."""
    for token in tokens:
        token.content = visible(token.content)
        token.attrs = {
            name: visible(value) if isinstance(value, str) else value
            for name, value in token.attrs.items()
        }
        if len(token.content) > LARGEST_CODE:
            token.info = ""
        _disarm(token.children or ())


def _rich_theme(colors: MarkdownColors) -> Theme:
    from rich.style import Style
    from rich.theme import Theme

    accent, muted = Style(color=colors.accent), Style(color=colors.muted)
    headings = {f"markdown.h{level}": Style(bold=True) for level in range(1, 7)}
    return Theme(
        {
            **headings,
            "markdown.h1": Style(bold=True, underline=True),
            "markdown.h1.border": muted,
            "markdown.code": accent,
            "markdown.code_block": accent,
            "markdown.block_quote": muted,
            "markdown.item.bullet": accent,
            "markdown.item.number": accent,
            "markdown.hr": muted,
            "markdown.link": Style(underline=True),
            "markdown.link_url": muted,
            "markdown.table.border": muted,
            "markdown.table.header": Style(bold=True),
        }
    )
