r"""One way of writing for each thing that LaTeX, Markdown and Unicode write in many.

What the structure of an answer hangs on becomes one character: `\leq` is ≤, `\cup` is ∪,
`\{` is ⦃, the end of a matrix's row is ⏎. Words in a formula stay in `\text{...}`, which
says that they are no letters.
"""

from __future__ import annotations

import re

from jevons.core.exams.grading.brackets import is_one_group, split_outside

_CHARACTERS = {
    **dict.fromkeys("−–‐‑‒―﹣", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2007\u2008\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("’‘′", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("×⋅·∙", r"\cdot "),
    **{chr(n): chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)},  # full-width forms
    "÷": r"\div ",
    "∕": "/",
    "π": r"\pi ",
    "∞": r"\infty ",
    "√": r"\sqrt ",
    "±": r"\pm ",
    "∓": r"\mp ",
    "°": r"^\circ ",
    "θ": r"\theta ",
    "²": "^2",
    "³": "^3",
    "½": r"\frac{1}{2}",
    "⅓": r"\frac{1}{3}",
    "⅔": r"\frac{2}{3}",
    "¼": r"\frac{1}{4}",
    "¾": r"\frac{3}{4}",
    "。": ".",
    "、": ",",
    "≈": "=",
    "∅": r"\emptyset ",
}
_TABLE = str.maketrans(_CHARACTERS)

_STRUCTURE = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "lt": "<", "ge": "≥", "geq": "≥", "geqslant": "≥",
    "gt": ">", "ne": "≠", "neq": "≠", "approx": "=", "in": "∈", "cup": "∪", "bigcup": "∪",
    "langle": "⟨", "rangle": "⟩", "lbrace": "⦃", "rbrace": "⦄", "emptyset": "⦃⦄",
    "varnothing": "⦃⦄", "colon": ":",
    "dfrac": r"\frac", "tfrac": r"\frac", "cfrac": r"\frac", "dbinom": r"\binom",
    "tbinom": r"\binom", "mathrm": r"\text", "mbox": r"\text", "hbox": r"\text",
    "textrm": r"\text", "textbf": r"\text", "textit": r"\text", "textnormal": r"\text",
    "textsf": r"\text", "operatorname": r"\text", "mathbf": r"\text", "mathit": r"\text",
    "mathsf": r"\text", "boldsymbol": r"\text", "bm": r"\text", "emph": r"\text",
    "quad": " ", "qquad": " ", "displaystyle": "", "textstyle": "", "limits": "", "left": "",
    "right": "", "big": "", "Big": "", "bigg": "", "Bigg": "", "bigl": "", "bigr": "",
    "Bigl": "", "Bigr": "", "biggl": "", "biggr": "", "middle": "", "nolimits": "",
    "centerdot": r"\cdot",
}  # fmt: skip
"""Commands, and what is written for them."""

MAX_WRAPPINGS = 4

_THOUSANDS = re.compile(r"(?<=\d)(?:\s*\{\s*,\s*\}\s*|\s*,\s*\\!\s*|\\[,;: ])(?=\d{3})")
_SPACES = re.compile(r"\\[,;:!> \n]|~")
_DOLLAR = re.compile(r"(?<!\\)\$")
_DELIMITERS = re.compile(r"\\[()\[\]]")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_SHORT_FRACTION = re.compile(r"\\frac\s*(\d)\s*(\d)(?!\d)")
_TEXT = re.compile(r"\\text\s*\{([^{}]*)\}")
_CONJUNCTION = re.compile(r",?\s*(?:\\text\s*\{\s*(?:and|or)\s*\}|(?<!\w)(?:and|or)(?!\w))\s*")
_IDLE_BLANKS = re.compile(r" (?!\d)|(?<!\d) ")
_BLANKS = re.compile(r"\s+")
_LONE = re.compile(r"\W*(?:\w|[\d.,]+)?\W*")
_ARTICLES = frozenset({"a", "an", "the"})
_PUNCTUATION = re.compile(
    r"(?<!\d)[.,:]|[.,:](?!\d)|[;!?\"*_`…]|(?<=[^\W\d_])[-)]|[-(](?=[^\W\d_])"
)
_ONLY_WORDS = re.compile(r"[^\\\d^]*")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?![\d,/])")


def cleaned(text: str) -> str:
    """The text in the one way of writing, without delimiters, emphasis and last full stop."""
    text = text.translate(_TABLE).replace("**", "").strip("` \n\t")
    text = _THOUSANDS.sub("", text.replace("\\\\", "⏎"))
    text = _without_dollars(text)
    text = _DELIMITERS.sub(" ", text).replace(r"\{", "⦃").replace(r"\}", "⦄")
    text = _SPACES.sub(" ", text).replace(r"\%", "%").replace(r"\_", "_").replace(r"\&", " ")
    text = _COMMAND.sub(_spelled, text)
    text = _SHORT_FRACTION.sub(r"\\frac{\1}{\2}", text)
    text = _TEXT.sub(_needed_text, text)
    text = text.replace("<=", "≤").replace(">=", "≥").replace("!=", "≠")
    return _unwrapped(_BLANKS.sub(" ", text).lstrip(" ,;:=").rstrip(" .,;:"))


def without_thousands(text: str) -> str:
    """The text with no commas or blanks between groups of three digits."""
    return _GROUPED.sub(lambda number: re.sub("[, ]", "", number[0]), text)


def without_conjunctions(text: str) -> str:
    """The text with commas for `and` and `or`."""
    return _CONJUNCTION.sub(", ", text)


def plain_words(text: str) -> str:
    """The words of a text alone: lower case, no articles, no punctuation but in numbers."""
    text = without_text_marks(cleaned(text)).casefold()
    words = _PUNCTUATION.sub(" ", text.replace("'", "")).split()
    return " ".join(word for word in words if word not in _ARTICLES) or " ".join(words)


def without_text_marks(text: str) -> str:
    r"""The text with only what is inside of `\text{...}`."""
    return _TEXT.sub(r"\1", text)


def bare(text: str) -> str:
    r"""The text of a formula without blanks and `\text`, to see whether two are the same."""
    return _IDLE_BLANKS.sub("", without_text_marks(text))


def _without_dollars(text: str) -> str:
    r"""A single `$` is money; several delimit mathematics. Money is written `\$`."""
    if len(_DOLLAR.findall(text)) == 1:
        return _DOLLAR.sub(r"\\$", text)
    return _DOLLAR.sub("", text)


def _spelled(command: re.Match[str]) -> str:
    replacement = _STRUCTURE.get(command[1])
    return command[0] if replacement is None else replacement


def _needed_text(text: re.Match[str]) -> str:
    r"""What needs no `\text`: a number, a lone letter in parentheses, e and i."""
    inside = text[1].strip()
    if inside in {"e", "i"} or (not inside.isalpha() and _LONE.fullmatch(inside)):
        return inside
    return rf"\text{{{text[1]}}}"


def _unwrapped(text: str) -> str:
    r"""What stands in `{...}` that is no set, or in `\text{...}` that has more than words."""
    for _ in range(MAX_WRAPPINGS):
        mark = "\\text" if text.startswith("\\text{") else ""
        group = text[len(mark) :]
        if not is_one_group(group) or group[0] != "{":
            break
        inside = group[1:-1].strip()
        listed = len(split_outside(inside, ",;")[0]) > 1 and not _GROUPED.fullmatch(inside)
        if listed if not mark else _ONLY_WORDS.fullmatch(inside):
            break
        text = inside
    return text
