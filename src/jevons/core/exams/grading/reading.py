"""Reading an answer: what kind of thing it is, and its parts."""

from __future__ import annotations

import re
from functools import lru_cache

from jevons.core.exams.grading.brackets import is_one_group, split_outside
from jevons.core.exams.grading.expressions import Expression
from jevons.core.exams.grading.formula import read_formula
from jevons.core.exams.grading.notation import (
    bare,
    cleaned,
    plain_words,
    without_conjunctions,
    without_thousands,
)
from jevons.core.exams.grading.quantities import (
    FORMULA_ERRORS,
    FORMULA_WORDS,
    NUMBER_WORDS,
    read_quantity,
    read_simple,
)
from jevons.core.exams.grading.values import (
    Collection,
    Equation,
    Matrix,
    Ordered,
    Quantity,
    Union,
    Unread,
    Value,
    Words,
)

READ_LIMIT = 1000
"""Characters of the longest answer that is read; a longer one is compared as text."""

MAX_DEPTH = 12
MAX_ITEMS = 64

_MATRIX = re.compile(
    r"[(\[]? ?\\begin ?\{([pbB]?matrix|smallmatrix|array)\}(?: ?\{[lcr| ]*\})?"
    r"(.*)\\end ?\{\1\} ?[)\]]?"
)
_WORDS = re.compile(r"(?:\\text ?\{[^{}]*\}|[^\W\d_]+|[-.' ()&/])++")
_WORD = re.compile(r"\\text|[^\W\d_]{3,}")
_COMMA_IN_BRACKETS = re.compile(r"[(\[⦃⟨{][^)\]⦄⟩}]*,")
_RELATIONS = "=<>≤≥≠∈"
_RELATION = re.compile(r"[=<>≤≥≠∈]")
_VARIABLE = re.compile(r"[A-Za-z]|\\(?:theta|alpha|beta|lambda|mu|phi)")
_NAME = re.compile(
    r"(?:\\(?:overline|vec|hat|bar|angle|triangle|measuredangle|text|overrightarrow|mathcal)\b ?)*"
    r"(?:\{[^{}]*\}|\\?[A-Za-z]+)(?:_(?:\w|\{[^{}]*\}))?'*(?:\^\{-1\})?(?:\([^()]*\))?"
    r"|\([a-z](?:, ?[a-z])+\)|\\text ?\{[^{}]*\}"
)
_MIRRORED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}
_INFINITY = Quantity(Expression.letter("oo"))
_ALL = Ordered("(", ")", (Quantity(-_INFINITY.expression), _INFINITY))
_NOTHING = Collection((), braces=True)
_IN_WORDS: dict[str, Value] = {
    "all real numbers": _ALL,
    "all reals": _ALL,
    "empty set": _NOTHING,
    "no solution": _NOTHING,
    "no solutions": _NOTHING,
    **{word: Quantity(Expression.number(value)) for value, word in enumerate(NUMBER_WORDS)},
}
"""Phrases that say what a formula could."""


def read(text: str, *, letter_units: bool = False, thousands: bool = True) -> Value:
    """What an answer is, as far as it is understood here.

    Args:
        text: The answer as it was written.
        letter_units: The `m` of `5 m` is a unit, not a variable.
        thousands: The commas of `1,234,567` belong to one number.
    """
    return _read(text, letter_units, thousands) if len(text) <= READ_LIMIT else Unread(text)


@lru_cache(maxsize=8192)
def _read(text: str, letter_units: bool, thousands: bool) -> Value:
    simple = read_simple(text) if thousands else None
    return simple or _Reading(letter_units, thousands).value(cleaned(text), 0)


