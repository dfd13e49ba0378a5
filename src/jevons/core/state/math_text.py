r"""Mathematics in Markdown, kept readable.

Markdown takes the backslashes, underscores and stars of `\(x_1^*\)` for its own;
escaped, they come out as they were written.
"""

from __future__ import annotations

import re

_CODE_OR_MATH = re.compile(
    r"""
    (?P<code>
        ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n (?:.*?\n)?? [ ]{0,3}(?P=fence)[ ]*$
      | (?P<ticks>`+)(?!`)[^\n]*?[^`\n](?P=ticks)(?!`)
    )
    | (?P<math>
        \$\$.+?\$\$
      | \\\[.+?\\\]
      | \\\(.+?\\\)
      | (?<![\\$\w])\$(?=\S)[^$\n]{0,200}?(?<=\S)\$(?![\w$])
    )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def keep_math(markdown: str) -> str:
    """Escape the mathematics in `markdown` so that it is shown as written.

    Code is left alone. Display mathematics keeps its line breaks.
    """
    return _CODE_OR_MATH.sub(_escape_math, markdown)


def _escape_math(match: re.Match[str]) -> str:
    if match["math"] is None:
        return match[0]
    lines = match["math"].split("\n")
    # Two blanks before a line break keep it; leading blanks would make it code.
    return "  \n".join(_PUNCTUATION.sub(r"\\\1", line.strip()) for line in lines if line.strip())
