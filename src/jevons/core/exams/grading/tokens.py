"""The words of a formula in LaTeX, or as it is typed in plain text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["number", "name", "function", "command", "mark"]


class UnreadableError(ValueError):
    """A text that is no formula, or none that is understood here."""


class Token(NamedTuple):
    """One word: a number, the name of a letter or function, a command or a mark."""

    kind: Kind
    text: str


FUNCTIONS = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
    "tanh", "log", "ln", "lg", "exp", "det",
})  # fmt: skip
LETTERS = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
    "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau",
    "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
    "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell",
})  # fmt: skip
MARKS = {
    "\\cdot": "*",
    "\\times": "*",
    "\\ast": "*",
    "\\div": "/",
    "\\infty": "oo",
    "\\degree": "\\circ",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\lbrack": "[",
    "\\rbrack": "]",
}
"""Commands that are another way to write something else."""

MAX_DIGITS = 1000

_PLAIN = {"sqrt": "\\sqrt", "infinity": "oo", "inf": "oo", "oo": "oo", "pi": "pi"}
_WORDS = "|".join(sorted({*_PLAIN, *FUNCTIONS}, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""
    (?P<number> \d+(?:\.\d+)? | \.\d+ )
    | (?P<command> \\[A-Za-z]+ )
    | (?P<word> (?<![A-Za-z]) (?:{_WORDS}) (?![A-Za-z]) | [A-Za-z] )
    | (?P<mark> [-+*/^_!(){{}}\[\]|] )
    | (?P<space> \s+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def tokens_of(text: str) -> list[Token]:
    """Cut a formula into its words.

    Raises:
        UnreadableError: there is something in it that belongs in no formula.
    """
    tokens = []
    for found in _TOKEN.finditer(text):
        if found["space"] is None:
            tokens.append(_token(found))
    return tokens


def _token(found: re.Match[str]) -> Token:
    text = found[0]
    if found["other"] is not None:
        raise UnreadableError(f"{text!r} belongs in no formula")
    if found["number"] is not None:
        if len(text) > MAX_DIGITS:
            raise UnreadableError("too long a number")
        return Token("number", text)
    if found["command"] is not None:
        return _command(text)
    if found["mark"] is not None:
        return Token("mark", text)
    return Token("function", text) if text in FUNCTIONS else _named(_PLAIN.get(text, text))


def _command(text: str) -> Token:
    name = text[1:]
    if name in FUNCTIONS:
        return Token("function", name)
    if name in LETTERS:
        return Token("name", name)
    return _named(MARKS.get(text, text))


def _named(text: str) -> Token:
    if text.startswith("\\"):
        return Token("command", text)
    return Token("name" if text.isalpha() else "mark", text)
