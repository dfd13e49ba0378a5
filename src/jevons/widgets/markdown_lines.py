"""A finished answer as lines: Markdown, rendered once."""

from __future__ import annotations

from dataclasses import dataclass

from textual.strip import Strip

from jevons.core.state.math_text import keep_math


@dataclass(frozen=True, slots=True)
class MarkdownColors:
    """The colours of rendered Markdown, as Rich names or hex."""

    accent: str
    muted: str
    code_theme: str


def render_markdown(text: str, width: int, colors: MarkdownColors) -> list[Strip]:
    """`text` as lines of at most `width` cells.

    What a model wrote is data: raw HTML is shown as text, and links are spelled
    out rather than made to work.
    """
    from markdown_it import MarkdownIt
    from rich.console import Console
    from rich.markdown import Markdown

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown = Markdown("", code_theme=colors.code_theme, hyperlinks=False)
    markdown.markup = text
    markdown.parsed = parser.parse(keep_math(text))
    console = Console(
        width=width, color_system="truecolor", force_terminal=True, theme=_rich_theme(colors)
    )
    options = console.options.update(width=width)
    lines = console.render_lines(markdown, options, pad=False)
    strips = [Strip(line).simplify() for line in lines]
    while strips and not strips[-1].text.strip():
        strips.pop()
    while strips and not strips[0].text.strip():
        del strips[0]
    return strips


def _rich_theme(colors: MarkdownColors):  # noqa: ANN202  (imported where it is used)
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
