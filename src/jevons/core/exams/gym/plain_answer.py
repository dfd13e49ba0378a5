"""An answer as the plain text that reasoning-gym compares, without LaTeX around it."""

from __future__ import annotations

import re

from jevons.core.exams.suites.answer_text import formula

_WRAPPER = re.compile(r"\\(?:text|math)(?:bf|it|rm|sf|tt|up|normal)?\{([^{}]*)\}")
_MATRIX = re.compile(
    r"\\(?:begin|end)\{(?:[a-zA-Z]*matrix|array|aligned?|gathered)\*?\}(?:\{[lcr|]*\})?"
)
_CELLS = re.compile(r"[ \t]*&[ \t]*")
_BREAK = re.compile(r"[ \t]*\\\\[ \t]*\n?[ \t]*")
_ESCAPED = re.compile(r"\\([_{}%$#&])")
_COMMAND = re.compile(r"\\(?=[a-z])")
_SPACE = re.compile(r"\\[,;: ]|~")


def plain_answer(answer: str, gold: str, reads: str) -> str:
    r"""The answer without what LaTeX puts around it, where the right answer has none of it.

    `\text{Yes}` is `Yes`, and the rows of a matrix are lines. Where a formula is wanted
    (`reads`, as in `suites.csv`), signs of LaTeX and of print become those of Python.
    """
    if reads == "formula":
        return _COMMAND.sub("", formula(answer)).replace("^", "**")
    if "\\" not in answer or "\\" in gold:
        return answer.strip()
    text = _MATRIX.sub("", answer)
    text = _BREAK.sub("\n", text)
    if "&" not in gold:
        text = _CELLS.sub(" ", text)
    text = _SPACE.sub(" ", _WRAPPER.sub(r"\1", text))
    return _ESCAPED.sub(r"\1", text).strip().strip("$").strip()