class _Reading:
    """How one answer is read."""

    def __init__(self, letter_units: bool, thousands: bool) -> None:
        self._letter_units = letter_units
        self._thousands = thousands

    def value(self, text: str, depth: int) -> Value:
        text = text.strip()
        if depth > MAX_DEPTH:
            return Unread(text)
        if _are_words(text):
            words = plain_words(text)
            return _IN_WORDS.get(words) or Words(words)
        if found := _MATRIX.fullmatch(text):
            return self._matrix(found[2], depth)
        if depth == 0:
            text = without_conjunctions(text)
            if self._thousands and not _COMMA_IN_BRACKETS.search(text):
                text = without_thousands(text)
        return self._formula(text, depth)

    def _formula(self, text: str, depth: int) -> Value:
        for marks, how in (("∪", self._union), (",;", self._list)):
            parts, _ = split_outside(text, marks)
            if len(parts) > MAX_ITEMS:
                return Unread(text)
            if len(parts) > 1:
                return how(parts, depth)
        if _RELATION.search(text):
            return self._relation(text, depth)
        return self._bracketed(text, depth) or read_quantity(text, letter_units=self._letter_units)

    def _all(self, parts: list[str], depth: int) -> tuple[Value, ...]:
        return tuple(self.value(part, depth + 1) for part in parts)

    def _matrix(self, inside: str, depth: int) -> Value:
        rows = [row.split("&") for row in inside.strip(" ⏎").split("⏎") if row.strip()]
        if len({len(row) for row in rows}) != 1 or len(rows) * len(rows[0]) > MAX_ITEMS:
            return Unread(inside)
        return Matrix(tuple(self._all(row, depth) for row in rows))

    def _union(self, parts: list[str], depth: int) -> Value:
        return Union(self._all(parts, depth))

    def _list(self, parts: list[str], depth: int) -> Value:
        parts = [part for part in parts if part.strip()]
        items = self._all(parts, depth)
        if len(items) == 1:
            return items[0]
        intervals = all(_RELATION.search(part) for part in parts)
        if intervals and all(isinstance(item, Ordered) for item in items):
            return Union(items)
        return Collection(_flat(items))

    def _bracketed(self, text: str, depth: int) -> Value | None:
        """A set, a point or an interval; `None` where the brackets only group a formula."""
        if not is_one_group(text):
            return None
        opening, closing, inside = text[0], text[-1], text[1:-1]
        parts, _ = split_outside(inside, ",;")
        if len(parts) > MAX_ITEMS:
            return Unread(text)
        if opening == "⦃" or (opening == "{" and parts[1:]):
            return self._set(inside, parts, depth) if closing in "⦄}" else Unread(text)
        if len(parts) == 1:
            return None
        if opening == "⟨":
            opening, closing = "(", ")"
        return Ordered(opening, closing, self._all(parts, depth))

    def _set(self, inside: str, parts: list[str], depth: int) -> Value:
        if not inside.strip():
            return _NOTHING
        if re.search(r"\||:|\\mid|∈", inside):  # told by a condition
            return Unread(f"⦃{bare(inside)}⦄")
        items = {item.key: item for item in _flat(self._all(parts, depth))}
        return Collection(tuple(items.values()), braces=True)

    def _relation(self, text: str, depth: int) -> Value:
        parts, signs = split_outside(text, _RELATIONS)
        if not signs or not all(part.strip() for part in parts):
            return Unread(text)
        if signs == ["∈"] and _NAME.fullmatch(parts[0].strip()):
            return self.value(parts[1], depth + 1)
        if set(signs) == {"="}:
            return self._equation(parts, depth)
        if set(signs) <= set(_MIRRORED):
            return self._inequality(parts, signs, depth) or Unread(bare(text))
        return Unread(bare(text))

    def _equation(self, parts: list[str], depth: int) -> Value:
        if len(parts) == 2 and _VARIABLE.fullmatch(parts[1].strip()):
            parts = parts[::-1]  # 5 = x
        left, right = parts[0].strip(), self.value(parts[-1], depth + 1)
        if _NAME.fullmatch(left):
            difference = _difference(left, parts[-1]) if len(parts) == 2 else None
            return Equation(bare(left), right, difference)
        differences = [_difference(part, parts[-1]) for part in parts[:-1]]
        if all(difference and difference.rational == 0 for difference in differences):
            return right  # a sum worked out: 2 + 3 = 5
        if len(parts) == 2 and differences[0] and differences[0].letters:
            return Equation("", right, differences[0])
        return Unread(bare("=".join(parts)))

    def _inequality(self, parts: list[str], signs: list[str], depth: int) -> Value | None:
        """The interval of the variable: `-2 < x ≤ 7` is (-2, 7]."""
        if all(sign in ">≥" for sign in signs):
            parts, signs = parts[::-1], [_MIRRORED[sign] for sign in signs[::-1]]
        if not all(sign in "<≤" for sign in signs):
            return None
        names = [bool(_VARIABLE.fullmatch(part.strip())) for part in parts]
        if names == [False, True, False]:
            low, high = self._all([parts[0], parts[2]], depth)
            return Ordered(_left(signs[0]), _right(signs[1]), (low, high))
        if names == [True, False]:
            high = self.value(parts[1], depth + 1)
            return Ordered("(", _right(signs[0]), (_ALL.items[0], high))
        if names == [False, True]:
            return Ordered(_left(signs[0]), ")", (self.value(parts[0], depth + 1), _INFINITY))
        return None


def _are_words(text: str) -> bool:
    """Whether there is nothing but words, one of which is no part of a formula."""
    if not _WORDS.fullmatch(text):
        return False
    return any(word not in FORMULA_WORDS for word in _WORD.findall(text.lower()))


def _left(sign: str) -> str:
    return "[" if sign == "≤" else "("


def _right(sign: str) -> str:
    return "]" if sign == "≤" else ")"


def _difference(left: str, right: str) -> Expression | None:
    try:
        return read_formula(left) - read_formula(right)
    except FORMULA_ERRORS:
        return None


def _flat(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """The items, with those of inner lists in the place of the lists."""
    flat: list[Value] = []
    for item in items:
        inner = item.right if isinstance(item, Equation) and item.name else item
        listed = isinstance(inner, Collection) and not inner.braces
        flat += inner.items if isinstance(inner, Collection) and listed else [item]
    return tuple(flat)
