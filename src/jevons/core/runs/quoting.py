"""Untrusted text in a Markdown document: it stays inside the block it was put in.

The rules are those of CommonMark 0.31 and of GitHub's tables; what a renderer could take
for raw HTML, or fetch as an image, is written as entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jevons.core.visible_text import one_line, visible

_MEANT = re.compile(
    r"""
    [\\`*\[\]<&|~]              # code, emphasis, links, HTML, entities, tables, strikethrough
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis, at a word's edge
    | \$(?=.*\$)                  # mathematics
    | :(?=//) | (?<=\bwww)\.      # addresses that become links by themselves
    | ^[#>+=-] | \#(?=[# ]*$)     # what begins a block, or ends a heading
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^([0-9]+)([.)])(?= |$)")
_BACKTICKS = re.compile(r"`+")
_HTML_OR_IMAGE = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")
_FENCE = re.compile(r"(`{3,})[^`]*|(~{3,}).*")


def inline(text: str, limit: int = 200) -> str:
    """`text` as plain words of one line, such as a heading; what would mean more is escaped."""
    escaped = _MEANT.sub(r"\\\g<0>", one_line(text, limit))
    return _NUMBERED.sub(r"\1\\\2", escaped)


def fenced(text: str) -> str:
    """`text` as it stands, in a fence longer than any run of backticks in it."""
    shown = visible(text)
    longest = max((len(run[0]) for run in _BACKTICKS.finditer(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def quoted(markdown: str) -> str:
    """Markdown as a block quote: it renders, but its headings and open fences end with it."""
    return "\n".join(f"> {line}".rstrip() for line in _disarmed(visible(markdown).split("\n")))


def _disarmed(lines: list[str]) -> Iterator[str]:
    """Keep code as it is, and raw HTML and images from working elsewhere.

    Where it is not sure that a renderer sees code, it takes it for text: a fence counts
    only where it begins its line, which no list or quote can have around it.
    """
    closing: re.Pattern[str] | None = None
    sure = True
    for line in lines:
        if closing:
            yield line
            if closing.fullmatch(line):
                closing = None
        elif fence := _FENCE.fullmatch(line):
            yield line
            mark = fence[1] or fence[2]
            closing = re.compile(rf" {{0,3}}{mark}{mark[0]}* *")
            sure = True
        else:
            text, sure = _without_html(line, sure or not line.strip())
            yield text


def _without_html(line: str, sure: bool) -> tuple[str, bool]:
    """The line with HTML as entities but in code spans, and whether spans are still known.

    A run of backticks without its like on the same line may end on a later one, and a bar
    may end a table's cell: from there to the next empty line nothing counts as code.
    """
    pieces, end = [], 0
    sure = sure and r"\`" not in line
    runs = _BACKTICKS.finditer(line) if sure else iter(())
    for opening in runs:
        closing = next((run for run in runs if len(run[0]) == len(opening[0])), None)
        if closing is None or "|" in line[opening.end() : closing.start()]:
            sure = False
            break
        pieces.append(_entities(line[end : opening.start()]))
        pieces.append(line[opening.start() : closing.end()])
        end = closing.end()
    return "".join([*pieces, _entities(line[end:])]), sure


def _entities(text: str) -> str:
    return _HTML_OR_IMAGE.sub(lambda match: "&lt;" if match[0] == "<" else "&#33;", text)
