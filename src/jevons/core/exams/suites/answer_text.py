"""Answers as plain text: without the LaTeX and Markdown that models put around them."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

MAX_LENGTH = 2_000
"""Characters of an answer; what is longer is none of the answers that suites ask for."""

_WRAPPERS = re.compile(
    r"\\(?:boxed|fbox|mbox|operatorname|(?:text|math)(?:bf|it|rm|sf|tt|up|normal)?)(?![a-zA-Z])"
)
_SPACES = re.compile(r"\\(?:q?quad(?![a-zA-Z])|[,;:! ])|[~&\s]+")
_SIZES = re.compile(r"\\(?:left|right|[Bb]igg?[lr]?)(?![a-zA-Z])|\\[()\[\]]|\$")
_BREAKS = re.compile(r"\\\\|[\r\n]+")
_FRACTION = re.compile(r"\\[dt]?frac *\{([^{}]*)\} *\{([^{}]*)\}")
_SHORT_FRACTION = re.compile(r"\\[dt]?frac *([0-9]) *([0-9])")
_SIGNS = str.maketrans({"−": "-", "–": "-", "⁄": "/", "∕": "/", "×": "*", "÷": "/", "⋅": "*"})
_NUMBER = re.compile(r"([+-]?)([0-9]{1,60})(?:\.([0-9]{1,60})|/([0-9]{1,60}))?")
_NESTED = 10


def words(answer: str) -> str:
    """The answer as words: one space between them, no wrappers, emphasis or full stop.

    Empty for an answer that is too long to be one.
    """
    text = _unwrapped(answer)
    text = re.sub(r"[{}*_`\"“”\\]", "", text)
    return " ".join(text.split()).rstrip(". ")


def formula(answer: str) -> str:
    r"""The answer as a formula in plain signs: `\frac{1}{2} \times 3` is `((1)/(2)) * 3`.

    Empty for an answer that is too long to be one.
    """
    text = _unwrapped(answer).replace("`", "").strip("* ")
    for _ in range(_NESTED):
        text, found = _FRACTION.subn(r"((\1)/(\2))", text)
        if not found:
            break
    text = _SHORT_FRACTION.sub(r"(\1/\2)", text)
    text = re.sub(r"\\(?:times|cdot|ast)(?![a-zA-Z])", "*", text)
    text = re.sub(r"\\div(?![a-zA-Z])", "/", text)
    text = text.replace("·", "*").replace("{", "(").replace("}", ")")
    return " ".join(text.split()).rstrip(". ")


def lines_as_list(answer: str) -> str:
    """The answer with commas for its line breaks; empty if it is too long to be one."""
    return _BREAKS.sub(", ", answer) if len(answer) <= MAX_LENGTH else ""


def number(text: str) -> Fraction | None:
    """An integer, a decimal or a fraction as its exact value; `None` if it is none of these."""
    match = _NUMBER.fullmatch(re.sub(r"[() ]", "", text))
    if not match:
        return None
    sign, whole, decimals, below = match.groups()
    if below:
        if not int(below):
            return None
        value = Fraction(int(whole), int(below))
    else:
        value = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or ""))
    return -value if sign == "-" else value


def _unwrapped(answer: str) -> str:
    if len(answer) > MAX_LENGTH:
        return ""
    text = unicodedata.normalize("NFKC", answer).translate(_SIGNS)
    return _SPACES.sub(" ", _SIZES.sub("", _WRAPPERS.sub("", text)))
